import { expect } from 'chai';
import fc from 'fast-check';
import { deleteAccount } from '../../../cli/root-credentials/delete-account.ts';
import { JournalError, openJournal } from '../../../cli/root-credentials/journal.ts';
import type { RootUser } from '../../../cli/root-credentials/plan.ts';
import { rejection } from '../../rejection.ts';
import { expectSurvival, interruptions, journaled, run } from './interruptions.ts';
import { bare, DELETED, FAULTS, full, ready, SimulatedAccounts, VERDICT } from './simulated-accounts.ts';

const ID = '111122223333';

describe('cli/root-credentials/delete-account', () => {
  it('deletes access keys, signing certificates, the password, and MFA last', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    expect((await run(world, [[ID, full]]))[0]).to.deep.equal(DELETED);
    expect(world.asked).to.deep.equal([
      `${ID} DeleteAccessKey AKIA1`,
      `${ID} DeleteAccessKey AKIA2`,
      `${ID} DeleteSigningCertificate CERT1`,
      `${ID} DeleteLoginProfile`,
      `${ID} DeactivateMFADevice arn:aws:iam::111122223333:mfa/phone`,
      `${ID} DeactivateMFADevice GAHT12345678`,
    ]);
  });

  it('writes down each call before it and after it, and the proof', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    await run(world, [[ID, { ...full }]]);
    const entries = journaled(world).map(({ action, result }) => `${action} ${result}`);
    expect(entries.slice(0, 2)).to.deep.equal(['DeleteAccessKey begun', 'DeleteAccessKey done']);
    expect(entries.at(-1)).to.equal('GetAccountSummary verified');
    expect(entries).to.have.length(2 * 6 + 1);
  });

  it('asks nothing about an account that an earlier run has finished', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    await run(world, [[ID, full]]);
    const { steps } = world;
    expect((await run(world, [[ID, full]]))[0]).to.deep.equal(DELETED);
    expect(world.steps).to.equal(steps);
  });

  const [key] = full.accessKeys as [RootUser['accessKeys'][number]];
  const changes: [name: string, now: RootUser, difference: string][] = [
    [
      'a new access key',
      { ...full, accessKeys: [...full.accessKeys, { ...key, id: 'AKIA3' }] },
      'access key AKIA3 is not in the plan.',
    ],
    [
      'a key that was used since',
      {
        ...full,
        accessKeys: [
          { ...key, lastUsed: { date: '2026-11-01T00:00:00Z', service: 's3', region: 'us-east-1' } },
          ...full.accessKeys.slice(1),
        ],
      },
      'access key AKIA1: Active, last used never in the plan, now Active, last used 2026-11-01T00:00:00Z.',
    ],
    ['a key less', { ...full, accessKeys: [key] }, 'access key AKIA2 is not there any more.'],
    ['no password', { ...full, password: false }, 'the password is not there any more.'],
    [
      'a certificate less',
      { ...full, signingCertificates: [] },
      'signing certificate CERT1 is not there any more.',
    ],
    [
      'an MFA device less',
      { ...full, mfaDevices: full.mfaDevices.slice(0, 1) },
      'MFA device GAHT12345678 is not there any more.',
    ],
  ];
  for (const [name, now, difference] of changes) {
    it(`leaves an account alone that has ${name}`, async () => {
      const world = new SimulatedAccounts([[ID, now]]);
      const ended = (await run(world, [[ID, full]]))[0];
      expect(ended).to.deep.equal({ state: 'changed', differences: [difference] });
      expect(world.asked).to.deep.equal([]);
      expect(world.users.get(ID)).to.deep.equal(now);
    });
  }

  it('leaves an account alone whose password came back after an earlier run deleted it', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    world.interruption = { step: FIRST_MFA_DEVICE, fault: 'refused' };
    expect((await run(world, [[ID, full]]))[0]?.state).to.equal('failed');
    expect(world.users.get(ID)?.password).to.equal(false);
    world.users.set(ID, { ...(world.users.get(ID) as RootUser), password: true });
    world.restart();
    expect((await run(world, [[ID, full]]))[0]).to.deep.equal({
      state: 'changed',
      differences: ['the password is there again.'],
    });
    expect(world.users.get(ID)?.mfaDevices).to.have.length(2);
  });

  it('reads again while IAM lists what an earlier run has deleted', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    world.interruption = { step: FIRST_MFA_DEVICE, fault: 'killed before' };
    await run(world, [[ID, full]]);
    world.restart();
    const journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
    const access = world.access(ID);
    const stale: RootUser = { ...(world.users.get(ID) as RootUser), password: true };
    const lagging = {
      ...access,
      read: async (isSettled: (found: RootUser) => boolean) =>
        isSettled(stale) ? stale : access.read(isSettled),
    };
    expect(await deleteAccount(ready(full), lagging, journal)).to.deep.equal(DELETED);
  });

  it('names what remains after a failure', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    world.interruption = { step: FIRST_MFA_DEVICE, fault: 'refused' };
    const ended = (await run(world, [[ID, full]]))[0];
    expect(ended).to.deep.include({
      state: 'failed',
      remains: ['MFA device arn:aws:iam::111122223333:mfa/phone', 'MFA device GAHT12345678'],
    });
    expect(journaled(world).at(-1)).to.include({ result: 'failed', error: 'refused' });
  });

  it('is not done while IAM still counts a credential', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    const journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
    const access = {
      ...world.access(ID),
      prove: async () => ({ remains: ['the password'], verdict: VERDICT }),
    };
    expect(await deleteAccount(ready(full), access, journal)).to.deep.include({
      state: 'failed',
      remains: ['the password'],
    });
    expect(journaled(world).map(({ result }) => result)).to.not.include('verified');
  });

  it('takes what is gone already for deleted', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    const access = world.access(ID);
    const journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
    const late = {
      ...access,
      async delete() {
        world.users.set(ID, bare);
        return 'gone already' as const;
      },
    };
    expect(await deleteAccount(ready(full), late, journal)).to.deep.equal(DELETED);
  });

  it('deletes nothing that it cannot write down', async () => {
    const world = new SimulatedAccounts([[ID, full]]);
    const journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
    world.interruption = { step: world.steps + 2, fault: 'refused' }; // A reading, and the first entry.
    const error = await rejection(deleteAccount(ready(full), world.access(ID), journal));
    expect(error).to.be.instanceOf(JournalError);
    expect(error.message).to.equal('plan.json.journal: refused. Nothing more is deleted.');
    expect(await rejection(deleteAccount(ready(full), world.access(ID), journal))).to.equal(error);
    expect(world.asked).to.deep.equal([]);
  });

  it('survives any one failure, and any kill, at every step', async () => {
    const undisturbed = new SimulatedAccounts([[ID, full]]);
    await run(undisturbed, [[ID, full]]);
    for (let step = 1; step <= undisturbed.steps; step += 1) {
      for (const fault of FAULTS) await expectSurvival([[ID, full]], { step, fault });
    }
  });

  it('survives any one failure in random accounts', () =>
    fc.assert(interruptions, { numRuns: 1000, seed: 1 }));
});

/**
 * The step at which the first MFA device is deactivated: after two for the journal's heading, a reading, the
 * entries around two keys, a certificate and the password, and the first entry of the device.
 */
const FIRST_MFA_DEVICE = 2 + 1 + 4 * 5 + 2 + 1;
