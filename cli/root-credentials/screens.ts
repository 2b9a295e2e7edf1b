import {
  fold,
  formatAccountsTable,
  formatCounts,
  type Row,
  type Screen,
} from '../terminal/accounts-table.ts';
import { groupRows } from '../terminal/group-rows.ts';
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
  return screenOf(accounts.map(planRow), `Nothing was deleted. ${next}`, screen);
}

export function appliedScreen(accounts: readonly AppliedAccount[], screen: Screen): string {
  return screenOf(accounts.map(appliedRow), `Next: ${nextStep(accounts.map(({ state }) => state))}`, screen);
}

function nextStep(states: readonly AppliedAccount['state'][]): string {
  const again = 'run the same command again: it goes on where it stopped.';
  if (states.includes('failed')) return `remove the cause of each failure, then ${again}`;
  if (states.includes('interrupted')) return again;
  if (states.includes('changed'))
    return 'make a new plan, in another file, for the accounts that have changed.';
  return 'evaluate the organization with npm run evaluate -- --organization --assume-root';
}

function planRow(account: PlannedAccount): Row {
  if (!('rootUser' in account)) return rowOf(account, '', reasonOf(account));
  const { rootUser } = account;
  return rowOf(account, credentialsOf([rootUser]), reasonOf(account), ...rootUser.accessKeys.map(keyText));
}

function appliedRow(account: AppliedAccount): Row {
  if (account.state === 'deleted') return rowOf(account, account.verdict);
  if (account.state === 'changed') {
    return rowOf(account, '', 'Left alone, since it is not as planned:', ...account.differences);
  }
  if (account.state !== 'failed') return rowOf(account, '', reasonOf(account));
  const { error, remains } = account;
  return rowOf(account, '', error, remains.length === 0 ? '' : `Remains: ${remains.join(', ')}.`);
}

const reasonOf = (account: AppliedAccount | PlannedAccount) => ('reason' in account ? account.reason : '');

function rowOf(
  { id, name, state }: Pick<Row, 'id' | 'name' | 'state'>,
  evidence: string,
  ...texts: readonly string[]
): Row {
  return { id, name, state, reason: '', evidence, text: texts.join(' ').trim() };
}

/** A table of the accounts without the excluded ones, how many there are of each state, and the next step. */
function screenOf(rows: readonly Row[], next: string, screen: Screen): string {
  const states = [...Map.groupBy(rows, ({ state }) => state)].sort(
    ([one], [other]) => ORDER.indexOf(one) - ORDER.indexOf(other),
  );
  const shown = states.filter(([state]) => state !== 'excluded').flatMap(([, members]) => members);
  const counts = states.map(([state, { length: count }]) => ({ state, count }));
  return `${formatAccountsTable(groupRows(shown), screen, HEAD)}\n\n${formatCounts(counts, screen)}\n\n${fold(next, screen.columns, '')}\n`;
}

/** What is going to happen in the accounts, in a sentence. */
export function summaryOf(ready: readonly ReadyAccount[]): string {
  const of = credentialsOf(ready.map(({ rootUser }) => rootUser));
  return `Deletes the root credentials of ${counted(ready.length, 'account')}: ${of}.`;
}

function credentialsOf(rootUsers: readonly RootUser[]): string {
  const names = [
    ...rootUsers.filter(({ password }) => password).map(() => 'password'),
    ...rootUsers.flatMap(({ accessKeys }) => accessKeys).map(() => 'access key'),
    ...rootUsers.flatMap(({ signingCertificates }) => signingCertificates).map(() => 'signing certificate'),
    ...rootUsers.flatMap(({ mfaDevices }) => mfaDevices).map(({ kind }) => `MFA device (${kind})`),
  ];
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, { length }]) => counted(length, name))
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
