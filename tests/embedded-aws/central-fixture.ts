import type { ShownOutcome } from '../../embedded-aws/compliance.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { EVALUATION_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import type { DescribedRootUser, EmbeddedMfaDevice } from '../../embedded-aws/services/root-user.ts';
import { centralPackage } from '../deployed.ts';
import { embeddedAwsOfEachTest } from './embedded-aws-fixture.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

export const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: '100000000000',
  delegatedAdministratorId: '100000000001',
};
export const home = anAccount({ id: '100000000001', name: 'security', organization });
export const member = anAccount({ id: '100000000002', name: 'member', organization });

/** What the function logs of a run, as far as a test looks at it. */
interface Logged {
  readonly accountId: string;
  readonly complianceType: string;
  readonly reason: string;
  readonly awsCalls: number;
}

export const [SUMMARY, DEVICES, ORGANIZATION, REPORT] = EVALUATION_OPERATIONS;

export const rootUser = (changes: Partial<DescribedRootUser>): DescribedRootUser => ({
  ...bareRootUser,
  ...changes,
});
export const withDevices = (...mfaDevices: EmbeddedMfaDevice[]) => rootUser({ password: true, mfaDevices });

/** The verdict, or the error. */
export const shownBy = (outcome: ShownOutcome) =>
  'error' in outcome ? outcome.error : outcome.complianceType;

/** Gives each test of the suite that calls this an embedded AWS of its own, with the package of a central function. */
export function centralFunctionOfEachTest() {
  const requests: string[] = [];
  let log = '';
  beforeEach(() => {
    requests.length = 0;
    log = '';
  });
  const { start, ...embedded } = embeddedAwsOfEachTest(centralPackage, {
    keepWarm: true,
    onRequest: (operation) => requests.push(operation),
    onLog: (text) => {
      log += text;
    },
  });

  /** Deploys the function, and the rule and the role to the accounts. */
  async function deploy(
    accounts: readonly AwsAccount[],
    parameters: Record<string, string> = {},
    functionAccount = home,
  ) {
    const aws = await start();
    aws.deployCentrally(functionAccount, accounts, parameters);
    return aws;
  }

  return {
    ...embedded,
    start,
    deploy,
    /** What the function asked for; not what the test asks for as an administrator. */
    asked: () => requests.filter((operation) => !operation.startsWith('config:Get')),
    log: () => log,
    runs: (): Logged[] => {
      const lines = log.trim().split('\n');
      return lines.map((line) => JSON.parse(line).message);
    },
  };
}
