import { expect } from 'chai';
import { readCompliance } from '../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../embedded-aws/embedded-aws.ts';
import type { Package } from '../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../embedded-aws/services/accounts.ts';
import type { DescribedRootUser, EmbeddedMfaDevice } from '../embedded-aws/services/root-user.ts';
import { deployedPackage } from './deployed.ts';
import { anAccount, bareRootUser } from './embedded-aws/fixtures.ts';
import { rejection } from './rejection.ts';

interface Line {
  readonly level: string;
  readonly message: Record<string, unknown>;
}

describe('the packaged function', () => {
  let deployed: Package;
  let aws: EmbeddedAws;
  let log: string;
  before(async () => {
    deployed = await deployedPackage();
  });
  beforeEach(async () => {
    log = '';
    aws = await EmbeddedAws.start(deployed, {
      onLog: (text) => {
        log += text;
      },
    });
  });
  afterEach(() => aws.close());

  const lines = (): Line[] =>
    log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
  const strict = { allowVirtualMfa: 'false' };
  const compliant = { credentialFreeCompliance: 'COMPLIANT' };
  const keys = account([], { accessKeys: 1 });
  const member = { ...account([]), organization };
  const management = { ...member, id: organization.managementAccountId };
  const inGovCloud = { partition: 'aws-us-gov', region: 'us-gov-west-1' };
  const china = { ...account([]), partition: 'aws-cn', region: 'cn-north-1', rootUser: null };

  const cases: [state: string, AwsAccount, Record<string, string>, verdict: string, calls: number][] = [
    ['MFA', account(['virtual']), {}, 'COMPLIANT mfa-enabled', 2],
    ['a passkey', account(['passkey']), strict, 'COMPLIANT no-virtual-mfa', 3],
    ['a virtual device', account(['virtual']), strict, 'NON_COMPLIANT virtual-mfa-assigned', 3],
    ['an access key', keys, {}, 'NON_COMPLIANT credentials-without-mfa', 2],
    [
      'an access key in GovCloud',
      { ...keys, ...inGovCloud },
      {},
      'NON_COMPLIANT govcloud-credentials-without-mfa',
      2,
    ],
    [
      'nothing in GovCloud',
      { ...account([]), ...inGovCloud },
      {},
      'NOT_APPLICABLE govcloud-without-credentials',
      2,
    ],
    ['nothing in a member account', member, {}, 'NOT_APPLICABLE member-without-credentials', 3],
    ['the same, to be COMPLIANT', member, compliant, 'COMPLIANT member-without-credentials', 3],
    ['nothing in the management account', management, {}, 'NON_COMPLIANT management-without-credentials', 3],
    ['nothing in no organization', account([]), {}, 'NON_COMPLIANT standalone-without-credentials', 3],
    ['nothing in China', china, {}, 'NOT_APPLICABLE china-without-root-user', 2],
  ];
  for (const [state, evaluated, parameters, verdict, awsCalls] of cases) {
    it(`gives ${verdict} for ${state}, with ${awsCalls} calls and one line in the log`, async () => {
      aws.deploy(evaluated, parameters);
      await aws.evaluate(evaluated);

      const [complianceType, reason] = verdict.split(' ');
      expect((await readCompliance(aws, evaluated))?.complianceType).to.equal(complianceType);
      expect(lines()).to.have.length(1);
      const { level, message } = lines()[0] as Line;
      expect(level).to.equal('INFO');
      expect(message).to.include({ accountId: evaluated.id, complianceType, reason, awsCalls });
    });
  }

  it('is a zip of 90 kB at most', () => {
    expect(deployed.zipBytes).to.be.within(1, 90_000);
  });

  it('writes neither credentials nor result tokens to its log, whatever happens', async () => {
    const operations = [
      'iam:GetAccountSummary',
      'organizations:DescribeOrganization',
      'config:PutEvaluations',
    ] as const;
    const kinds = ['denied-by-role', 'truncated', 'internal-error'] as const;
    const failing = operations.flatMap((operation) => kinds.map((fault) => [{ operation, fault }]));
    const worlds = [[], ...failing].map((faults, index) => ({
      ...account([]),
      id: `${100_000_000_000 + index}`,
      organization,
      faults,
    }));
    for (const world of worlds) aws.deploy(world, {});
    await Promise.allSettled(worlds.map((world) => aws.evaluate(world)));
    aws.deploy(account([]), { allowVirtualMFA: 'false' });
    await rejection(aws.evaluate(account([])));

    expect(lines()).to.have.length(worlds.length + 1);
    expect(lines().filter(({ level }) => level === 'ERROR')).to.have.length(failing.length + 1);
    // The embedded AWS makes its secrets easy to tell.
    expect(log).to.not.match(/result-token-|secret-|token-[0-9A-F]{32}|ASIA/);
  });
});

function account(mfaDevices: EmbeddedMfaDevice[], credentials: Partial<DescribedRootUser> = {}): AwsAccount {
  const password = mfaDevices.length > 0;
  return anAccount({ rootUser: { ...bareRootUser, password, ...credentials, mfaDevices } });
}
