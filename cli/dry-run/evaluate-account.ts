import type { Account } from '../../aws/account.ts';
import {
  type RootUserEvidence,
  type RootUserMfaParameters,
  rootUserMfaEnabled,
} from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Outcome, ReportedEvidence } from '../report/model.ts';
import type { Access } from './access.ts';

interface Target extends Account {
  readonly name: string;
  /** The state that AWS Organizations reports, if any. */
  readonly state: string | undefined;
  readonly isExcluded?: boolean;
}

/** The rule does not evaluate accounts in these states.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
export const INACTIVE = ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED'];

/** Never rejects: a failure is an outcome, and so is an interruption. */
export async function evaluateAccount(
  target: Target,
  access: Access,
  parameters: RootUserMfaParameters,
  interruption: AbortSignal,
): Promise<Outcome> {
  const { state = 'nothing' } = target;
  const named = { accountId: target.id, accountName: target.name };
  if (target.isExcluded) return { ...named, state: 'EXCLUDED' };
  if (interruption.aborted) return { ...named, state: 'INTERRUPTED' };
  if (INACTIVE.includes(state)) return { ...named, state };
  try {
    if (state !== 'ACTIVE') throw new Error(`Expected a known state of the account, got ${state}.`);
    const root = await access(target);
    const evidence: ReportedEvidence = {};
    const verdict = await rootUserMfaEnabled.evaluate(recording(root, evidence), parameters);
    if (evidence.mfaEnabled === true && root.mfaDevices !== undefined) {
      const devices = root.mfaDevices().then(
        (mfaDevices) => ({ mfaDevices }),
        (error: Error) => ({ mfaDevicesError: error.message }),
      );
      Object.assign(evidence, await devices);
    }
    return { ...named, ...verdict, evidence };
  } catch (error) {
    if (interruption.aborted && error === interruption.reason) {
      return { ...named, state: 'INTERRUPTED' };
    }
    return { ...named, error: (error as Error).message };
  }
}

/** The same evidence, recorded as it is read. */
function recording(root: RootUserEvidence, evidence: ReportedEvidence): RootUserEvidence {
  const recordAs =
    <Found>(named: (found: Found) => ReportedEvidence) =>
    (found: Found) => {
      Object.assign(evidence, named(found));
      return found;
    };
  return {
    partition: root.partition,
    accountSummary: () => root.accountSummary().then(recordAs((summary) => summary)),
    hasVirtualMfaDevice: () =>
      root.hasVirtualMfaDevice().then(recordAs((virtualMfaDevice) => ({ virtualMfaDevice }))),
    organizationRole: () =>
      root.organizationRole().then(recordAs((organizationRole) => ({ organizationRole }))),
  };
}
