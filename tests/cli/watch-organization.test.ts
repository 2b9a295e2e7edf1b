import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { type AwsAccount, administratorOf } from '../../embedded-aws/services/accounts.ts';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import { environmentWithPackage } from '../deployed.ts';
import { anAccount, bareRootUser, folderOfFiles } from '../embedded-aws/fixtures.ts';
import { runCli } from './run-cli.ts';

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '100000000000' };
const ROLE = ['--role-name', 'OrganizationAccountAccessRole'];

describe('cli/watch-organization', () => {
  let aws: EmbeddedAws;
  let accounts: AwsAccount[];
  let requests: string[];
  const { folder, write } = folderOfFiles();
  beforeEach(async () => {
    requests = [];
    aws = await EmbeddedAws.start({} as Package, { onRequest: (operation) => requests.push(operation) });
    accounts = [{}, { name: 'quiet' }, { suspended: true }, { joinedHoursAgo: 2 }].map((changes, index) =>
      anAccount({ id: `${100_000_000_000 + index}`, name: `account-${index}`, organization, ...changes }),
    );
    for (const account of accounts) aws.addAccount(account);
    ran(0, 1, 'root-user-mfa-enabled');
    ran(1, 72, 'root-user-mfa-enabled');
  });
  afterEach(() => aws.close());

  function ran(index: number, hoursAgo: number, functionName: string) {
    const at = new Date(Date.now() - hoursAgo * 3_600_000);
    aws.metricsOf(accounts[index] as AwsAccount).record(functionName, at, { failed: false });
  }

  function run(args: readonly string[], faults: readonly Fault[] = [], more: Record<string, string> = {}) {
    const own = aws.environmentOf(administratorOf(accounts[0] as AwsAccount), faults);
    return runCli('watch-organization', args, { cwd: folder(), env: { ...own, ...more } });
  }

  describe("with a person's own credentials", () => {
    it('names accounts without a fresh verdict through a role that is there already', async () => {
      const { status, stdout, stderr } = await run(ROLE);
      expect({ status, stderr }).to.deep.equal({ status: 1, stderr: '' });
      expect(stdout).to.match(/^root-user-mfa-enabled: 1 of 2 accounts have no verdict/);
      expect(stdout).to.match(
        /SILENT \(1\): .+\n {2}100000000001 {2}quiet {2}Last invoked in the hour of .+Z\n/,
      );
      expect(requests).to.have.members([
        ...['sts:GetCallerIdentity', 'organizations:ListAccounts', 'sts:AssumeRole', 'sts:AssumeRole'],
        ...['cloudwatch:GetMetricData', 'cloudwatch:GetMetricData', 'cloudwatch:GetMetricData'],
      ]);
    });

    it('has no findings if every verdict is fresh', async () => {
      ran(1, 2, 'root-user-mfa-enabled');
      const { status, stdout } = await run(ROLE);
      expect(status).to.equal(0);
      expect(stdout).to.match(/^root-user-mfa-enabled: All 2 accounts have a fresh verdict \(26 hours\)\./);
    });

    it('prints one JSON document', async () => {
      const { status, stdout } = await run([...ROLE, '--json']);
      expect(status).to.equal(1);
      const { findings, notJudged, ...rest } = JSON.parse(stdout);
      expect(rest).to.deep.equal({
        functionName: 'root-user-mfa-enabled',
        frequency: 'TwentyFour_Hours',
        accounts: { fresh: 1, silent: 1, inactive: 1, new: 1 },
      });
      expect(findings).to.have.length(1);
      expect(findings[0]).to.include({ accountId: '100000000001' });
      expect(notJudged.map(({ status }: { status: string }) => status)).to.deep.equal(['inactive', 'new']);
    });

    it('takes the name of the function, the frequency and accounts to leave out', async () => {
      ran(0, 5, 'another');
      const own = ['--function-name', 'another', '--frequency=One_Hour', '--exclude', '100000000001'];
      const { accounts: counts } = JSON.parse((await run([...ROLE, ...own, '--json'])).stdout);
      expect(counts).to.deep.equal({ silent: 1, excluded: 1, inactive: 1, new: 1 });
    });

    it('names an account that it cannot enter, and shows what a terminal would obey in its name', async () => {
      const [own, quiet] = accounts as [AwsAccount, AwsAccount];
      aws.remove(quiet);
      const name = 'a\u009b1A\u202eb';
      aws.addAccount({ ...quiet, name, memberRole: 'missing' });
      accounts = [own];
      const { status, stdout } = await run(['--role-name', 'Missing', '--json']);
      expect(status).to.equal(1);
      expect(stdout).to.include('a\\u009b1A\\u202eb');
      expect(stdout).to.not.match(/[^\n\P{C}]/u);
      const [finding] = JSON.parse(stdout).findings;
      expect(finding).to.include({ accountId: '100000000001', accountName: name, status: 'unreadable' });
    });

    it('prints no part of a list that it could not read to its end', async () => {
      const faults = [{ operation: 'organizations:ListAccounts', fault: 'denied-by-role' }] as const;
      const { status, stdout, stderr } = await run(ROLE, faults);
      expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
      expect(stderr).to.match(/^organizations:ListAccounts: .*delegated administrator/);
    });

    it('takes no other credentials than those of the profile', async () => {
      const { status, stderr } = await run([...ROLE, '--profile', 'typo']);
      expect(status).to.equal(2);
      expect(stderr).to.match(/^--profile: expected a profile of .*, got "typo"/);
      expect(requests).to.deep.equal([]);
    });
  });

  describe('--embedded', () => {
    it('prints what the deployed watch reports of the sample', async () => {
      const { status, stdout } = await run(['--embedded'], [], await environmentWithPackage('deployed'));
      expect(status).to.equal(1);
      expect(stdout).to.match(/^Subject: root-user-mfa-enabled: 4 accounts without a fresh verdict\n\n/);
      expect(stdout.match(/^([A-Z]+) \(1\)|^ {2}\d{12}/gm)).to.deep.equal([
        ...['FAILED (1)', '  333344445555', 'SILENT (1)', '  444455556666'],
        ...['MISSING (1)', '  555566667777', 'UNREADABLE (1)', '  666677778888'],
      ]);
      expect(stdout).to.match(/Not judged: 1 suspended or closed, 1 that just joined, 0 excluded\./);
    });

    it('takes an organization of your own, and says where there is nothing to report', async () => {
      const account = { id: '111122223333', name: 'only', rootUser: bareRootUser };
      const file = (...accounts: object[]) =>
        JSON.stringify({
          region: 'us-east-1',
          organization: { id: 'o-a1b2c3d4e5', managementAccountId: account.id },
          accounts,
        });
      const path = await write('organization.json', file(account));
      const ready = await environmentWithPackage('deployed');
      const text = await run(['--embedded', '--organization', path], [], ready);
      expect(text).to.deep.equal({
        status: 0,
        stdout: 'The only account has a fresh verdict: the watch sends nothing.\n',
        stderr: '',
      });
      await write('organization.json', file({ ...account, rule: 'missing' }));
      const { stdout } = await run(['--embedded', '--json', '--organization', path], [], ready);
      const { accounts: counts, findings, messages } = JSON.parse(stdout);
      expect(counts).to.deep.equal({ missing: 1 });
      expect(findings[0]).to.include({ accountId: account.id, status: 'missing', isManagementAccount: true });
      expect(messages).to.have.length(1);
    });

    it('refuses accounts that are in no organization', async () => {
      const sample = fileURLToPath(new URL('../../embedded-aws/samples/standalone.json', import.meta.url));
      const { status, stderr } = await run(['--embedded', '--organization', sample]);
      expect(status).to.equal(2);
      expect(stderr).to.match(/standalone\.json\.organization: expected an organization to watch, got null/);
    });
  });
});
