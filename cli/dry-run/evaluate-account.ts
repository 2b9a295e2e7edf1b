import type { Account } from '../../aws/account.ts';
import {
  type RootUserEvidence,
  type RootUserMfaParameters,
  rootUserMfaEnabled,
} from '../../rules/root-user-mfa-enabled/rule.ts';
import type { MfaDevice, Outcome, ReportedEvidence } from '../report/model.ts';
import type { Access } from './access.ts';

interface Target extends Account {
  readonly name: string;
  /** The state that AWS Organizations reports, if any. */
  readonly state: string | undefined;
}

/** The rule does not evaluate accounts in these states.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export const INACTIVE = ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED'];

/** Never rejects: a failure is an outcome, and so is an interruption. */
export async function evaluateAccount(
  target: Target,
  access: Access,
  parameters: RootUserMfaParameters,
  interruption?: AbortSignal,
): Promise<Outcome> {
  const named = { accountId: target.id, accountName: target.name };
  const { state = 'nothing' } = target;
  if (INACTIVE.includes(state)) return { ...named, state };
  try {
    if (state !== 'ACTIVE') throw new Error(`Expected a known state of the account, got ${state}.`);
    const root = await access(target);
    const evidence: Mutable<ReportedEvidence> = {};
    const verdict = await rootUserMfaEnabled.evaluate(recording(root, evidence), parameters);
    if (evidence.mfaEnabled === true && root.mfaDevices !== undefined) {
      Object.assign(evidence, await root.mfaDevices().then(listed, notListed));
    }
    return { ...named, ...verdict, evidence };
  } catch (error) {
    if (interruption?.aborted && error === interruption.reason)
      return { ...named, notEvaluated: 'interrupted' };
    return { ...named, error: messageOf(error) };
  }
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The same evidence, recorded as it is read. */
function recording(root: RootUserEvidence, evidence: Mutable<ReportedEvidence>): RootUserEvidence {
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
