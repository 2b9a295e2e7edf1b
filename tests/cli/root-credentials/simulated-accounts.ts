import { expect } from 'chai';
import fc from 'fast-check';
import { deleteAccount } from '../../../cli/root-credentials/delete-account.ts';
import {
  type Journal,
  type JournalEntry,
  JournalError,
  type JournalFile,
  openJournal,
} from '../../../cli/root-credentials/journal.ts';
import type { Deletion } from '../../../cli/root-credentials/member-root-user.ts';
import type { ReadyAccount, RootUser } from '../../../cli/root-credentials/plan.ts';

export const bare: RootUser = { password: false, accessKeys: [], signingCertificates: [], mfaDevices: [] };
export const full: RootUser = {
  password: true,
  accessKeys: [
    { id: 'AKIA1', status: 'Active', lastUsed: null },
    {
      id: 'AKIA2',
      status: 'Inactive',
      lastUsed: { date: '2026-01-02T03:04:05Z', service: 's3', region: 'us-east-1' },
    },
  ],
  signingCertificates: ['CERT1'],
  mfaDevices: [
    { serialNumber: 'arn:aws:iam::111122223333:mfa/phone', kind: 'virtual' },
    { serialNumber: 'GAHT12345678', kind: 'hardware token' },
  ],
};
/** The rule's, at the end. */
export const VERDICT = 'NOT_APPLICABLE (member-without-credentials)';
export const DELETED = { state: 'deleted', verdict: VERDICT };
export const ready = (rootUser: RootUser, id = '111122223333'): ReadyAccount => ({
  id,
  name: 'member',
  state: 'ready',
  rootUser,
});

/** The machine stops: whatever is called afterwards does not happen. */
class Killed extends Error {}

function expectInterruption(error: unknown): undefined {
  expect(error).to.satisfy(() => error instanceof Killed || error instanceof JournalError);
}

export const FAULTS = ['refused', 'answer lost', 'killed before', 'killed after'] as const;

/** What goes wrong at one step: a call of AWS, or a write of the journal. */
interface Interruption {
  readonly step: number;
  readonly fault: (typeof FAULTS)[number];
}

/** Member accounts with their root users, and the disk of the machine that deletes their credentials. */
export class SimulatedAccounts {
  /** The root users as they are now. */
  readonly users: Map<string, RootUser>;
  /** Every deletion that was asked for, by account. */
  readonly asked: string[] = [];
  /** What must never happen: a password with less MFA than planned, and a deletion that was not written down before. */
  readonly violations: string[] = [];
  steps = 0;
  interruption: Interruption | undefined;
  readonly #planned: ReadonlyMap<string, RootUser>;
  #disk = '';
  #isDead = false;

