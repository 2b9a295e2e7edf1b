import pMap from 'p-map';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { FaultCase } from './fault-case.ts';

export interface FaultRun extends FaultCase {
  readonly accountId: string;
  /** What AWS Config shows after the run. */
  readonly complianceType: string | undefined;
  /** The function's error. */
  readonly error: string | undefined;
}

/** The function's timeout in the matrix: short, so that what hangs does not hang for long. */
const TIMEOUT_SECONDS = 10;

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
  const aws = await EmbeddedAws.start(deployed, { keepWarm: true, timeoutSeconds: TIMEOUT_SECONDS });
  try {
    const runCase = async (faultCase: FaultCase, index: number): Promise<FaultRun> => {
      const account = accountFor(faultCase, index);
      const isCentral = faultCase.operation === 'sts:AssumeRole';
      if (isCentral) aws.deployCentrally(home, [account], PARAMETERS);
      else aws.deploy(account, PARAMETERS);
      const error = await aws.evaluate(account).then(
        () => undefined,
        (failure: Error) => failure.message,
      );
      const shown = await readCompliance(aws, account);
      aws.remove(account);
      onDone();
      return { ...faultCase, accountId: account.id, complianceType: shown?.complianceType, error };
    };
    return await pMap(cases, runCase, { concurrency: 12 });
  } finally {
    await aws.close();
  }
}

const PARAMETERS = { allowVirtualMfa: 'false' };

/** The verdict that the case's account deserves. */
export function deservedCompliance({ operation }: FaultCase): string {
  return operation === 'iam:ListVirtualMFADevices' ? 'COMPLIANT' : 'NOT_APPLICABLE';
}

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };

/** The account of a central function. */
const home: AwsAccount = {
  id: organization.managementAccountId,
  name: 'management',
  partition: 'aws',
  region: 'us-east-1',
  organization,
  rootUser: { password: false, accessKeys: 0, signingCertificates: 0, mfaDevices: [] },
  users: [],
  faults: [],
};

/** An account whose verdict needs the operation: row 2 with the devices of other users, or row 6. */
function accountFor({ operation, faults }: FaultCase, index: number): AwsAccount {
  const hasMfa = operation === 'iam:ListVirtualMFADevices';
  return {
    id: `${100_000_000_000 + index}`,
    name: 'member',
    partition: 'aws',
    region: 'us-east-1',
    organization,
    rootUser: {
      password: hasMfa,
      accessKeys: 0,
      signingCertificates: 0,
      mfaDevices: hasMfa ? ['passkey'] : [],
    },
    users: ['rooter', 'root', 'a', 'b', 'c', 'd'].map((name) => ({
      name,
      virtualMfaDevice: `${name}-phone`,
    })),
    faults,
  };
}
