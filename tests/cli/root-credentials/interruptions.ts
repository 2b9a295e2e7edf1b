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
import {
  anyRootUser,
  bare,
  DELETED,
  FAULTS,
  type Interruption,
  Killed,
  ready,
  SimulatedAccounts,
} from './simulated-accounts.ts';

type Planned = readonly (readonly [id: string, rootUser: RootUser])[];

/** One run over accounts at the same time, as the command makes it. */
export async function run(world: SimulatedAccounts, planned: Planned) {
  let journal: Journal;
  try {
    journal = await openJournal('plan.json.journal', 'the-plan', world.openFile);
  } catch (error) {
    // The journal's first line is written with the file.
    expect(error).to.be.instanceOf(JournalError);
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

export function journaled({ disk }: SimulatedAccounts): JournalEntry[] {
  return disk
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line));
}

/**
 * Interrupts a run once, and makes another: no account ever has a password with less MFA than it had, the journal tells the
 * truth, and all ends as planned.
 */
export async function expectSurvival(planned: Planned, interruption: Interruption): Promise<void> {
  const world = new SimulatedAccounts(planned);
  world.interruption = interruption;
  await run(world, planned);
  expectTruth(world, planned);
  world.restart();
  expect(await run(world, planned)).to.deep.equal(planned.map(() => DELETED));
  expect([...world.users.values()]).to.deep.equal(planned.map(() => bare));
  expectTruth(world, planned);
  expect(world.exposed).to.deep.equal([]);
}

export const interruptions = fc.asyncProperty(
  anyRootUser,
  anyRootUser,
  fc.record({ step: fc.integer({ min: 1, max: 60 }), fault: fc.constantFrom(...FAULTS) }),
  (one, other, interruption) =>
    expectSurvival(
      [
        ['111122223333', one],
        ['222233334444', other],
      ],
      interruption,
    ),
);

/** What the journal says was done is done, and what is gone it has at least begun. */
function expectTruth(world: SimulatedAccounts, planned: Planned): void {
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
