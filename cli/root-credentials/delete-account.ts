import type { Journal, JournalEntry } from './journal.ts';
import type { ReadyAccount, RootUser } from './plan.ts';

/** One thing to delete, by IAM's operation. */
export interface Deletion {
  readonly action:
    | 'DeleteAccessKey'
    | 'DeleteSigningCertificate'
    | 'DeleteLoginProfile'
    | 'DeactivateMFADevice';
  /** A password has none. */
  readonly id?: string;
}

/** What the deletion in one account needs of AWS. Each may throw. */
export interface RootAccess {
  /** Reads again for a while until it is settled: IAM may still list what was deleted a moment ago. */
  read(isSettled: (found: RootUser) => boolean): Promise<RootUser>;
  /** Deactivates no MFA device while there is a password. */
  delete(deletion: Deletion): Promise<'done' | 'gone already'>;
  prove(): Promise<Proof>;
}

/** What IAM counts at the end, and what the rule makes of it. */
export interface Proof {
  /** Such as `the password`; empty where everything is deleted. */
  readonly remains: readonly string[];
  /** Such as `NOT_APPLICABLE (member-without-credentials)`. */
  readonly verdict: string;
}

export type Deleted =
  | { readonly state: 'deleted'; readonly verdict: string }
  /** Nothing was deleted in this run. */
  | { readonly state: 'changed'; readonly differences: readonly string[] }
  | { readonly state: 'failed'; readonly error: string; readonly remains: readonly string[] };

/**
 * Deletes the root credentials of one account, as planned: access keys, signing certificates, the password, and MFA last,
 * so that no interruption leaves a password without the MFA that it had. It goes on where the journal of an earlier run
 * ends.
 *
 * @throws {JournalError} when the journal cannot be written
 */
export async function deleteAccount(
  { id: account, rootUser: planned }: ReadyAccount,
  access: RootAccess,
  journal: Journal,
): Promise<Deleted> {
  const known = journal.verdictOf(account);
  if (known !== undefined) return { state: 'deleted', verdict: known };
  const earlier = journal.earlier(account);
  const left = deletionsOf(planned).filter((deletion) => !isOver(deletion, earlier));
  const failed = (error: unknown): Deleted => ({
    state: 'failed',
    error: messageOf(error),
    remains: left.map(nameOf),
  });

  let differences: string[];
  try {
    const found = await access.read((found) => cameBack(planned, found, earlier).length === 0);
    differences = differencesOf(planned, found, earlier);
  } catch (error) {
    return failed(error);
  }
  if (differences.length > 0) return { state: 'changed', differences };

  for (let next = left[0]; next !== undefined; next = left[0]) {
    await journal.record({ account, ...next, result: 'begun' });
    let result: 'done' | 'gone already';
    try {
      result = await access.delete(next);
    } catch (error) {
      await journal.record({ account, ...next, result: 'failed', error: messageOf(error) });
      return failed(error);
    }
    await journal.record({ account, ...next, result });
    left.shift();
  }

  let proof: Proof;
  try {
    proof = await access.prove();
  } catch (error) {
    return failed(error);
  }
  const { remains, verdict } = proof;
  if (remains.length > 0) return { state: 'failed', error: 'IAM still counts credentials.', remains };
  await journal.record({ account, action: 'GetAccountSummary', result: 'verified', verdict });
  return { state: 'deleted', verdict };
}

/** In the order in which they are made. */
function deletionsOf({ password, accessKeys, signingCertificates, mfaDevices }: RootUser): Deletion[] {
  return [
    ...accessKeys.map(({ id }) => ({ action: 'DeleteAccessKey', id }) as const),
    ...signingCertificates.map((id) => ({ action: 'DeleteSigningCertificate', id }) as const),
    ...(password ? [{ action: 'DeleteLoginProfile' } as const] : []),
    ...mfaDevices.map(({ serialNumber: id }) => ({ action: 'DeactivateMFADevice', id }) as const),
  ];
}

function entriesOf(deletion: Deletion, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  return entries.filter(({ action, id }) => action === deletion.action && id === deletion.id);
}

function isOver(deletion: Deletion, entries: readonly JournalEntry[]): boolean {
  return entriesOf(deletion, entries).some(({ result }) => result === 'done' || result === 'gone already');
}

/**
 * What is neither as planned nor the work of an earlier run. What that run began and did not end, or was told had failed,
 * may be there or not: its answer can be lost.
 */
function differencesOf(planned: RootUser, found: RootUser, earlier: readonly JournalEntry[]): string[] {
  const before = describe(planned);
  const now = describe(found);
  const differences = [...now].flatMap(([name, state]) => {
    if (!before.has(name)) return [`${name} is not in the plan.`];
    if (before.get(name) !== state) return [`${name}: ${before.get(name)} in the plan, now ${state}.`];
    return [];
  });
  differences.push(...cameBack(planned, found, earlier).map((name) => `${name} is there again.`));
  for (const deletion of deletionsOf(planned)) {
    const name = nameOf(deletion);
    if (!now.has(name) && entriesOf(deletion, earlier).length === 0) {
      differences.push(`${name} is not there any more.`);
    }
  }
  return differences;
}

/** What an earlier run has deleted, and is there. */
function cameBack(planned: RootUser, found: RootUser, earlier: readonly JournalEntry[]): string[] {
  const now = new Set(deletionsOf(found).map(nameOf));
  const deleted = deletionsOf(planned).filter((deletion) => isOver(deletion, earlier));
  return deleted.map(nameOf).filter((name) => now.has(name));
}

/** Each thing of the root user, and what else of it must stay as it is. */
function describe(rootUser: RootUser): Map<string, string> {
  const states = new Map(deletionsOf(rootUser).map((deletion) => [nameOf(deletion), 'present']));
  for (const { id, status, lastUsed } of rootUser.accessKeys) {
    states.set(`access key ${id}`, `${status}, last used ${lastUsed?.date ?? 'never'}`);
  }
  return states;
}

function nameOf({ action, id }: Deletion): string {
  if (action === 'DeleteLoginProfile') return 'the password';
  const kinds = {
    DeleteAccessKey: 'access key',
    DeleteSigningCertificate: 'signing certificate',
    DeactivateMFADevice: 'MFA device',
  };
  return `${kinds[action]} ${id}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
