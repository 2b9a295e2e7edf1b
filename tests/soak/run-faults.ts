import pMap from 'p-map';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';
import type { FaultCase } from './fault-matrix.ts';

export interface FaultRun extends FaultCase {
  readonly accountId: string;
  /** What AWS Config shows after the run. */
  readonly complianceType: string | undefined;
  /** The function's error. */
  readonly error: string | undefined;
}

/** Cases of one timeout that run at a time. */
const CONCURRENCY = 8;

/**
 * Runs the cases, each in an account of its own, with a function of its own or, to see `sts:AssumeRole`, a central one.
 *
 * @param deployed with `memberRoleName`
 * @param onDone called after each case
 */
export async function runFaultCases(
  deployed: Package,
  cases: readonly FaultCase[],
  onDone: () => void = () => {},
): Promise<FaultRun[]> {
  const all = cases.map((faultCase, index) => ({ faultCase, account: accountFor(faultCase, index) }));
  const groups = Map.groupBy(all, ({ faultCase }) => timeoutSecondsOf(faultCase));
  const runGroup = async ([timeoutSeconds, group]: [number, typeof all]): Promise<FaultRun[]> => {
    const aws = await EmbeddedAws.start(deployed, { keepWarm: true, timeoutSeconds });
    const runCase = async ({ faultCase, account }: (typeof all)[number]) => {
      if (faultCase.operation === 'sts:AssumeRole') aws.deployCentrally(home, [account], PARAMETERS);
      else aws.deploy(account, PARAMETERS);
      return { ...faultCase, accountId: account.id, ...(await evaluated(aws, account).finally(onDone)) };
    };
    return pMap(group, runCase, { concurrency: CONCURRENCY }).finally(() => aws.close());
  };
  const runs = await Promise.all([...groups].map(runGroup));
  return runs.flat().sort((one, other) => one.accountId.localeCompare(other.accountId));
}

/**
 * A request may take a twelfth of the function's time. Where a request hangs, the time is short, and longer where a later
 * request must be answered; otherwise a slow machine has all the time that it needs.
 */
function timeoutSecondsOf({ faults, expected }: FaultCase): number {
  if (!faults.some(({ fault }) => fault === 'no-answer')) return 60;
  return expected === 'survived' ? 20 : 10;
}

/**
 * Evaluates an account, and forgets it.
 *
 * @returns what AWS Config shows, and the function's error
 */
export async function evaluated(aws: EmbeddedAws, account: AwsAccount) {
  const error = await aws.evaluate(account).then(
    () => undefined,
    (failure: Error) => failure.message,
  );
  const complianceType = (await readCompliance(aws, account))?.complianceType;
  aws.remove(account);
  return { complianceType, error };
}

const PARAMETERS = { allowVirtualMfa: 'false' };

/** What AWS Config has to show after the run: the verdict that the case's account deserves, or nothing. */
export function expectedCompliance({ operation, expected }: FaultCase): string | undefined {
  if (expected === 'thrown') return undefined;
  return operation === 'iam:ListVirtualMFADevices' ? 'COMPLIANT' : 'NOT_APPLICABLE';
}

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };

/** The account of a central function. */
const home = anAccount({ id: organization.managementAccountId, region: 'us-east-1', organization });

/** An account whose verdict needs the operation: MFA on beside the devices of other users, or a member without credentials. */
function accountFor({ operation, faults }: FaultCase, index: number): AwsAccount {
  const hasMfa = operation === 'iam:ListVirtualMFADevices';
  const users = ['rooter', 'root', 'a', 'b', 'c', 'd', 'e', 'f'];
  return anAccount({
    id: `${100_000_000_000 + index}`,
    region: 'us-east-1',
    organization,
    rootUser: { ...bareRootUser, password: hasMfa, mfaDevices: hasMfa ? ['passkey'] : [] },
    users: users.map((name) => ({ name, virtualMfaDevice: `${name}-phone` })),
    faults,
  });
}
