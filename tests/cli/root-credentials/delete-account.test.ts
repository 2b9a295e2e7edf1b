import { expect } from 'chai';
import fc from 'fast-check';
import { deleteAccount } from '../../../cli/root-credentials/delete-account.ts';
import {
  type Journal,
  type JournalEntry,
  JournalError,
  openJournal,
} from '../../../cli/root-credentials/journal.ts';
import type { RootUser } from '../../../cli/root-credentials/plan.ts';
import { rejection } from '../../rejection.ts';
import {
  anyRootUser,
  bare,
  full,
  type Interruption,
  Killed,
  ready,
  SimulatedAccounts,
  VERDICT,
} from './simulated-accounts.ts';

const ID = '111122223333';
const OTHER = '222233334444';
const DELETED = { state: 'deleted', verdict: VERDICT };

/** One run over accounts at the same time, as the command makes it. */
async function run(world: SimulatedAccounts, planned: readonly (readonly [string, RootUser])[]) {
  let journal: Journal;
  try {
    journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
  } catch (error) {
    // The journal's first line is written with the file.
    expect((error as Error).message).to.match(/^$|refused|answer lost/);
    return [];
  }
  const running = planned.map(([id, user]) => deleteAccount(ready(user, id), world.access(id), journal));
  return (await Promise.allSettled(running)).map((ended) => {
    if (ended.status === 'fulfilled') return ended.value;
    expect(ended.reason).to.satisfy(
      (error: Error) => error instanceof Killed || error instanceof JournalError,
    );
    return undefined;
  });
}

function journaled({ disk }: SimulatedAccounts): JournalEntry[] {
  return disk
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line));
}

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

  it('never leaves a password with less MFA, tells the truth, and ends as planned in a second run', async () => {
    const interruption: fc.Arbitrary<Interruption> = fc.record({
      step: fc.integer({ min: 1, max: 60 }),
      fault: fc.constantFrom('refused', 'answer lost', 'killed before', 'killed after'),
    });
    await fc.assert(
      fc.asyncProperty(anyRootUser, anyRootUser, interruption, async (one, other, interrupted) => {
        const planned: [string, RootUser][] = [
          [ID, one],
          [OTHER, other],
        ];
        const world = new SimulatedAccounts(planned);
        world.interruption = interrupted;
        await run(world, planned);
        expectTruth(world, planned);

        world.restart();
        const ends = await run(world, planned);
        expect(ends).to.deep.equal([DELETED, DELETED]);
        expect([...world.users.values()]).to.deep.equal([bare, bare]);
        expectTruth(world, planned);
        expect(world.exposed).to.deep.equal([]);
      }),
      { numRuns: 1000 },
    );
  });
});

/** What the journal says was done is done, and what is gone it has at least begun. */
function expectTruth(world: SimulatedAccounts, planned: readonly [string, RootUser][]): void {
  const entries = journaled(world);
  for (const [id, user] of planned) {
    const now = world.users.get(id) as RootUser;
    const kept = new Set(idsOf(now));
    const own = entries.filter(({ account }) => account === id);
    for (const { action, id: of = action, result } of own) {
      if (result === 'done' || result === 'gone already') expect([...kept]).to.not.include(of);
      if (result === 'verified') expect(now).to.deep.equal(bare);
    }
    const begun = own.map(({ action, id: of = action }) => of);
    for (const gone of idsOf(user).filter((of) => !kept.has(of))) expect(begun).to.include(gone);
  }
}

function idsOf({ password, accessKeys, signingCertificates, mfaDevices }: RootUser): string[] {
  return [
    ...(password ? ['DeleteLoginProfile'] : []),
    ...accessKeys.map(({ id }) => id),
    ...signingCertificates,
    ...mfaDevices.map(({ serialNumber }) => serialNumber),
  ];
}

/**
 * The step at which the first MFA device is deactivated: after two for the journal's heading, a reading, the
 * entries around two keys, a certificate and the password, and the first entry of the device.
 */
const FIRST_MFA_DEVICE = 2 + 1 + 4 * 5 + 2 + 1;
