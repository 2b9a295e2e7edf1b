import { groupRows } from '../terminal/group-rows.ts';
import { fold, formatCounts, formatTable, type Row, type Screen } from '../terminal/table.ts';
import type { AppliedAccount } from './apply-plan.ts';
import type { Plan, PlannedAccount, ReadyAccount, RootUser } from './plan.ts';

const HEAD: Row = { id: 'ACCOUNT', name: 'NAME', state: 'STATE', reason: '', evidence: 'ROOT USER' };

/** Those that need a person come first. */
const ORDER: readonly string[] = [
  'failed',
  'changed',
  'not reachable',
  'held back',
  'interrupted',
  'ready',
  'deleted',
  'nothing to delete',
  'never',
  'excluded',
];

/** @param path of the file that holds the plan, if any */
export function planScreen({ accounts }: Plan, path: string | undefined, screen: Screen): string {
  const next =
    path === undefined
      ? 'Write the plan to a file with --plan FILE.'
      : `Next: read the plan, then npm run delete:root-credentials -- --apply ${path}`;
  return screenOf(accounts, planRow, `Nothing was deleted. ${next}`, screen);
}

export function appliedScreen(accounts: readonly AppliedAccount[], screen: Screen): string {
  return screenOf(accounts, appliedRow, `Next: ${nextStep(accounts.map(({ state }) => state))}`, screen);
}

function nextStep(states: readonly AppliedAccount['state'][]): string {
  const again = 'run the same command again: it goes on where it stopped.';
  if (states.includes('failed')) return `remove the cause of each failure, then ${again}`;
  if (states.includes('interrupted')) return again;
  if (states.includes('changed'))
    return 'make a new plan, in another file, for the accounts that have changed.';
  return 'evaluate the organization with npm run evaluate -- --organization --assume-root';
}

function planRow(account: PlannedAccount) {
  const keys = 'rootUser' in account ? account.rootUser.accessKeys.map(keyText) : [];
  return {
    evidence: 'rootUser' in account ? credentialsOf([account.rootUser]) : '',
    text: ['reason' in account ? account.reason : '', ...keys].join(' ').trim(),
  };
}

function appliedRow(account: AppliedAccount) {
  switch (account.state) {
    case 'deleted':
      return { evidence: account.verdict, text: '' };
    case 'changed':
      return {
        evidence: '',
        text: `Left alone, since it is not as planned: ${account.differences.join(' ')}`,
      };
    case 'failed': {
      const remains = account.remains.length === 0 ? '' : ` Remains: ${account.remains.join(', ')}.`;
      return { evidence: '', text: `${account.error}${remains}` };
    }
    default:
      return { evidence: '', text: 'reason' in account ? account.reason : '' };
  }
}

/** A table of the accounts without the excluded ones, how many there are of each state, and the next step. */
function screenOf<Account extends AppliedAccount | PlannedAccount>(
  accounts: readonly Account[],
  describe: (account: Account) => { evidence: string; text: string },
  next: string,
  screen: Screen,
): string {
  const byState = Map.groupBy(accounts, ({ state }) => state);
  const states = [...byState.keys()].sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
  const rows = states
    .filter((state) => state !== 'excluded')
    .flatMap((state) => byState.get(state) as Account[])
    .map((account) => {
      const { id, name, state } = account;
      return { id, name, state, reason: '', ...describe(account) };
    });
  const counts = states.map((state) => ({ state, count: byState.get(state)?.length ?? 0 }));
  return `${formatTable(groupRows(rows), screen, HEAD)}\n\n${formatCounts(counts, screen)}\n\n${fold(next, screen.columns, '')}\n`;
}

/** What is going to happen in the accounts, in a sentence. */
export function summaryOf(ready: readonly ReadyAccount[]): string {
  const of = credentialsOf(ready.map(({ rootUser }) => rootUser));
  return `Deletes the root credentials of ${counted(ready.length, 'account')}: ${of}.`;
}

function credentialsOf(rootUsers: readonly RootUser[]): string {
  const sum = (count: (rootUser: RootUser) => number) =>
    rootUsers.reduce((total, rootUser) => total + count(rootUser), 0);
  const kinds = Map.groupBy(
    rootUsers.flatMap(({ mfaDevices }) => mfaDevices),
    ({ kind }) => kind,
  );
  return [
    [sum(({ password }) => Number(password)), 'password'] as const,
    [sum(({ accessKeys }) => accessKeys.length), 'access key'] as const,
    [sum(({ signingCertificates }) => signingCertificates.length), 'signing certificate'] as const,
    ...[...kinds].map(([kind, { length }]) => [length, `MFA device (${kind})`] as const),
  ]
    .filter(([count]) => count > 0)
    .map(([count, what]) => counted(count, what))
    .join(', ');
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : what.replace(/\w+(?=$| \()/, '$&s')}`;
}

function keyText({ id, status, lastUsed }: RootUser['accessKeys'][number]): string {
  const use =
    lastUsed === null ? 'never used' : `last used ${lastUsed.date} (${lastUsed.service}, ${lastUsed.region})`;
  return `Access key ${id}: ${status}, ${use}.`;
}
