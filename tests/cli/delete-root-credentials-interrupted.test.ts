import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
import { skipped } from '../skipped.ts';
import { managementId } from './dry-run/organization-fixture.ts';
import { full, NOTHING, READY, rootCredentialsCommand, world } from './root-credentials-command.ts';

const terminal = await pseudoTerminal();

describe('npm run delete:root-credentials, between plan and end', () => {
  const { folder, aws, serve, run, plan, apply, rootUser, changes, journalOf } = rootCredentialsCommand();

  it('leaves an account alone that has changed since the plan', async () => {
    await serve(world);
    await run(['--plan', 'plan.json', '--account', READY]);
    const account = aws().accounts[1];
    Object.assign(account ?? {}, { rootUser: { ...account?.rootUser, signingCertificates: [] } });
    const { status, stdout } = await apply();
    expect(status).to.equal(3);
    expect(stdout).to.match(
      /Left alone, since it is not as planned: signing certificate \w+ is not there any more\./,
    );
    expect(stdout).to.include('Next: make a new plan, in another file,');
    expect(changes()).to.deep.equal([]);
  });

  it('leaves an account alone that was suspended, or left the organization, since the plan', async () => {
    await serve([{}, { rootUser: full }, { rootUser: full }]);
    await plan();
    const [, suspended, departed] = aws().accounts;
    Object.assign(suspended ?? {}, { suspended: true });
    Object.assign(departed ?? {}, { organization: null });
    const { status, stdout } = await apply();
    expect(status).to.equal(3);
    expect(stdout).to.include('AWS Organizations reports it as SUSPENDED.');
    expect(stdout).to.include('It is not in the organization any more.');
    expect(changes()).to.deep.equal([]);
  });

  it('goes on where it was killed, however often, and repeats nothing', async () => {
    await serve(world);
    await run(['--plan', 'plan.json', '--account', READY]);
    for (const step of ['AccessKey', 'SigningCertificate', 'LoginProfile']) {
      expect((await apply({ action: `iam:Delete${step}`, signal: 'SIGKILL' })).stdout).to.equal('');
    }
    expect((await apply({ action: 'iam:DeactivateMFADevice', signal: 'SIGKILL' })).stdout).to.equal('');
    const { status, stderr } = await apply();
    expect(status, stderr).to.equal(0);
    expect(rootUser(1)).to.deep.equal(NOTHING);
    expect(changes()).to.have.lengthOf(6);
  });

  it('slows down with AWS, and calls again where an answer was lost', async () => {
    const faults: Fault[] = [
      { operation: 'iam:DeleteAccessKey', fault: 'throttled', requests: [1] },
      { operation: 'iam:DeleteLoginProfile', fault: 'reset-after', requests: [1] },
    ];
    await serve([{}, { rootUser: full, faults }]);
    await plan();
    const { status, stderr } = await apply();
    expect(status, stderr).to.equal(0);
    expect(rootUser(1)).to.deep.equal(NOTHING);
    expect(aws().requests.filter((operation) => operation === 'iam:DeleteAccessKey')).to.have.lengthOf(3);
    expect(await journalOf('DeleteLoginProfile')).to.deep.equal(['begun', 'gone already']);
  });

  it('finishes the account in progress on Ctrl+C, and goes on in the next run', async () => {
    await serve([{}, ...Array(12).fill({ rootUser: full })]);
    await plan();
    const interrupted = await apply({ action: 'iam:DeleteAccessKey', signal: 'SIGINT' });
    expect(interrupted.status).to.equal(130);
    expect(interrupted.stdout).to.match(/13 accounts: 10 interrupted, 2 deleted, 1 never/);
    expect(interrupted.stdout).to.include('Next: run the same command again: it goes on where it stopped.');
    expect(aws().accounts.filter(({ rootUser }) => rootUser?.password).length).to.equal(11);
    for (const { rootUser } of aws().accounts.slice(1)) {
      expect(rootUser?.mfaDevices).to.have.lengthOf(rootUser?.password ? 2 : 0);
    }
    expect((await apply()).status).to.equal(0);
    expect(changes()).to.have.lengthOf(12 * 6);
  });

  if (terminal === undefined) {
    skipped(`there is no pseudo-terminal for ${process.platform} ${process.arch}`);
    return;
  }

  it('asks for the number of accounts on a terminal', async () => {
    await serve(world);
    await plan();
    const path = fileURLToPath(new URL('../../cli/delete-root-credentials.ts', import.meta.url));
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: folder(), ...aws().environmentOf(managementId) };
    const asked = terminal([path, '--apply', 'plan.json'], { env, columns: 80, cwd: folder() });
    await asked.shows('To go on, type the number of accounts: ');
    asked.type('y\r');
    await asked.shows('Expected 1. Ctrl+C ends the command.');
    expect(changes()).to.deep.equal([]);
    asked.type('1\r');
    expect(await asked.ended).to.equal(1);
    expect(changes()).to.have.lengthOf(6);
    expect(asked.shown()).to.include('Deletes the root credentials of 1 account: 1 password, 2 access keys,');
  });
});
