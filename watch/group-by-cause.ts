/** Accounts with one cause. */
export interface CauseGroup<Account> {
  /** What is said of each of them. Where there are several, the account's own id in it is `ACCOUNT_ID`. */
  readonly text: string;
  readonly accounts: readonly Account[];
}

const PLACEHOLDER = 'ACCOUNT_ID';

/**
 * Puts accounts together of which the same is said, but for their own id, as in the ARN of a role.
 *
 * @returns the groups in the order of their first accounts
 */
export function groupByCause<Account extends { readonly accountId: string }>(
  accounts: readonly Account[],
  textOf: (account: Account) => string,
): CauseGroup<Account>[] {
  const groups = Map.groupBy(accounts, (account) =>
    textOf(account).replaceAll(account.accountId, PLACEHOLDER),
  );
  return [...groups].map(([text, members]) => ({
    text: members.length === 1 ? textOf(members[0] as Account) : text,
    accounts: members,
  }));
}
