import * as v from 'valibot';
import type { ComplianceType } from '../../rules/contract.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { RootCredentials } from '../../rules/root-user-mfa-enabled/verdicts.ts';

/** The result of one run: every output format is made from it. */
export interface Report {
  readonly about: About;
  /** The order is that of the organization file, or of the list that AWS Organizations gives. */
  readonly outcomes: readonly Outcome[];
  /** Why the list of accounts is not complete, if it is not. */
  readonly incomplete?: string | undefined;
  /** IDs of the member accounts of an organization, as far as they are known. */
  readonly members?: ReadonlySet<string>;
  /** The organization that was read, if one was. */
  readonly organization?: ReadOrganization;
  /** Set only where an earlier run was given to compare with. */
  readonly changes?: Changes;
}

interface ReadOrganization {
  /** Such as `o-a1b2c3d4e5`, if AWS gives it. */
  readonly id: string | undefined;
  readonly managementAccountId: string;
  /** The account of the caller, if it is a delegated administrator. */
  readonly delegatedAdministratorId?: string;
  /** The Region in which the caller asked STS. */
  readonly region: string;
}

/** What has changed among the accounts that need action. */
export interface Changes {
  /** IDs of those that need action now and did not before. */
  readonly appeared: ReadonlySet<string>;
  /** Those that needed action before, and got another verdict now. */
  readonly solved: readonly Evaluated[];
  /** IDs of those that needed action before and have no verdict now. */
  readonly unknown: readonly string[];
}

/** The origin of a report, in words for a reader who did not run the command. */
export interface About {
  /** `npm start` or `npm run evaluate` */
  readonly command: string;
  readonly evaluatedAt: Date;
  /** Which organization or account. */
  readonly scope: string;
  /** How the accounts were reached. */
  readonly access: string;
  /** `NAME=VALUE` each. */
  readonly parameters: readonly string[];
}

/** The parameters that applied, `NAME=VALUE` each: those that were given, and the defaults of the others. */
export function parametersInForce({ parameters }: About): string[] {
  const given = new Set(parameters.map((parameter) => parameter.split('=')[0]));
  const defaults = Object.entries(v.parse(rootUserMfaEnabled.parameters, {}))
    .filter(([name]) => !given.has(name))
    .map(([name, value]) => `${name}=${value} (default)`);
  return [...parameters, ...defaults];
}

export type MfaDeviceKind = 'virtual' | 'passkey or security key' | 'hardware token';

export interface MfaDevice {
  readonly kind: MfaDeviceKind;
  /** Left out where the device is described and not listed by IAM. */
  readonly serialNumber?: string;
}

/** What is known about the root user. Anything that the verdict does not depend on may be left out. */
export interface ReportedEvidence {
  readonly mfaEnabled?: boolean;
  readonly credentials?: RootCredentials;
  readonly virtualMfaDevice?: boolean;
  readonly organizationRole?: 'management' | 'member' | 'none';
  /** Set only if the access to the account allows listing them. */
  readonly mfaDevices?: readonly MfaDevice[];
  /** Why the devices could not be listed, where the verdict does not depend on them. */
  readonly mfaDevicesError?: string;
}

interface Named {
  /** Twelve digits. */
  readonly accountId: string;
  /** Chosen by the account's owner: any text. */
  readonly accountName: string;
}

export type Evaluated = Named & {
  readonly complianceType: ComplianceType;
  /** One of the rule's reasons. */
  readonly reason: string;
  readonly annotation: string;
  readonly evidence: ReportedEvidence;
  /** Set only if the verdict was read from AWS Config: ISO 8601, UTC. */
  readonly orderingTimestamp?: string;
};
/**
 * An account that its organization has suspended, or that is closing or not yet open, with the state that AWS
 * Organizations reports; or one that was left out (`EXCLUDED`), or that the run did not reach (`INTERRUPTED`).
 */
export type NotEvaluated = Named & { readonly state: string };
/** An account without a verdict. */
export type Failed = Named & { readonly error: string };
export type Outcome = Evaluated | NotEvaluated | Failed;

/** A verdict, `FAILED`, or why the account was not evaluated. */
export function stateOf(outcome: Outcome): string {
  if ('error' in outcome) return 'FAILED';
  return 'state' in outcome ? outcome.state : outcome.complianceType;
}

export function membersOf(outcomes: readonly Outcome[], managementAccountId: string): Set<string> {
  return new Set(outcomes.map(({ accountId }) => accountId).filter((id) => id !== managementAccountId));
}

export type Groups = ReturnType<typeof groupsOf>;

/** The groups in which a report shows its accounts, the most urgent first. */
export function groupsOf(outcomes: readonly Outcome[]) {
  const evaluated = outcomes.filter((outcome) => 'complianceType' in outcome);
  return {
    nonCompliant: evaluated
      .filter(({ complianceType }) => complianceType === 'NON_COMPLIANT')
      .toSorted((one, other) => riskOf(one) - riskOf(other)),
    failed: outcomes.filter((outcome) => 'error' in outcome),
    /** COMPLIANT and NOT_APPLICABLE */
    passed: evaluated.filter(({ complianceType }) => complianceType !== 'NON_COMPLIANT'),
    notEvaluated: outcomes.filter((outcome) => 'state' in outcome),
  };
}

/** 0 is the highest: credentials that no MFA protects, then a password that can come back, then MFA of the wrong kind. */
function riskOf({ evidence: { mfaEnabled, credentials } }: Evaluated): number {
  if (mfaEnabled !== false) return 2;
  return Object.values(credentials ?? {}).includes(true) ? 0 : 1;
}

const LABELS: Readonly<Record<string, string>> = {
  EXCLUDED: 'not evaluated: excluded',
  INTERRUPTED: 'not evaluated: interrupted',
  NOT_EVALUATED: 'not evaluated',
};

/** A state in words that say what it is. */
export function labelOf(state: string): string {
  return LABELS[state] ?? state;
}

export function inOrderOfAction(outcomes: readonly Outcome[]): Outcome[] {
  return Object.values(groupsOf(outcomes)).flat();
}

const STATES = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'FAILED'];

/** How many accounts are in each state that occurs: the four known ones first, then the others. */
export function countsOf(outcomes: readonly Outcome[]) {
  const counts = new Map<string, number>(STATES.map((state) => [state, 0]));
  for (const state of outcomes.map(stateOf).toSorted()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 0)
    .map(([state, count]) => ({ state, label: labelOf(state), count }));
}
