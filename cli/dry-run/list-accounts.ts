import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { expectShape } from '../../aws/expect.ts';
import type { Session } from './session.ts';

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `SUSPENDED`, …; `undefined` where the list reports none. */
  readonly state: string | undefined;
}

const described = v.object({
  Organization: v.object({ MasterAccountId: accountId, Id: v.optional(v.string()) }),
});

export interface Organization {
  /** Such as `o-a1b2c3d4e5`; for the reader only. */
  readonly id: string | undefined;
  readonly managementAccountId: string;
}

/** @throws {AwsCallError} */
export function describeOrganization({ clientConfig, calls }: Session): Promise<Organization> {
  const organizations = new OrganizationsClient(clientConfig);
  return calls().call('organizations:DescribeOrganization', async (options) => {
    const answer = await organizations.send(new DescribeOrganizationCommand({}), options);
    const { Id, MasterAccountId } = expectShape('answer', described, answer).Organization;
    return { id: Id, managementAccountId: MasterAccountId };
  });
}

/**
 * A page of accounts. `State` replaced `Status`, which AWS retired on 2026-09-09. An endpoint that returns only the old
 * field is accepted. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const page = v.object({
  Accounts: v.array(
    v.object({
      Id: accountId,
      Name: v.optional(v.string(), ''),
      State: v.optional(v.string()),
      Status: v.optional(v.string()),
    }),
  ),
  NextToken: v.optional(v.pipe(v.string(), v.nonEmpty('a token'))),
});

/**
 * Lists the accounts of the organization, 20 a page: the limit of AWS.
 *
 * @throws {AwsCallError} also in the middle of the list
 */
export async function* listAccounts({
  clientConfig,
  calls,
}: Session): AsyncGenerator<readonly ListedAccount[]> {
  const organizations = new OrganizationsClient(clientConfig);
  const { call } = calls();
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const command = new ListAccountsCommand({ MaxResults: 20, NextToken: token });
    const { Accounts, NextToken } = await call('organizations:ListAccounts', async (options) => {
      const listed = expectShape('answer', page, await organizations.send(command, options));
      expectNew(seen, [
        ...listed.Accounts.map(({ Id }) => Id),
        ...(listed.NextToken ? [listed.NextToken] : []),
      ]);
      return listed;
    });
    yield Accounts.map(({ Id, Name, State, Status }) => ({ id: Id, name: Name, state: State ?? Status }));
    token = NextToken;
  } while (token !== undefined);
}

/** A list that repeats itself would never end, or count an account twice. */
function expectNew(seen: Set<string>, entries: readonly string[]): void {
  for (const entry of entries) {
    if (seen.has(entry)) throw new Error(`expected each account and each page once, got ${entry} again`);
    seen.add(entry);
  }
}
