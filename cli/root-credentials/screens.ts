import { formatCounts, formatTable, type Row, type Screen } from '../terminal/table.ts';
import type { AppliedAccount } from './apply-plan.ts';
import type { Plan, PlannedAccount, ReadyAccount, RootUser } from './plan.ts';

const HEAD: Row = { id: 'ACCOUNT', name: 'NAME', state: 'STATE', reason: '', evidence: 'ROOT USER' };

/** A table of the accounts, without the excluded ones, and how many there are of each state. */
export function planScreen({ accounts }: Plan, screen: Screen): string {
  return tableOf(accounts, screen, (account) => ({
    evidence: 'rootUser' in account ? credentialsOf([account.rootUser]) : '',
    text: [
      ...('reason' in account ? [account.reason] : []),
      ...('rootUser' in account ? account.rootUser.accessKeys.map(keyText) : []),
    ].join(' '),
  }));
}

export function appliedScreen(accounts: readonly AppliedAccount[], screen: Screen): string {
  return tableOf(accounts, screen, (account) => ({
    evidence: account.state === 'deleted' ? account.verdict : '',
    text: textOf(account),
  }));
}

function textOf(account: AppliedAccount): string {
  switch (account.state) {
    case 'changed':
      return `Left alone, since it is not as planned: ${account.differences.join(' ')}`;
    case 'failed': {
      const remains = account.remains.length === 0 ? '' : ` Remains: ${account.remains.join(', ')}.`;
      return `${account.error}${remains}`;
    }
    default:
      return 'reason' in account ? account.reason : '';
  }
}

function tableOf<Account extends AppliedAccount | PlannedAccount>(
  accounts: readonly Account[],
  screen: Screen,
  describe: (account: Account) => { evidence: string; text: string },
): string {
  const rows = accounts
    .filter(({ state }) => state !== 'excluded')
    .map((account) => {
      const { id, name, state } = account;
      const { evidence, text } = describe(account);
      return { id, name, state, reason: '', evidence, text: text === '' ? undefined : text };
    });
  const counts = [...Map.groupBy(accounts, ({ state }) => state)].map(([state, { length }]) => ({
    state,
    count: length,
  }));
  return `${formatTable(rows, screen, HEAD)}\n\n${formatCounts(counts, screen)}\n`;
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
