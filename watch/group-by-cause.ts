export interface CauseGroup<Account> {
  /** The text that all of them have. If there are several, `ACCOUNT_ID` stands for an account's own id in it. */
  readonly text: string;
  readonly accounts: readonly Account[];
}

const PLACEHOLDER = 'ACCOUNT_ID';

/**
 * Groups accounts whose texts differ only in the account's own id, as in the ARN of a role.
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
