import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { bareRootUser, folderOfFiles } from '../embedded-aws/fixtures.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';
import { IDENTITY } from './dry-run/own-environment.ts';
import { runCli } from './run-cli.ts';

const lines = (output: string) => output.split('\n').map((line) => line.trim());
const organization = ['--organization', '--assume-root'];

describe('cli/evaluate', () => {
  const { folder } = folderOfFiles();
  let aws: EmbeddedOrganization;
  beforeEach(async () => {
    aws = await embeddedOrganization([
      {},
      { name: '=HYPERLINK("x")', rootUser: { ...bareRootUser, password: true } },
      { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } },
      { rootUser: bareRootUser },
      { suspended: true },
      { faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] },
    ]);
  });
  afterEach(() => aws.close());

  /** Runs the command as an administrator of the management account, unless the environment is another. */
  const run = (
    args: readonly string[],
    env: Record<string, string> = aws.environmentOf(managementId),
    onStart: (child: ChildProcess) => void = () => {},
  ) => runCli('evaluate', args, { env, cwd: folder(), onStart });

  it('prints verdict, reason, evidence and what to do of one account', async () => {
    const { status, stdout, stderr } = await run([], aws.environmentOf('100000000001'));
    expect(lines(stdout)).to.deep.equal([
      'ACCOUNT       NAME  COMPLIANCE     REASON                   EVIDENCE',
      '100000000001        NON_COMPLIANT  credentials-without-mfa  MFA off; password',
      'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally.',
      '',
      '1 account: 1 NON_COMPLIANT',
      '',
      'Nothing was changed or reported. Next: follow the step below each NON_COMPLIANT account. Steps: docs/rules/root-user-mfa-enabled.md.',
      '',
    ]);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    expect(aws.requests).to.deep.equal(['sts:GetCallerIdentity', 'iam:GetAccountSummary']);
  });

  it('only reads, and prints every account of an organization, the failed and the suspended too', async () => {
    const { status, stdout, stderr } = await run([...organization, '--order', 'listed']);
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
    expect(lines(stdout)).to.deep.equal([
      'ACCOUNT       NAME             COMPLIANCE      REASON                      EVIDENCE',
      '100000000000  account-0        COMPLIANT       mfa-enabled                 MFA on; password',
      '100000000001  =HYPERLINK("x")  NON_COMPLIANT   credentials-without-mfa     MFA off; password',
      'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally.',
      '100000000002  account-2        COMPLIANT       mfa-enabled                 MFA on; virtual, hardware token; password',
      '100000000003  account-3        NOT_APPLICABLE  member-without-credentials  MFA off; no credentials; member account',
      '100000000004  account-4        SUSPENDED',
      '100000000005  account-5        FAILED',
      'iam:GetAccountSummary: AccessDenied: User: arn:aws:iam::100000000005:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy. Allow iam:GetAccountSummary to the principal that AWS names, or find the policy of the organization that denies it.',
      '',
      '6 accounts: 2 COMPLIANT, 1 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED, 1 SUSPENDED',
      '',
      'Nothing was changed or reported. Next: remove the cause of each failure, then run the command again. See docs/dry-run.md.',
      '',
    ]);
    expect(new Set(aws.requests)).to.have.all.keys(
      'sts:GetCallerIdentity',
      'organizations:DescribeOrganization',
      'organizations:ListAccounts',
      'sts:AssumeRoot',
      'iam:GetAccountSummary',
      'iam:ListMFADevices',
    );
  });

  it('prints CSV in which no name is a formula', async () => {
    const [, , named, devices] = lines((await run([...organization, '--csv'])).stdout);
    expect(named).to.match(
      /^100000000001,"'=HYPERLINK\(""x""\)",NON_COMPLIANT,credentials-without-mfa,"The /,
    );
    expect(devices).to.match(/,true,true,false,false,,"virtual; hardware token",,,,$/);
  });

  describe('--write-organization', () => {
    const file = () => join(folder(), 'organization.json');
    const write = (env?: Record<string, string>) =>
      run([...organization, '--json', '--write-organization', file()], env);
    const endOf = ({ status, stdout }: { status: number; stdout: string }) => {
      const { evaluations, notEvaluated, failures } = JSON.parse(stdout);
      const failed = failures.map(({ accountId }: { accountId: string }) => accountId);
      const reasons = evaluations.map(({ accountId, reason }: Record<string, string>) => [accountId, reason]);
      return { status, reasons, notEvaluated, failed };
    };

    it('writes nothing where the list of accounts broke off, which is said beside the results', async () => {
      const faults = [{ operation: 'organizations:ListAccounts', fault: 'denied-by-scp' } as const];
      const { status, stdout, stderr } = await write(aws.environmentOf(managementId, faults));
      expect(status).to.equal(1);
      expect(stderr).to.match(
        /^The list of accounts is not complete\. organizations:ListAccounts: AccessDenied.+\n--write-organization: nothing was written, because the organization is not complete\n$/,
      );
      expect(JSON.parse(stdout).incomplete).to.match(/^organizations:ListAccounts/);
      expect(await stat(file()).catch(({ code }) => code)).to.equal('ENOENT');
    });

    it('writes a private file, which plays to the same end as the organization itself', async () => {
      const first = await write();
      expect(first).to.include({ status: 1, stderr: `Wrote ${file()}\n` });
      expect((await stat(file())).mode & 0o777).to.equal(0o600);
      // npm start accepts it.
      await readOrganizationFiles([file()]);
      const { accounts } = JSON.parse(await readFile(file(), 'utf8'));
      const played = await embeddedOrganization(accounts);
      const second = await run([...organization, '--json'], played.environmentOf(managementId));
      await played.close();
      expect(endOf(second)).to.deep.equal(endOf(first));
    });
  });

  const failOn = ['--fail-on', 'non-compliant'];
  const statuses: Record<string, [accountId: string, args: readonly string[], status: number]> = {
    '0 where no account is NON_COMPLIANT': ['100000000003', failOn, 0],
    '3 where an account is, and --fail-on says so': ['100000000001', failOn, 3],
    '1 where an account got no verdict, which is worse': [managementId, [...organization, ...failOn], 1],
    '0 where that account is left out': [managementId, [...organization, '--exclude', '100000000005'], 0],
    '2 where a selected account is not there': [
      managementId,
      [...organization, '--account', '999999999999'],
      2,
    ],
  };
  for (const [name, [accountId, args, status]] of Object.entries(statuses)) {
    it(`ends with ${name}`, async () => {
      expect((await run(args, aws.environmentOf(accountId))).status).to.equal(status);
    });
  }

  describe('on Ctrl+C while AWS does not answer', () => {
    /** Runs the command until it waits for an answer to the operation, which never comes. */
    async function interruptAt(operation: string) {
      let child: ChildProcess | undefined;
      const server = createServer(async (request, response) => {
        if (new URLSearchParams(await text(request)).get('Action') === operation) child?.kill('SIGINT');
        else response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { ...aws.environmentOf(managementId), AWS_ENDPOINT_URL };
      const ended = await run(['--json'], env, (started) => {
        child = started;
      });
      server.closeAllConnections();
      server.close();
      return ended;
    }

    it('to the first call, ends with 130', async () => {
      const ended = await interruptAt('GetCallerIdentity');
      expect(ended).to.deep.equal({ status: 130, stdout: '', stderr: 'Interrupted.\n' });
    });

    it('to a call for evidence, prints that the account was interrupted', async () => {
      const { status, stdout, stderr } = await interruptAt('GetAccountSummary');
      expect({ status, stderr }).to.deep.equal({ status: 130, stderr: '' });
      expect(JSON.parse(stdout)).to.deep.include({
        failures: [],
        notEvaluated: [{ accountId: '111122223333', accountName: '', state: 'INTERRUPTED' }],
      });
    });
  });

  it('prints what there is when it is interrupted, and ends with 130', async () => {
    let interrupt = () => {};
    const large = await embeddedOrganization(Array(45).fill({}), (operation) => {
      if (operation !== 'iam:GetAccountSummary') return;
      interrupt();
      interrupt = () => {};
    });
    const { status, stdout } = await run(
      [...organization, '--json'],
      large.environmentOf(managementId),
      (child) => {
        interrupt = () => {
          // Ctrl+C reaches a command that npm has started twice.
          child.kill('SIGINT');
          child.kill('SIGINT');
        };
      },
    );
    await large.close();
    const { evaluations, notEvaluated, failures, incomplete } = JSON.parse(stdout);
    expect(status).to.equal(130);
    expect(evaluations).to.not.deep.equal([]);
    if (incomplete === undefined) expect(evaluations.length + notEvaluated.length).to.equal(45);
    else expect(incomplete).to.equal('Interrupted.');
    expect(failures).to.deep.equal([]);
    for (const { state } of notEvaluated) expect(state).to.equal('INTERRUPTED');
  });
});
