import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import type { World } from './world.ts';

/** What has to come of a world. */
export interface Outcome {
  /** What AWS Config shows in the end. */
  readonly shown: 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE' | undefined;
  /** Whether the function throws. */
  readonly fails: boolean;
}

const NO_VERDICT: Outcome = { shown: undefined, fails: true };

/**
 * What the verdict table of docs/rules/root-user-mfa-enabled.md demands, worked out from the truth about the account
 * and not from what the function reads. It shares no code with the rule.
 */
export function expectedOutcome(world: World): Outcome {
  if (!parametersAreKnown(world)) return NO_VERDICT;
  const seen = new Set<Fault['operation']>(['iam:GetAccountSummary']);
  if (breaks(world, 'iam:GetAccountSummary')) return NO_VERDICT;

  const { account, parameters } = world;
  const { partition, organization, rootUser } = account;
  const isGovCloud = partition === 'aws-us-gov';
  const hidden = account.faults
    .filter(({ fault, field }) => fault === 'field' && !(isGovCloud && field === 'AccountPasswordPresent'))
    .map(({ field }) => field);
  const credentialFree =
    parameters['credentialFreeCompliance'] === 'COMPLIANT' ? 'COMPLIANT' : 'NOT_APPLICABLE';

  const isProtected = rootUser !== null && rootUser.mfaDevices.length > 0;
  const hasCredential =
    rootUser !== null &&
    ((rootUser.password && !isGovCloud && !hidden.includes('AccountPasswordPresent')) ||
      (rootUser.accessKeys.length > 0 && !hidden.includes('AccountAccessKeysPresent')) ||
      (rootUser.signingCertificates.length > 0 && !hidden.includes('AccountSigningCertificatesPresent')));
  const isMember = organization !== null && organization.managementAccountId !== account.id;
  const mayBeForbidden =
    parameters['allowMemberCredentials'] === 'false' && (hasCredential || (isProtected && hidden.length > 0));
  if (mayBeForbidden) seen.add('organizations:DescribeOrganization');

  let shown: Outcome['shown'];
  if (mayBeForbidden && isMember) {
    if (!hasCredential) return NO_VERDICT;
    shown = 'NON_COMPLIANT'; // Row 0.
  } else if (isProtected) {
    if (parameters['allowVirtualMfa'] !== 'false') {
      shown = 'COMPLIANT'; // Row 1.
    } else {
      seen.add('iam:ListVirtualMFADevices'); // Rows 2 and 3.
      shown = rootUser.mfaDevices.some(({ kind }) => kind === 'virtual') ? 'NON_COMPLIANT' : 'COMPLIANT';
    }
  } else if (hasCredential) {
    shown = 'NON_COMPLIANT'; // Row 4.
  } else if (partition === 'aws-cn') {
    shown = credentialFree; // Row 8.
  } else if (hidden.length > 0) {
    return NO_VERDICT; // Row 10: what is not reported may be there.
  } else if (isGovCloud) {
    shown = credentialFree; // Row 5.
  } else {
    seen.add('organizations:DescribeOrganization'); // Rows 6 and 7.
    shown = isMember ? credentialFree : 'NON_COMPLIANT';
  }

  for (const operation of seen) {
    if (breaks(world, operation)) return NO_VERDICT;
  }
  if (!breaks(world, 'config:PutEvaluations')) return { shown, fails: false };
  return answerIsLost(world) ? { shown, fails: true } : NO_VERDICT;
}

function parametersAreKnown({ parameters }: World): boolean {
  const {
    allowVirtualMfa = 'true',
    allowMemberCredentials = 'true',
    credentialFreeCompliance = 'COMPLIANT',
    ...unknown
  } = parameters;
  return (
    Object.keys(unknown).length === 0 &&
    ['true', 'false'].includes(allowVirtualMfa) &&
    ['true', 'false'].includes(allowMemberCredentials) &&
    ['COMPLIANT', 'NOT_APPLICABLE'].includes(credentialFreeCompliance)
  );
}

/** Whether the operation gives no usable answer, however often the SDK asks. */
function breaks({ account }: World, operation: Fault['operation']): boolean {
  const ownFaults = faultsOf(account.faults, operation);
  return ownFaults.some(({ fault, requests, field, value }) => {
    if (fault === 'repeated-marker' && firstPageTells(account, ownFaults)) return false;
    if (requests !== undefined || fault === 'one-device-a-page') return false; // At most two of three attempts.
    if (fault !== 'field') return true;
    // A field that is left out: only this one is needed in every row. In China no root user is reported at all.
    const isReported = account.rootUser !== null || field === 'AccountMFAEnabled';
    return value === undefined ? field === 'AccountMFAEnabled' : isReported;
  });
}

/** Whether the first page of virtual MFA devices has one of the root user: no other page matters then. */
function firstPageTells({ rootUser, users }: AwsAccount, faults: readonly Fault[]): boolean {
  const isWhole = !faults.some(({ fault }) => fault === 'one-device-a-page') || users.length === 0;
  return isWhole && (rootUser?.mfaDevices.some(({ kind }) => kind === 'virtual') ?? false);
}

/**
 * The evaluation is stored, and the function cannot read that it was. Throttling that cannot be read is not tried
 * again: nothing is stored then.
 */
function answerIsLost({ account }: World): boolean {
  const ownFaults = faultsOf(account.faults, 'config:PutEvaluations');
  const lasting = ownFaults.filter(({ requests }) => requests === undefined);
  const isThrottled = ownFaults.some(({ fault, requests }) => fault === 'throttled' && requests?.includes(1));
  return !isThrottled && lasting.every(({ fault }) => fault === 'truncated' || fault === 'not-a-document');
}

function faultsOf(faults: readonly Fault[], operation: Fault['operation']): Fault[] {
  return faults.filter((fault) => fault.operation === operation);
}