  constructor(planned: Readonly<Record<string, RootUser>>) {
    this.#planned = new Map(Object.entries(planned));
    this.users = new Map(this.#planned);
  }

  /** One run over all accounts at the same time, as the command makes it. What was interrupted is `undefined`. */
  async run(interruption?: Interruption) {
    this.#isDead = false;
    this.interruption = interruption;
    const journal = await this.openJournal().catch(expectInterruption);
    if (journal === undefined) return [];
    const running = [...this.#planned].map(([id, user]) =>
      deleteAccount(ready(user, id), this.access(id), journal).catch(expectInterruption),
    );
    return Promise.all(running);
  }

  openJournal(): Promise<Journal> {
    return openJournal('plan.json.journal', 'the-plan', async () => this.#file as unknown as JournalFile);
  }

  journaled(): JournalEntry[] {
    const lines = this.#disk.split('\n').slice(1, -1);
    return lines.map((line) => JSON.parse(line));
  }

  access(id: string): Parameters<typeof deleteAccount>[1] {
    const user = () => this.users.get(id) as RootUser;
    return {
      read: () => this.#step(user),
      delete: (deletion) => this.#step(() => this.#delete(id, user(), deletion)),
      prove: () =>
        this.#step(() => ({
          remains: JSON.stringify(user()) === JSON.stringify(bare) ? [] : ['credentials'],
          verdict: VERDICT,
        })),
    };
  }

  /** What the journal says was deleted is gone, and nothing happened that must never happen. */
  expectTruth(): void {
    for (const { account, id, result } of this.journaled()) {
      const now = this.users.get(account) as RootUser;
      const isThere = id === undefined ? now.password : JSON.stringify(now).includes(`"${id}"`);
      if (result === 'done' || result === 'gone already') expect(isThere, id).to.equal(false);
      if (result === 'verified') expect(now).to.deep.equal(bare);
    }
    expect(this.violations).to.deep.equal([]);
  }

  async #step<Answer>(effect: () => Answer, half: () => void = () => {}): Promise<Answer> {
    await null;
    if (this.#isDead) throw new Killed();
    this.steps += 1;
    if (this.interruption?.step !== this.steps) return effect();
    const { fault } = this.interruption;
    this.#isDead = fault.startsWith('killed');
    if (fault === 'answer lost' || fault === 'killed after') effect();
    else half();
    throw this.#isDead ? new Killed() : new Error(fault);
  }

  #delete(account: string, user: RootUser, { action, id }: Deletion): 'done' | 'gone already' {
    const name = [account, action, id].filter(Boolean).join(' ');
    this.asked.push(name);
    const after: RootUser = {
      password: user.password && action !== 'DeleteLoginProfile',
      accessKeys: user.accessKeys.filter((key) => key.id !== id),
      signingCertificates: user.signingCertificates.filter((certificate) => certificate !== id),
      mfaDevices: user.mfaDevices.filter(({ serialNumber }) => serialNumber !== id),
    };
    this.users.set(account, after);
    const before = this.#planned.get(account) as RootUser;
    if (after.password && after.mfaDevices.length < before.mfaDevices.length) {
      this.violations.push(`${name}: the password is exposed`);
    }
    const last = this.journaled().findLast((entry) => entry.account === account);
    if (last?.action !== action || last.id !== id || last.result !== 'begun') {
      this.violations.push(`${name}: it was not written down before`);
    }
    return JSON.stringify(after) === JSON.stringify(user) ? 'gone already' : 'done';
  }

  /** The journal's file: a write that fails or is cut off leaves half of its text. */
  readonly #file = {
    readFile: async () => this.#disk,
    truncate: async (length: number) => {
      this.#disk = this.#disk.slice(0, length);
    },
    appendFile: (text: string) => {
      const write = (written: string) => {
        this.#disk += written;
      };
      return this.#step(
        () => write(text),
        () => write(text.slice(0, text.length / 2)),
      );
    },
    datasync: () => this.#step(() => {}),
    close: async () => {},
  };
}

/**
 * Interrupts a run once, and makes another: no account ever has a password with less MFA than it had, the journal tells the
 * truth, and all ends as planned.
 */
export async function expectSurvival(
  planned: Readonly<Record<string, RootUser>>,
  interruption: Interruption,
): Promise<void> {
  const world = new SimulatedAccounts(planned);
  await world.run(interruption);
  world.expectTruth();
  expect(await world.run()).to.deep.equal(Object.keys(planned).map(() => DELETED));
  world.expectTruth();
  expect([...world.users.values()]).to.deep.equal(Object.keys(planned).map(() => bare));
}

/** Root users with any part of `full`, and with something. */
const anyRootUser: fc.Arbitrary<RootUser> = fc
  .record({
    password: fc.boolean(),
    accessKeys: fc.subarray(full.accessKeys),
    signingCertificates: fc.subarray(full.signingCertificates),
    mfaDevices: fc.subarray(full.mfaDevices),
  })
  .filter((user) => JSON.stringify(user) !== JSON.stringify(bare));

export const interruptions = fc.asyncProperty(
  fc.record({ '111122223333': anyRootUser, '222233334444': anyRootUser }),
  fc.record({ step: fc.integer({ min: 1, max: 60 }), fault: fc.constantFrom(...FAULTS) }),
  expectSurvival,
);
