import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId, accountOf } from '../aws/account.ts';
import type { Aws } from '../aws/call.ts';
import { expectShape } from '../aws/expect.ts';
import type { ListedAccount } from './freshness.ts';

/** An account of the organization, with the organization's management account. */
export interface OrganizationAccount extends ListedAccount {
  readonly managementAccountId: string;
}

const accountArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:organizations::[0-9]{12}:account\/o-[a-z0-9]+\/[0-9]{12}$/,
    'the ARN of an account',
  ),
);

/**
 * A page of accounts. `State` replaced `Status`, which AWS retired on 2026-09-09; where an endpoint still has the old
 * one only, that is taken. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const page = v.object({
  Accounts: v.array(
    v.object({
      Id: accountId,
      Arn: accountArn,
      Name: v.optional(v.string(), ''),
      State: v.optional(v.string()),
      Status: v.optional(v.string()),
      JoinedTimestamp: v.optional(v.date()),
    }),
  ),
  NextToken: v.optional(v.pipe(v.string(), v.nonEmpty('a token'))),
});

/**
 * Lists the accounts of the organization, 20 a call, which is the most that AWS gives.
 *
 * @param aws of the management account or of a delegated administrator
 * @throws {AwsCallError} also in the middle of the list, and at its end unless the account of the call and the
 *   management account are in it: a list without them is not the whole list
 */
export async function* organizationAccounts({
  account,
  call,
  clientConfig,
}: Aws): AsyncGenerator<OrganizationAccount> {
  const organizations = new OrganizationsClient(clientConfig);
  const seen = new Set<string>();
  const expected = new Set([account.id]);
  let token: string | undefined;
  do {
    const command = new ListAccountsCommand({ MaxResults: 20, NextToken: token });
    const { Accounts, NextToken } = await call('organizations:ListAccounts', async (options) => {
      const listed = expectShape('answer', page, await organizations.send(command, options));
      for (const { Id, Arn } of listed.Accounts) {
        expectNew(seen, Id);
        expected.add(accountOf(Arn).id);
      }
      if (listed.NextToken !== undefined) expectNew(seen, listed.NextToken);
      else expectAll(seen, expected);
      return listed;
    });
    for (const { Id, Arn, Name, State, Status, JoinedTimestamp } of Accounts) {
      yield {
        id: Id,
        name: Name,
        state: State ?? Status,
        joinedAt: JoinedTimestamp,
        managementAccountId: accountOf(Arn).id,
      };
    }
    token = NextToken;
  } while (token !== undefined);
}

/** A list that repeats itself would go on for ever, or count an account twice. */
function expectNew(seen: Set<string>, entry: string): void {
  if (seen.has(entry)) throw new Error(`expected each account and each page once, got ${entry} again`);
  seen.add(entry);
}

function expectAll(seen: ReadonlySet<string>, expected: ReadonlySet<string>): void {
  const missing = [...expected].filter((id) => !seen.has(id));
  if (missing.length > 0) throw new Error(`expected ${missing.join(' and ')} to be among the accounts`);
}
