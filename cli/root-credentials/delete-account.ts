import { type Journal, type JournalEntry, JournalError } from './journal.ts';
import type { Deletion, MemberRootUser } from './member-root-user.ts';
import type { ReadyAccount, RootUser } from './plan.ts';

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
  access: Pick<MemberRootUser, 'read' | 'delete' | 'prove'>,
  journal: Journal,
): Promise<Deleted> {
  const known = journal.verdictOf(account);
  if (known !== undefined) return { state: 'deleted', verdict: known };
  const earlier = journal.earlier(account);
  const left = credentialsOf(planned).filter((credential) => !isOver(credential, earlier));
  try {
    const found = await access.read((found) => cameBack(planned, found, earlier).length === 0);
    const differences = differencesOf(planned, found, earlier);
    if (differences.length > 0) return { state: 'changed', differences };
    for (const next of [...left]) {
      const { action, id } = next;
      const call = { account, action, id };
      await journal.record({ ...call, result: 'begun' });
      let result: 'done' | 'gone already';
      try {
        result = await access.delete(next);
      } catch (error) {
        await journal.record({ ...call, result: 'failed', error: (error as Error).message });
        throw error;
      }
      await journal.record({ ...call, result });
      left.shift();
    }
    const { remains, verdict } = await access.prove();
    if (remains.length > 0) return { state: 'failed', error: 'IAM still counts credentials.', remains };
    await journal.record({ account, action: 'GetAccountSummary', result: 'verified', verdict });
    return { state: 'deleted', verdict };
  } catch (error) {
    if (error instanceof JournalError) throw error;
    return { state: 'failed', error: (error as Error).message, remains: left.map(({ name }) => name) };
  }
}

/** Something that a root user has. */
interface Credential extends Deletion {
  readonly name: string;
  /** What else of it must stay as it is. */
  readonly use?: string;
}

/** In the order in which they are deleted. */
function credentialsOf({ password, accessKeys, signingCertificates, mfaDevices }: RootUser): Credential[] {
  return [
    ...accessKeys.map(({ id, status, lastUsed }): Credential => {
      const use = `${status}, last used ${lastUsed?.date ?? 'never'}`;
      return { action: 'DeleteAccessKey', id, name: `access key ${id}`, use };
    }),
    ...signingCertificates.map((id): Credential => {
      return { action: 'DeleteSigningCertificate', id, name: `signing certificate ${id}` };
    }),
    ...(password ? [{ action: 'DeleteLoginProfile', name: 'the password' } as const] : []),
    ...mfaDevices.map(({ serialNumber: id }): Credential => {
      return { action: 'DeactivateMFADevice', id, name: `MFA device ${id}` };
    }),
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
  const before = credentialsOf(planned);
  const now = credentialsOf(found);
  const changed = now.flatMap(({ name, use }) => {
    const same = before.find((credential) => credential.name === name);
    if (same === undefined) return [`${name} is not in the plan.`];
    return same.use === use ? [] : [`${name}: ${same.use} in the plan, now ${use}.`];
  });
  const back = cameBack(planned, found, earlier).map((name) => `${name} is there again.`);
  const gone = before
    .filter(({ name }) => !now.some((credential) => credential.name === name))
    .filter((credential) => entriesOf(credential, earlier).length === 0)
    .map(({ name }) => `${name} is not there any more.`);
  return [...changed, ...back, ...gone];
}

/** What an earlier run has deleted, and is there. */
function cameBack(planned: RootUser, found: RootUser, earlier: readonly JournalEntry[]): string[] {
  const now = new Set(credentialsOf(found).map(({ name }) => name));
  const deleted = credentialsOf(planned).filter((credential) => isOver(credential, earlier));
  return deleted.map(({ name }) => name).filter((name) => now.has(name));
}
