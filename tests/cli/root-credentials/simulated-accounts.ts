import fc from 'fast-check';
import type { Deletion, RootAccess } from '../../../cli/root-credentials/delete-account.ts';
import type { JournalFile } from '../../../cli/root-credentials/journal.ts';
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

/** Root users with any part of `full`, and with something. */
export const anyRootUser: fc.Arbitrary<RootUser> = fc
  .record({
    password: fc.boolean(),
    accessKeys: fc.subarray(full.accessKeys),
    signingCertificates: fc.subarray(full.signingCertificates),
    mfaDevices: fc.subarray(full.mfaDevices),
  })
  .filter((user) => JSON.stringify(user) !== JSON.stringify(bare));

/** The machine stops: whatever is called afterwards does not happen. */
export class Killed extends Error {}

export const FAULTS = ['refused', 'answer lost', 'killed before', 'killed after'] as const;

/** What goes wrong at one step: a call of AWS, or a write of the journal. */
export interface Interruption {
  readonly step: number;
  readonly fault: (typeof FAULTS)[number];
}

/** Member accounts with their root users, and the disk of the machine that deletes their credentials. */
export class SimulatedAccounts {
  readonly users: Map<string, RootUser>;
  /** Every deletion that was asked for, by account. */
  readonly asked: string[] = [];
  /** Each moment in which an account had a password with less MFA than at the start. */
  readonly exposed: string[] = [];
  disk = '';
  steps = 0;
  interruption: Interruption | undefined;
  #isDead = false;
  readonly #before: ReadonlyMap<string, RootUser>;

  constructor(users: Iterable<readonly [string, RootUser]>) {
    this.users = new Map(users);
    this.#before = new Map(this.users);
  }

  /** Another run, after the first has ended in whatever way. */
  restart(): void {
    this.#isDead = false;
    this.interruption = undefined;
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

  access(id: string): RootAccess {
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

  #delete(account: string, user: RootUser, { action, id }: Deletion): 'done' | 'gone already' {
    this.asked.push([account, action, id].filter(Boolean).join(' '));
    const after: RootUser = {
      password: user.password && action !== 'DeleteLoginProfile',
      accessKeys: user.accessKeys.filter((key) => action !== 'DeleteAccessKey' || key.id !== id),
      signingCertificates: user.signingCertificates.filter(
        (certificate) => action !== 'DeleteSigningCertificate' || certificate !== id,
      ),
      mfaDevices: user.mfaDevices.filter(
        ({ serialNumber }) => action !== 'DeactivateMFADevice' || serialNumber !== id,
      ),
    };
    this.users.set(account, after);
    if (after.password && after.mfaDevices.length < (this.#before.get(account)?.mfaDevices.length ?? 0)) {
      this.exposed.push(account);
    }
    return JSON.stringify(after) === JSON.stringify(user) ? 'gone already' : 'done';
  }

  /** The journal's file: a write that fails or is cut off leaves half of its text. */
  openFile = async (): Promise<JournalFile> =>
    ({
      readFile: async () => this.disk,
      truncate: async (length: number) => {
        this.disk = this.disk.slice(0, length);
      },
      appendFile: (text: string) => {
        const write = (written: string) => {
          this.disk += written;
        };
        return this.#step(
          () => write(text),
          () => write(text.slice(0, text.length / 2)),
        );
      },
      datasync: () => this.#step(() => {}),
      close: async () => {},
    }) as unknown as JournalFile;
}
