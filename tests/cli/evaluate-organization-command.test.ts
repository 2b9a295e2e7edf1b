import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { embeddedOrganization, managementId } from './dry-run/organization-fixture.ts';
import { command, evaluateCommand, lines } from './evaluate-command.ts';

describe('cli/evaluate', () => {
  const { aws, home, run } = evaluateCommand();

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
        'iam:GetAccountSummary: AccessDenied: User: arn:aws:iam::100000000005:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy. Allow iam:GetAccountSummary to the principal that AWS names, or find the policy of the organization that denies it.',
        '',
        '6 accounts: 2 COMPLIANT, 1 NON_COMPLIANT, 1 NOT_APPLICABLE, 1 FAILED, 1 SUSPENDED',
      ]);
    });

    it('only reads', async () => {
      await run(organization);
      await run(['--organization', '--role-name', 'OrganizationAccountAccessRole']);
      expect(new Set(aws().requests)).to.have.all.keys(
        'sts:GetCallerIdentity',
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'sts:AssumeRoot',
        'sts:AssumeRole',
        'iam:GetAccountSummary',
        'iam:ListMFADevices',
      );
    });

    it('is green without the account that it cannot read, which it names', async () => {
      const { status, stdout, stderr } = await run([...organization, '--exclude', '100000000005', '--json']);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(JSON.parse(stdout).notEvaluated.at(-1)).to.deep.equal({
        accountId: '100000000005',
        accountName: 'account-5',
        state: 'EXCLUDED',
      });
    });

    it('prints nothing where an account is selected that the organization does not have', async () => {
      const { status, stdout, stderr } = await run([...organization, '--account', '999999999999']);
      expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
      expect(stderr).to.equal('--account: expected an account of the organization, got 999999999999\n');
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
      expect(rows[2]).to.match(/,true,true,false,false,,"virtual; hardware token",,,,$/);
      expect(rows[4]).to.equal('100000000004,account-4,,,,,,,,,,,,SUSPENDED,');
    });

    for (const format of [[], ['--csv'], ['--json']]) {
      it(`says where the list broke off, and fails: ${format}`, async () => {
        const faults = [{ operation: 'organizations:ListAccounts', fault: 'denied-by-scp' } as const];
        const { status, stdout, stderr } = await run(
          [...organization, ...format],
          aws().environmentOf(managementId, faults),
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

  it('prints what there is when it is interrupted, and ends with 130', async () => {
    let child: ChildProcess | undefined;
    let isInterrupted = false;
    const interrupt = (operation: string) => {
      if (operation !== 'iam:GetAccountSummary' || isInterrupted) return;
      isInterrupted = true;
      // Ctrl+C reaches a command that npm has started twice.
      child?.kill('SIGINT');
      child?.kill('SIGINT');
    };
    const large = await embeddedOrganization(
      Array.from({ length: 45 }, () => ({})),
      interrupt,
    );
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: home(), ...large.environmentOf(managementId) };
    const args = [command, '--organization', '--assume-root', '--json'];
    child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [stdout, [status]] = await Promise.all([text(child.stdout as Readable), once(child, 'exit')]);
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
