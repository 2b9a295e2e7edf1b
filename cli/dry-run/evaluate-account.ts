import type { Account } from '../../rules/aws.ts';
import type { Verdict } from '../../rules/contract.ts';
import {
  type RootUserEvidence,
  type RootUserMfaParameters,
  rootUserMfaEnabled,
} from '../../rules/root-user-mfa-enabled/rule.ts';
import type { RootCredentials } from '../../rules/root-user-mfa-enabled/verdicts.ts';
import type { Access } from './access.ts';
import type { MfaDevice } from './mfa-devices.ts';

/** What was asked of AWS and answered; what the verdict did not depend on is not there. */
export interface Evidence {
  readonly mfaEnabled?: boolean;
  readonly credentials?: RootCredentials;
  readonly virtualMfaDevice?: boolean;
  readonly organizationRole?: 'management' | 'member' | 'none';
  /** Where the way into the account allows to list them. */
  readonly mfaDevices?: readonly MfaDevice[];
  /** Why they could not be listed, where the verdict does not depend on them. */
  readonly mfaDevicesError?: string;
}

export interface Target extends Account {
  readonly name: string;
  /** As AWS Organizations has it; nothing where it does not say. */
  readonly state: string | undefined;
}

/** In which there is nothing to evaluate. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
const INACTIVE = ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED'];

interface Named {
  readonly accountId: string;
  readonly accountName: string;
}

export type Evaluated = Named & Verdict & { readonly evidence: Evidence };
/** An account that its organization has suspended, or that is closing or not yet open. */
export type NotEvaluated = Named & { readonly state: string };
export type Failed = Named & { readonly error: string };
export type Outcome = Evaluated | NotEvaluated | Failed;

/** @returns an outcome of some kind, whatever happens */
export async function evaluateAccount(
  target: Target,
  access: Access,
  parameters: RootUserMfaParameters,
): Promise<Outcome> {
  const named = { accountId: target.id, accountName: target.name };
  const { state = 'nothing' } = target;
  if (INACTIVE.includes(state)) return { ...named, state };
  try {
    if (state !== 'ACTIVE') throw new Error(`Expected a known state of the account, got ${state}.`);
    const root = await access(target);
    const evidence: Mutable<Evidence> = {};
    const verdict = await rootUserMfaEnabled.evaluate(recording(root, evidence), parameters);
    if (evidence.mfaEnabled === true && root.mfaDevices !== undefined) {
      Object.assign(evidence, await root.mfaDevices().then(listed, notListed));
    }
    return { ...named, ...verdict, evidence };
  } catch (error) {
    return { ...named, error: messageOf(error) };
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The same evidence, which writes down what it answers. */
function recording(root: RootUserEvidence, evidence: Mutable<Evidence>): RootUserEvidence {
  return {
    partition: root.partition,
    async accountSummary() {
      const summary = await root.accountSummary();
      Object.assign(evidence, summary);
      return summary;
    },
    async hasVirtualMfaDevice() {
      evidence.virtualMfaDevice = await root.hasVirtualMfaDevice();
      return evidence.virtualMfaDevice;
    },
    async organizationRole() {
      evidence.organizationRole = await root.organizationRole();
      return evidence.organizationRole;
    },
  };
}

const listed = (mfaDevices: readonly MfaDevice[]) => ({ mfaDevices });
const notListed = (error: unknown) => ({ mfaDevicesError: messageOf(error) });

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
