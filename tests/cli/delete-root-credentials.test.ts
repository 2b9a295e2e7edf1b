import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { lock } from '../../cli/root-credentials/journal.ts';
import { readPlan, writePlan } from '../../cli/root-credentials/plan.ts';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import { managementId } from './dry-run/organization-fixture.ts';
import {
  BARE,
  DENIED,
  full,
  HELD_BACK,
  NOTHING,
  READY,
  rootCredentialsCommand,
  world,
} from './root-credentials-command.ts';

describe('npm run delete:root-credentials', () => {
  const { folder, aws, serve, run, plan, apply, rootUser, changes, journalOf } = rootCredentialsCommand();

  it('plans without a change, applies the plan, and changes nothing else', async () => {
    await serve(world);
    const before = aws().accounts.map(({ rootUser }) => rootUser);
    const planned = await plan();
    expect(planned.status, planned.stderr).to.equal(1);
    expect(planned.stdout).to.include(
      '6 accounts: 1 not reachable, 1 held back, 1 ready, 1 nothing to delete, 2 never',
    );
    expect(changes()).to.deep.equal([]);

    const applied = await apply();
    expect(applied.status, applied.stderr).to.equal(1);
    expect(applied.stdout).to.match(/deleted +NOT_APPLICABLE \(member-without-credentials\)/);
    expect(changes()).to.deep.equal([
      `${READY} DeleteAccessKey`,
      `${READY} DeleteAccessKey`,
      `${READY} DeleteSigningCertificate`,
      `${READY} DeleteLoginProfile`,
      `${READY} DeactivateMFADevice`,
      `${READY} DeactivateMFADevice`,
    ]);
    expect(aws().accounts.map(({ rootUser }) => rootUser)).to.deep.equal(before.with(1, NOTHING));
    expect(await journalOf('GetAccountSummary')).to.deep.equal(['verified']);
    for (const file of ['plan.json', 'plan.json.journal']) {
      expect((await stat(join(folder(), file))).mode & 0o777, file).to.equal(0o600);
    }
  });

  it('prints as JSON the plan, as it stands in the file, its application, and a recovery', async () => {
    await serve(world);
    const { stdout } = await run(['--plan', 'plan.json', '--json']);
    const { sha256, ...written } = JSON.parse(await readFile(join(folder(), 'plan.json'), 'utf8'));
    expect(JSON.parse(stdout)).to.deep.equal(written);
    expect(written.accounts.map(({ state }: { state: string }) => state).join()).to.equal(
      'never,ready,held back,nothing to delete,not reachable,never',
    );
    const applied = JSON.parse((await run(['--apply', 'plan.json', '--yes', '--json'])).stdout);
    expect(applied.accounts[1]).to.deep.equal({
      id: READY,
      name: 'account-1',
      state: 'deleted',
      verdict: 'NOT_APPLICABLE (member-without-credentials)',
    });
    const recovery = await run(['--allow-password-recovery', BARE, '--yes', '--json']);
    expect(JSON.parse(recovery.stdout)).to.deep.equal({ accountId: BARE, passwordRecovery: 'allowed' });
  });

  it('ends with 3 where accounts are held back, and with 0 where all is done', async () => {
    await serve(world);
    const selected = ['--account', READY, '--account', HELD_BACK, '--account', BARE];
    expect((await run(['--plan', 'plan.json', ...selected])).status).to.equal(3);
    expect((await apply()).status).to.equal(3);
    const again = await plan();
    expect(again.status).to.equal(2);
    expect(again.stderr).to.include('plan.json.journal: the journal of another plan. Keep it under');
    await rm(join(folder(), 'plan.json.journal'));
    expect((await run(['--plan', 'plan.json', ...selected, '--include-used', HELD_BACK])).status).to.equal(0);
    expect((await apply()).status).to.equal(0);
    expect(rootUser(2)).to.deep.include({ password: false, accessKeys: [] });
  });

  it('refuses to include an account that is not in the plan, such as one that is misspelt', async () => {
    await serve(world);
    const { status, stderr } = await run(['--account', READY, '--include-used', HELD_BACK]);
    expect(status).to.equal(2);
    expect(stderr).to.include(`--include-used: expected one of the selected accounts, got ${HELD_BACK}`);
  });

  it('refuses an organization without centralized root access, before it asks for any account', async () => {
    await serve(world, { centralizedRootAccess: false });
    const { status, stderr } = await plan();
    expect(status).to.equal(2);
    expect(stderr).to.include('aws iam enable-organizations-root-credentials-management');
    expect(aws().requests).to.not.include('organizations:ListAccounts');
  });

  it('asks in a text that no plan can make the terminal obey', async () => {
    await serve(world);
    await plan();
    const path = join(folder(), 'plan.json');
    const { plan: written } = readPlan(path, await readFile(path, 'utf8'));
    const forged = JSON.stringify(written).replace('"kind":"virtual"', String.raw`"kind":"\u001b[2J"`);
    await writeFile(path, writePlan(JSON.parse(forged)));
    expect((await run(['--apply', 'plan.json'])).stderr).to.include(String.raw`1 MFA device (\u001b[2J)`);
  });

  it('deletes nothing without --yes, beside another run, or by a plan of another organization', async () => {
    await serve(world);
    await plan();
    const unasked = await run(['--apply', 'plan.json']);
    const unlock = lock(join(folder(), 'plan.json.lock'));
    const second = await apply();
    unlock();
    expect(changes()).to.deep.equal([]);
    await aws().close();
    await serve(world, { id: 'o-ffffffffff' });
    const foreign = await apply();
    expect([unasked, second, foreign].map(({ status }) => status)).to.deep.equal([2, 2, 2]);
    expect(unasked.stderr).to.include('Expected --yes, since there is no terminal to ask on. Nothing was');
    expect(second.stderr).to.include('another run of the same plan is under way');
    expect(foreign.stderr).to.include('a plan of the organization o-ffffffffff, got one of o-a1b2c3d4e5');
    expect(changes()).to.deep.equal([]);
  });

  it('allows one account password recovery, and no account that has a password', async () => {
    await serve(world);
    expect((await run(['--allow-password-recovery', BARE])).status).to.equal(2);
    expect((await run(['--allow-password-recovery', BARE, '--yes'])).stdout).to.include('"Forgot password"');
    expect(changes()).to.deep.equal([`${BARE} CreateLoginProfile`]);
    expect(rootUser(3)).to.include({ password: true });
    const { status, stderr } = await run(['--allow-password-recovery', READY, '--yes']);
    expect(status).to.equal(1);
    expect(stderr).to.match(/^iam:CreateLoginProfile: /m);
    const management = await run(['--allow-password-recovery', managementId, '--yes']);
    expect(management.stderr).to.include('expected a member account, got the management account');
  });

  it('says why an account cannot be reached', async () => {
    await serve(world);
    const { stdout } = await run(['--account', DENIED]);
    expect(stdout).to.include('with an explicit deny in a service control policy');
    expect(stdout).to.include('6 accounts: 1 not reachable, 5 excluded');
  });

  it('leaves an account alone that has changed, was suspended, or left the organization since the plan', async () => {
    await serve([{}, ...Array(3).fill({ rootUser: full })]);
    await plan();
    const [, changed = {}, suspended = {}, departed = {}] = aws().accounts;
    Object.assign(changed, { rootUser: { ...rootUser(1), signingCertificates: [] } });
    Object.assign(suspended, { suspended: true });
    Object.assign(departed, { organization: null });
    const { status, stdout } = await apply();
    expect(status).to.equal(3);
    expect(stdout).to.match(
      /Left alone, since it is not as planned: signing certificate \w+ is not there any more\./,
    );
    expect(stdout).to.include('AWS Organizations reports it as SUSPENDED.');
    expect(stdout).to.include('It is not in the organization any more.');
    expect(stdout).to.include('Next: make a new plan, in another file,');
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
    // Nothing is left to ask about.
    expect(await apply()).to.include({ status: 0, stderr: '' });
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
});
