import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { EmbeddedAws, type EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { EVALUATION_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import type { DescribedRootUser, EmbeddedMfaDevice } from '../../embedded-aws/services/root-user.ts';
import { centralPackage } from '../deployed.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

export const memberRoleName = 'RootUserMfaEvaluation';

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

/** Gives the suite that calls this the package of a central function, and each of its tests an AWS of its own. */
export function centralFunctionOfEachTest() {
  let deployed: Package;
  before(async () => {
    deployed = await centralPackage();
  });

  const running: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((aws) => aws.close()));
  });

  const requests: string[] = [];
  let log = '';
  beforeEach(() => {
    requests.length = 0;
    log = '';
  });
  /** What the function asked for; not what the test asks for as an administrator. */
  const asked = () => requests.filter((operation) => !operation.startsWith('config:Get'));

  async function start(template: Template = deployed.template, options: EmbeddedAwsOptions = {}) {
    const aws = await EmbeddedAws.start(
      { ...deployed, template },
      {
        keepWarm: true,
        onRequest: (operation) => requests.push(operation),
        onLog: (text) => {
          log += text;
        },
        ...options,
      },
    );
    running.push(aws);
    return aws;
  }

  const runs = (): Logged[] =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);

  return {
    start,
    runs,
    asked,
    requests,
    log: () => log,
    deployed: () => deployed,
    /** Closes it at the end of the test. */
    closeAfterwards: (started: { close(): Promise<void> }) => running.push(started),
  };
}
