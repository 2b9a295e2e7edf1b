import {
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { causeOf } from '../../aws/call.ts';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { type OrganizationAccount, organizationAccountPages } from '../../aws/organization-accounts.ts';
import { pagesOf } from '../../aws/pages.ts';
import type { CallerSession } from './session.ts';

/** Which accounts of an organization are evaluated: all, where nothing is named. */
export interface Selection {
  readonly excluded: readonly string[];
  readonly accounts: readonly string[];
  /** Ids of organizational units, or of the root; the units below each belong to it. */
  readonly units: readonly string[];
}

export interface SelectableAccount extends OrganizationAccount {
  readonly isExcluded: boolean;
}

/**
 * Lists the accounts of the organization. Where accounts are selected, the whole list comes at once, so that a mistaken
 * id is known before any account is asked.
 *
 * @throws {ExpectationError} if an id is not in the organization, or no account is left
 * @throws {AwsCallError} also in the middle of the list
 */
export async function* selectAccounts(
  session: CallerSession,
  { excluded, accounts, units }: Selection,
  interruption: AbortSignal,
): AsyncGenerator<readonly SelectableAccount[]> {
  const isSelected = accounts.length + units.length > 0;
  const wanted = new Set([...accounts, ...(await accountsBelow(session, units, interruption))]);
  const selectable = (listed: OrganizationAccount) => ({
    ...listed,
    isExcluded: excluded.includes(listed.id) || (isSelected && !wanted.has(listed.id)),
  });
  const own = { account: session.account, call: session.calls().call, clientConfig: session.clientConfig };
  if (!isSelected && excluded.length === 0) {
    for await (const page of organizationAccountPages(own)) yield page.map(selectable);
    return;
  }
  const all: SelectableAccount[] = [];
  try {
    for await (const page of organizationAccountPages(own)) {
      interruption.throwIfAborted();
      all.push(...page.map(selectable));
    }
  } catch (error) {
    yield all;
    throw error;
  }
  const ids = new Set(all.map(({ id }) => id));
  for (const [option, named] of Object.entries({ exclude: excluded, account: accounts })) {
    const strange = named.find((id) => !ids.has(id));
    if (strange !== undefined) {
      throw new ExpectationError(`--${option}: expected an account of the organization, got ${strange}`);
    }
  }
  if (all.every(({ isExcluded }) => isExcluded)) {
    throw new ExpectationError(
      '--exclude, --account, --ou: expected an account to evaluate, but none is left',
    );
  }
  yield all;
}

const NextToken = v.optional(v.string());
const accountsPage = v.object({ Accounts: v.array(v.object({ Id: accountId })), NextToken });
const unitsPage = v.object({
  OrganizationalUnits: v.array(v.object({ Id: v.pipe(v.string(), v.nonEmpty('an id')) })),
  NextToken,
});
const ACCOUNTS = 'organizations:ListAccountsForParent';
const UNITS = 'organizations:ListOrganizationalUnitsForParent';

async function accountsBelow(
  session: CallerSession,
  units: readonly string[],
  interruption: AbortSignal,
): Promise<ReadonlySet<string>> {
  const organizations = new OrganizationsClient(session.clientConfig);
  const { call } = session.calls();
  const found = new Set<string>();
  const parents = new Set(units);
  // A set that grows while it is gone through: the units below come after those above.
  for (const ParentId of parents) {
    const readAccounts = (NextToken: string | undefined) =>
      call(ACCOUNTS, async (options) => {
        const command = new ListAccountsForParentCommand({ ParentId, MaxResults: 20, NextToken });
        return expectShape('answer', accountsPage, await organizations.send(command, options));
      });
    const readUnits = (NextToken: string | undefined) =>
      call(UNITS, async (options) => {
        const command = new ListOrganizationalUnitsForParentCommand({ ParentId, MaxResults: 20, NextToken });
        return expectShape('answer', unitsPage, await organizations.send(command, options));
      });
    try {
      for await (const { Accounts } of pagesOf(ACCOUNTS, readAccounts)) {
        interruption.throwIfAborted();
        for (const { Id } of Accounts) found.add(Id);
      }
      for await (const { OrganizationalUnits } of pagesOf(UNITS, readUnits)) {
        interruption.throwIfAborted();
        for (const { Id } of OrganizationalUnits) parents.add(Id);
      }
    } catch (error) {
      if (causeOf(error) !== 'ParentNotFoundException') throw error;
      throw new ExpectationError(`--ou: expected a unit of the organization, got ${ParentId}`, {
        cause: error,
      });
    }
  }
  return found;
}
