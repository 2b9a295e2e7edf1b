import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser, folderOfFiles } from '../embedded-aws/fixtures.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';
import { runCli } from './run-cli.ts';

describe('cli: reports in files', () => {
  const { folder, write, writeJson } = folderOfFiles();
  const organization = ['--organization', '--assume-root'];
  let aws: EmbeddedOrganization;
  before(async () => {
    aws = await embeddedOrganization([
      {},
      { name: '<script>', rootUser: { ...bareRootUser, password: true } },
      { suspended: true },
    ]);
    const rootUser = { ...bareRootUser, password: true };
    const accounts = [
      { id: '111122223333', name: 'good', rootUser: { ...rootUser, mfaDevices: ['hardware'] } },
      { id: '444455556666', name: '<script>', rootUser },
    ];
    await writeJson('accounts.json', { region: 'eu-central-1', organization: null, accounts });
  });
  beforeEach(() => {
    aws.requests.length = 0;
  });
  after(() => aws.close());

  function run(
    command: 'start' | 'evaluate',
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    onStart?: (child: ChildProcess) => void,
  ) {
    const env = { TMPDIR: folder(), ...aws.environmentOf(managementId), ...environment };
    return runCli(command, args, { cwd: folder(), env, ...(onStart && { onStart }) });
  }
  const read = (name: string) => readFile(join(folder(), name), 'utf8');

  it('npm run evaluate writes them beside what it prints, and asks AWS once', async () => {
    const files = ['--html', 'dry-run.html', '--markdown', 'dry-run.md'];
    const args = [...organization, '--parameter', 'allowVirtualMfa=false', ...files, '--json'];
    const { stdout, ...rest } = await run('evaluate', args);
    expect(rest).to.deep.equal({ status: 0, stderr: 'Wrote dry-run.html\nWrote dry-run.md\n' });
    expect(JSON.parse(stdout).evaluations).to.have.lengthOf(2);
    const html = await read('dry-run.html');
    for (const fact of [
      '<h1>1 of 3 accounts needs action</h1>',
      'Organization o-a1b2c3d4e5, management account 100000000000',
      'root sessions (sts:AssumeRoot)',
      '<code>allowVirtualMfa=false</code><code>allowMemberCredentials=true</code><code>credentialFreeCompliance=NOT_APPLICABLE</code>',
      '<bdi>&lt;script&gt;</bdi><code>100000000001</code>',
      // It is a member account.
      '>Delete root credentials centrally (npm run delete:root-credentials)</a> or ',
      '<td>SUSPENDED</td>',
    ]) {
      expect(html).to.include(fact);
    }
    expect(await read('dry-run.md')).to.include('| 100000000001 | `<script>` |');
    const calls = aws.requests.filter((request) => request === 'iam:GetAccountSummary');
    expect(calls).to.have.lengthOf(2);
  });

  it('compares with an earlier run, and refuses another file before it calls AWS', async () => {
    const earlier = JSON.parse((await run('evaluate', [...organization, '--json'])).stdout);
    await writeJson('earlier.json', { ...earlier, evaluations: [] });
    const { stdout } = await run('evaluate', [...organization, '--previous', 'earlier.json']);
    expect(stdout).to.include('Since the previous report: 1 new, 0 solved.');
    const asked = aws.requests.length;
    const { status, stderr } = await run('evaluate', [...organization, '--previous', 'none.json']);
    expect({ status, asked: aws.requests.length }).to.deep.equal({ status: 2, asked });
    expect(stderr).to.match(/^--previous none\.json: expected the output of an earlier run with --json/);
  });

  it('npm run evaluate names the account and the role', async () => {
    await run('evaluate', ['--html', 'one.html']);
    expect(await read('one.html'))
      .to.include('Account 100000000000 ·')
      .and.include('the credentials of the caller');
    const role = ['--organization', '--role-name', 'OrganizationAccountAccessRole'];
    await run('evaluate', [...role, '--html', 'role.html']);
    expect(await read('role.html')).to.include('the role OrganizationAccountAccessRole');
  });

  it('npm start writes them beside what it prints', async () => {
    const args = ['--organization', 'accounts.json', '--html', 'start.html', '--json'];
    const { stdout, ...rest } = await run('start', args, await environmentWithPackage('deployed'));
    expect(rest).to.deep.equal({ status: 0, stderr: 'Wrote start.html\n' });
    expect(JSON.parse(stdout).evaluations).to.have.lengthOf(2);
    expect(await read('start.html'))
      .to.include('<h1>1 of 2 accounts needs action</h1>')
      .and.include('described in accounts.json')
      .and.include('<td>MFA is on <code>mfa-enabled</code></td><td>MFA on; hardware token; password</td>')
      .and.include('<bdi>&lt;script&gt;</bdi><code>444455556666</code>');
  });

  it('leaves the report of a whole run where a run is interrupted', async () => {
    await write('whole.html', 'yesterday');
    let child: ChildProcess | undefined;
    const interrupt = (operation: string) => operation === 'iam:GetAccountSummary' && child?.kill('SIGINT');
    const many = await embeddedOrganization(Array(45).fill({}), interrupt);
    const args = [...organization, '--html', 'whole.html'];
    const { status, stderr } = await run('evaluate', args, many.environmentOf(managementId), (started) => {
      child = started;
    });
    await many.close();
    expect(status).to.equal(130);
    expect(stderr).to.include('Interrupted: whole.html was not written.');
    expect(await read('whole.html')).to.equal('yesterday');
  });

  for (const [command, ...args] of [['start', '--organization', 'accounts.json'], ['evaluate']] as const) {
    it(`${command} writes them, and no stack, where nobody reads its output`, async () => {
      const environment = command === 'start' ? await environmentWithPackage('deployed') : {};
      const file = `${command}-unread.html`;
      const { status, stderr } = await run(command, [...args, '--html', file], environment, (child) =>
        child.stdout?.destroy(),
      );
      expect({ status, stderr }).to.deep.equal({ status: 1, stderr: `Wrote ${file}\n` });
      expect(await read(file)).to.include('<!doctype html>');
    });
  }

  it('prints the results and ends with 1 where a file can no longer be written', async () => {
    await mkdir(join(folder(), 'going'));
    const remove = (operation: string) => {
      if (operation === 'iam:GetAccountSummary') rmSync(join(folder(), 'going'), { recursive: true });
    };
    const other = await embeddedOrganization([{}], remove);
    const args = ['--json', '--html', 'going/report.html'];
    const { status, stdout, stderr } = await run('evaluate', args, other.environmentOf(managementId));
    await other.close();
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^--html: going\/report\.html was not written: the folder [^\n]* does not exist[^\n]*\n$/,
    );
    expect(JSON.parse(stdout).evaluations).to.have.lengthOf(1);
  });

  for (const command of ['start', 'evaluate'] as const) {
    it(`${command} refuses a folder that is not there before anything is asked or packaged`, async () => {
      const { stderr, ...rest } = await run(command, ['--html', 'nowhere/report.html']);
      expect({ ...rest, requests: aws.requests }).to.deep.equal({ status: 2, stdout: '', requests: [] });
      expect(stderr).to.match(/^--html: expected a file that can be written, got nowhere/);
      expect((await readdir(folder())).filter((file) => file.endsWith('.tmp'))).to.deep.equal([]);
    });
  }
});
