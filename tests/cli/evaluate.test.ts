import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { queryErrorXml, scriptedAws } from '../scripted-aws.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';

const command = fileURLToPath(new URL('../../cli/evaluate.ts', import.meta.url));

describe('cli/evaluate', () => {
  let aws: EmbeddedOrganization;
  let home: string;

  const unprotected = { rootUser: { ...bareRootUser, password: true } };
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'dry-run-'));
  });
  after(() => rm(home, { recursive: true }));
  beforeEach(async () => {
    aws = await embeddedOrganization([
      {},
      { ...unprotected, name: '=HYPERLINK("x")' },
      { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } },
      { rootUser: bareRootUser },
      { suspended: true },
      { faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] },
    ]);
  });
  afterEach(() => aws.close());

  /** Runs the command as an administrator of the management account, unless the environment is another. */
  function run(
    args: readonly string[],
    environment: Record<string, string> = aws.environmentOf(managementId),
  ) {
    const env = { PATH: process.env['PATH'], HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
    return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }
  const lines = (text: string) => text.split('\n').map((line) => line.trim());

  describe('one account', () => {
    it('prints verdict, reason, evidence and what to do', async () => {
      const { status, stdout, stderr } = await run([], aws.environmentOf('100000000001'));
      expect(lines(stdout)).to.deep.equal([
        'ACCOUNT       NAME  COMPLIANCE     REASON                   EVIDENCE',
        '100000000001        NON_COMPLIANT  credentials-without-mfa  MFA off; password',
        'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally.',
        '',
        '1 account: 1 NON_COMPLIANT',
        '',
        'Nothing was changed or reported. Next: do what stands below each NON_COMPLIANT account. Steps: docs/rules/root-user-mfa-enabled.md.',
        '',
      ]);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(aws.requests).to.deep.equal(['sts:GetCallerIdentity', 'iam:GetAccountSummary']);
    });

    it('fails where there is no verdict', async () => {
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-role' } as const];
      const { status, stdout } = await run(['--json'], aws.environmentOf('100000000003', faults));
      expect(status).to.equal(1);
      const { evaluations, failures } = JSON.parse(stdout);
      expect(evaluations).to.deep.equal([]);
      expect(failures[0].error).to.match(/Allow iam:GetAccountSummary to the principal/);
    });

    it('takes no other credentials than those of the profile', async () => {
      const { status, stderr } = await run(['--profile', 'typo'], aws.environmentOf('100000000001'));
      expect(status).to.equal(1);
      expect(stderr).to.match(/^sts:GetCallerIdentity: CredentialsProviderError: .*typo.*--profile/);
      expect(aws.requests).to.deep.equal([]);
    });

    it('takes parameters of the rule', async () => {
      const settings = [
        '--parameter',
        'allowVirtualMfa=false',
        '--parameter=credentialFreeCompliance=COMPLIANT',
      ];
      const { stdout } = await run(['--json', ...settings], aws.environmentOf('100000000002'));
      expect(JSON.parse(stdout).evaluations[0]).to.deep.include({
        complianceType: 'NON_COMPLIANT',
        reason: 'virtual-mfa-assigned',
        evidence: {
          mfaEnabled: true,
          credentials: { password: true, accessKeys: false, signingCertificates: false },
          virtualMfaDevice: true,
        },
      });
      const free = await run(['--json', ...settings], aws.environmentOf('100000000003'));
      expect(JSON.parse(free.stdout).evaluations[0].complianceType).to.equal('COMPLIANT');
    });

    it('takes a profile and a Region', async () => {
      const { AWS_ENDPOINT_URL = '', ...environment } = aws.environmentOf('100000000001');
      const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
      const credentials = join(home, 'credentials');
      await writeFile(
        credentials,
        `[audit]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`,
      );
      const { status, stdout } = await run(['--profile', 'audit', '--region', 'eu-west-1', '--json'], {
        AWS_ENDPOINT_URL,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
      });
      expect(status).to.equal(0);
      expect(JSON.parse(stdout).evaluations[0].accountId).to.equal('100000000001');
    });
  });

  describe('an organization', () => {
    const organization = ['--organization', '--assume-root'];

    it('prints every account, the failed and the suspended too', async () => {
      const { status, stdout, stderr } = await run([...organization, '--order', 'listed']);
      expect(status).to.equal(1);
      expect(stderr).to.equal('');
      expect(lines(stdout).slice(0, 11)).to.deep.equal([
        'ACCOUNT       NAME             COMPLIANCE      REASON                      EVIDENCE',
        '100000000000  account-0        COMPLIANT       mfa-enabled                 MFA on; password',
        '100000000001  =HYPERLINK("x")  NON_COMPLIANT   credentials-without-mfa     MFA off; password',
        'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally.',
        '100000000002  account-2        COMPLIANT       mfa-enabled                 MFA on; virtual, hardware token; password',
        '100000000003  account-3        NOT_APPLICABLE  member-without-credentials  MFA off; no credentials; member account',
        '100000000004  account-4        SUSPENDED',
        '100000000005  account-5        FAILED',
        'iam:GetAccountSummary: AccessDenied: User: arn:aws:iam::100000000005:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy. Allow iam:GetAccountSummary to the principal, or find the policy of the organization that denies it.',
        '',
        '6 accounts: 2 COMPLIANT, 1 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED, 1 SUSPENDED',
      ]);
    });

    it('only reads', async () => {
      await run(organization);
      await run(['--organization', '--role-name', 'OrganizationAccountAccessRole']);
      expect(new Set(aws.requests)).to.have.all.keys(
        'sts:GetCallerIdentity',
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'sts:AssumeRoot',
        'sts:AssumeRole',
        'iam:GetAccountSummary',
        'iam:ListMFADevices',
      );
    });

    it('prints one JSON document', async () => {
      const { stdout } = await run([...organization, '--json']);
      const { rule, evaluations, notEvaluated, failures, ...rest } = JSON.parse(stdout);
      expect({ rule, rest }).to.deep.equal({ rule: 'root-user-mfa-enabled', rest: {} });
      expect(evaluations.map(({ accountId }: { accountId: string }) => accountId.at(-1))).to.deep.equal([
        ...'0123',
      ]);
      expect(notEvaluated).to.deep.equal([
        { accountId: '100000000004', accountName: 'account-4', state: 'SUSPENDED' },
      ]);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.have.all.keys('accountId', 'accountName', 'error');
    });

    it('prints CSV in which no name is a formula', async () => {
      const { stdout } = await run([...organization, '--csv']);
      const [head, ...rows] = lines(stdout);
      expect(head).to.equal(
        'accountId,accountName,complianceType,reason,annotation,mfaEnabled,password,accessKeys,signingCertificates,' +
          'virtualMfaDevice,mfaDevices,mfaDevicesError,organizationRole,state,error',
      );
      expect(rows).to.have.lengthOf(7);
      expect(rows[1]).to.match(
        /^100000000001,"'=HYPERLINK\(""x""\)",NON_COMPLIANT,credentials-without-mfa,"The root/,
      );
      expect(rows[2]).to.match(/,true,true,false,false,,virtual; hardware token,,,,$/);
      expect(rows[4]).to.equal('100000000004,account-4,,,,,,,,,,,,SUSPENDED,');
    });

    for (const format of [[], ['--csv'], ['--json']]) {
      it(`says where the list broke off, and fails: ${format}`, async () => {
        const faults = [{ operation: 'organizations:ListAccounts', fault: 'denied-by-scp' } as const];
        const { status, stdout, stderr } = await run(
          [...organization, ...format],
          aws.environmentOf(managementId, faults),
        );
        expect(status).to.equal(1);
        expect(stderr).to.match(
          /^The list of accounts is not complete\. organizations:ListAccounts: AccessDenied/,
        );
        if (format[0] === '--json')
          expect(JSON.parse(stdout).incomplete).to.match(/^organizations:ListAccounts/);
      });
    }
  });

  describe('--fail-on non-compliant', () => {
    const failOn = ['--fail-on', 'non-compliant'];
    it('ends with 3 where an account is NON_COMPLIANT', async () => {
      expect(await run(failOn, aws.environmentOf('100000000001'))).to.have.property('status', 3);
    });
    it('ends with 0 where none is', async () => {
      expect(await run(failOn, aws.environmentOf('100000000003'))).to.have.property('status', 0);
    });
    it('ends with 1 where one got no verdict: that is worse', async () => {
      expect(await run(['--organization', '--assume-root', ...failOn])).to.have.property('status', 1);
    });
  });

  const refused: Record<string, [args: string[], message: RegExp]> = {
    'an argument that it does not know': [['--orgnization'], /Unknown option '--orgnization'/],
    'an organization without a way into it': [
      ['--organization'],
      /expected one of --role-name NAME and --assume-root/,
    ],
    'both ways': [['--organization', '--role-name', 'a', '--assume-root'], /expected one of/],
    'a way without an organization': [['--role-name', 'a'], /expected one of/],
    'both formats': [['--json', '--csv'], /exclude each other/],
    'another --fail-on': [['--fail-on', 'compliant'], /--fail-on: expected "non-compliant", got "compliant"/],
    'no accounts at a time': [
      ['--concurrency', '0'],
      /--concurrency: expected a whole number from 1 to 100, got "0"/,
    ],
    'a parameter without a value': [
      ['--parameter', 'allowVirtualMfa'],
      /expected NAME=VALUE, got allowVirtualMfa/,
    ],
    'a parameter twice': [
      ['--parameter', 'allowVirtualMfa=true', '--parameter', 'allowVirtualMfa=false'],
      /--parameter: expected each once, got allowVirtualMfa again/,
    ],
    'a profile without a name': [['--profile', ''], /--profile: expected a name, got 0/],
    'a Region without a name': [['--region', ''], /--region: expected a name, got 0/],
    'a role with a path': [
      ['--organization', '--role-name', 'audit/Evaluation'],
      /--role-name: expected the name of an IAM role, without a path, got "audit\/Evaluation"/,
    ],
    'a parameter that the rule does not know': [
      ['--parameter', 'allowVirtualMFA=false'],
      /allowVirtualMFA: is not known here; known are allowVirtualMfa/,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name} before anything is asked`, async () => {
      const { status, stdout, stderr } = await run(args);
      expect({ status, stdout, requests: aws.requests }).to.deep.equal({
        status: 2,
        stdout: '',
        requests: [],
      });
      expect(stderr).to.match(message).and.include('See npm run evaluate -- --help.');
      expect(stderr).to.not.match(/^ +at /m);
    });
  }

  it('says what to do where there are no credentials', async () => {
    const { status, stdout, stderr } = await run([], { AWS_REGION: 'eu-central-1' });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.match(
      /^sts:GetCallerIdentity: CredentialsProviderError: .* Sign in first \(aws sso login\), or name a profile/,
    );
  });

  it('says what to do where there is no Region', async () => {
    const { AWS_REGION: _, ...environment } = aws.environmentOf(managementId);
    const { status, stderr } = await run([], environment);
    expect(status).to.equal(1);
    expect(stderr).to.match(/Region is missing.*--region/s);
  });

  for (const option of ['organization', 'assume_root', 'role_name', 'fail_on', 'csv']) {
    it(`refuses --${option.replace('_', '-')} where npm has taken it`, async () => {
      const { status, stderr } = await run([], { [`npm_config_${option}`]: 'true' });
      expect(status).to.equal(2);
      expect(stderr).to.match(/expected behind --, as in npm run evaluate -- --help/);
    });
  }

  const identity =
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/a/b</Arn>' +
    '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
  for (const [name, first] of Object.entries({ 'the first call': [], 'a later one': [{ body: identity }] })) {
    it(`lets no secret out, also where AWS quotes it: ${name}`, async () => {
      const environment = aws.environmentOf(managementId);
      const { AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token } = environment;
      const body = queryErrorXml('SignatureDoesNotMatch', `x-amz-security-token:${token} ${key}`);
      const quoting = await scriptedAws([...first, { status: 403, body }]);
      const { endpoint } = quoting.clientConfig as { endpoint: string };
      const { status, stdout, stderr } = await run(['--json'], {
        ...environment,
        AWS_ENDPOINT_URL: endpoint,
      });
      await quoting.close();
      expect(status).to.equal(1);
      expect(stdout + stderr).to.match(
        /SignatureDoesNotMatch: x-amz-security-token:\(secret\) \(secret\)\. Look at your credentials/,
      );
    });
  }

  it('prints what there is when it is interrupted, and ends with 130', async () => {
    await aws.close();
    let child: ChildProcess | undefined;
    const interrupt = (operation: string) => operation === 'iam:GetAccountSummary' && child?.kill('SIGINT');
    aws = await embeddedOrganization(
      Array.from({ length: 45 }, () => ({})),
      interrupt,
    );
    const env = { PATH: process.env['PATH'], HOME: home, ...aws.environmentOf(managementId) };
    const args = [command, '--organization', '--assume-root', '--json'];
    child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [stdout, [status]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')]);
    const { evaluations, failures, incomplete } = JSON.parse(stdout);
    expect(status).to.equal(130);
    expect(evaluations).to.not.deep.equal([]);
    if (incomplete === undefined) expect(evaluations.length + failures.length).to.equal(45);
    else expect(incomplete).to.equal('Interrupted.');
    for (const { error } of failures) expect(error).to.equal('Interrupted before it was evaluated.');
  });

  it('ends quietly where nobody reads its output', async () => {
    const child = spawn(process.execPath, [command, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
  });

  it('explains itself', async () => {
    const { status, stdout } = await run(['--help']);
    expect(status).to.equal(0);
    for (const fact of [
      '--assume-root',
      '900 seconds',
      'management account',
      'CloudTrail',
      'Service control policies',
    ]) {
      expect(stdout).to.include(fact);
    }
  });
});
