import { expect } from 'chai';
import fc from 'fast-check';
import { deleteAccount } from '../../../cli/root-credentials/delete-account.ts';
import { JournalError } from '../../../cli/root-credentials/journal.ts';
import type { RootUser } from '../../../cli/root-credentials/plan.ts';
import { rejection } from '../../rejection.ts';
import {
  DELETED,
  expectSurvival,
  FAULTS,
  full,
  interruptions,
  ready,
  SimulatedAccounts,
  VERDICT,
} from './simulated-accounts.ts';

const ID = '111122223333';
const PHONE = 'arn:aws:iam::111122223333:mfa/phone';

/**
 * The step at which the first MFA device is deactivated: after two for the journal's heading, a reading, the
 * entries around two keys, a certificate and the password, and the first entry of the device.
 */
const FIRST_MFA_DEVICE = 2 + 1 + 4 * 5 + 2 + 1;

describe('cli/root-credentials/delete-account', () => {
  let world: SimulatedAccounts;
  beforeEach(() => {
    world = new SimulatedAccounts({ [ID]: full });
  });

  it('deletes access keys, signing certificates, the password, and MFA last', async () => {
    expect(await world.run()).to.deep.equal([DELETED]);
    expect(world.asked).to.deep.equal([
      `${ID} DeleteAccessKey AKIA1`,
      `${ID} DeleteAccessKey AKIA2`,
      `${ID} DeleteSigningCertificate CERT1`,
      `${ID} DeleteLoginProfile`,
      `${ID} DeactivateMFADevice ${PHONE}`,
      `${ID} DeactivateMFADevice GAHT12345678`,
    ]);
  });

  it('writes down each call before it and after it, and the proof', async () => {
    await world.run();
    const entries = world.journaled().map(({ time, ...entry }) => Object.values(entry).join(' '));
    expect(entries).to.deep.equal([
      ...world.asked.flatMap((call) => [`${call} begun`, `${call} done`]),
      `${ID} GetAccountSummary verified ${VERDICT}`,
    ]);
  });

  it('asks nothing about an account that an earlier run has finished', async () => {
    await world.run();
    const { steps } = world;
    expect(await world.run()).to.deep.equal([DELETED]);
    expect(world.steps).to.equal(steps);
  });

  const [key, other] = full.accessKeys as [RootUser['accessKeys'][number], RootUser['accessKeys'][number]];
  const lastUsed = { date: '2026-11-01T00:00:00Z', service: 's3', region: 'us-east-1' };
  const changes: [name: string, now: Partial<RootUser>, difference: string][] = [
    [
      'a new access key',
      { accessKeys: [key, other, { ...key, id: 'AKIA3' }] },
      'access key AKIA3 is not in the plan.',
    ],
    [
      'a key that was used since',
      { accessKeys: [{ ...key, lastUsed }, other] },
      'access key AKIA1: Active, last used never in the plan, now Active, last used 2026-11-01T00:00:00Z.',
    ],
    ['a key less', { accessKeys: [key] }, 'access key AKIA2 is not there any more.'],
    ['no password', { password: false }, 'the password is not there any more.'],
    ['a certificate less', { signingCertificates: [] }, 'signing certificate CERT1 is not there any more.'],
    [
      'an MFA device less',
      { mfaDevices: full.mfaDevices.slice(0, 1) },
      'MFA device GAHT12345678 is not there any more.',
    ],
  ];
  for (const [name, change, difference] of changes) {
    it(`leaves an account alone that has ${name}`, async () => {
      world.users.set(ID, { ...full, ...change });
      expect(await world.run()).to.deep.equal([{ state: 'changed', differences: [difference] }]);
      expect(world.asked).to.deep.equal([]);
    });
  }

  it('leaves an account alone whose password came back after an earlier run deleted it', async () => {
    expect((await world.run({ step: FIRST_MFA_DEVICE, fault: 'refused' }))[0]?.state).to.equal('failed');
    const left = world.users.get(ID) as RootUser;
    expect(left.password).to.equal(false);
    world.users.set(ID, { ...left, password: true });
    expect(await world.run()).to.deep.equal([
      { state: 'changed', differences: ['the password is there again.'] },
    ]);
    expect(world.users.get(ID)?.mfaDevices).to.have.length(2);
  });

  it('reads again while IAM lists what an earlier run has deleted', async () => {
    await world.run({ step: FIRST_MFA_DEVICE, fault: 'refused' });
    const now = world.users.get(ID) as RootUser;
    const stale = { ...now, password: true };
    const read = async (isSettled: (found: RootUser) => boolean) => (isSettled(stale) ? stale : now);
    const lagging = { ...world.access(ID), read };
    expect(await deleteAccount(ready(full), lagging, await world.openJournal())).to.deep.equal(DELETED);
  });

  it('names what remains after a failure', async () => {
    expect(await world.run({ step: FIRST_MFA_DEVICE, fault: 'refused' })).to.deep.equal([
      {
        state: 'failed',
        error: 'refused',
        remains: [`MFA device ${PHONE}`, 'MFA device GAHT12345678'],
      },
    ]);
    expect(world.journaled().at(-1)).to.include({ result: 'failed', error: 'refused' });
  });

  it('is not done while IAM still counts a credential', async () => {
    const remains = ['the password'];
    const access = { ...world.access(ID), prove: async () => ({ remains, verdict: VERDICT }) };
    expect(await deleteAccount(ready(full), access, await world.openJournal())).to.deep.equal({
      state: 'failed',
      error: 'IAM still counts credentials.',
      remains,
    });
    expect(world.journaled().map(({ result }) => result)).to.not.include('verified');
  });

  it('deletes nothing that it cannot write down', async () => {
    const journal = await world.openJournal();
    world.interruption = { step: world.steps + 2, fault: 'refused' }; // A reading, and the first entry.
    const error = await rejection(deleteAccount(ready(full), world.access(ID), journal));
    expect(error).to.be.instanceOf(JournalError);
    expect(error.message).to.equal('plan.json.journal: refused. Nothing more is deleted.');
    expect(await rejection(deleteAccount(ready(full), world.access(ID), journal))).to.equal(error);
    expect(world.asked).to.deep.equal([]);
  });

  it('survives any one failure, and any kill, at every step', async () => {
    await world.run();
    for (let step = 1; step <= world.steps; step += 1) {
      for (const fault of FAULTS) await expectSurvival({ [ID]: full }, { step, fault });
    }
  });

  it('survives any one failure in random accounts', () =>
    fc.assert(interruptions, { numRuns: 1000, seed: 1 }));
});
