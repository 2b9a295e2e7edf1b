import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId, accountOf } from './account.ts';
import { type Aws, AwsCallError } from './call.ts';
import { expectShape } from './expect.ts';
import { pagesOf } from './pages.ts';

export interface OrganizationAccount {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `SUSPENDED`, …; `undefined` where the list reports none. */
  readonly state: string | undefined;
  readonly joinedAt: Date | undefined;
  readonly managementAccountId: string;
}

const ACTION = 'organizations:ListAccounts';

const accountArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:organizations::[0-9]{12}:account\/o-[a-z0-9]+\/[0-9]{12}$/,
    'the ARN of an account',
  ),
);

/**
 * A page of accounts. `State` replaced `Status`, which AWS retired on 2026-09-09. An endpoint that returns only the old
 * field is accepted. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
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
  NextToken: v.optional(v.string()),
});

/**
 * Lists the accounts of the organization, 20 a page, which is the most that AWS gives. A page can be empty.
 *
 * @param aws of the management account or of a delegated administrator
 * @throws {AwsCallError} also in the middle of the list, and at its end unless the account of the call and the
 *   management account are in it: a list without them is not the whole list
 */
export async function* organizationAccountPages({
  account,
  call,
  clientConfig,
}: Aws): AsyncGenerator<readonly OrganizationAccount[]> {
  const organizations = new OrganizationsClient(clientConfig);
  const seen = new Set<string>();
  const expected = new Set([account.id]);
  const read = (NextToken: string | undefined) =>
    call(ACTION, async (options) => {
      const command = new ListAccountsCommand({ MaxResults: 20, NextToken });
      const listed = expectShape('answer', page, await organizations.send(command, options));
      for (const { Id, Arn } of listed.Accounts) {
        // A list that repeats itself would count an account twice.
        if (seen.has(Id)) throw new Error(`expected each account once, got ${Id} again`);
        seen.add(Id);
        expected.add(accountOf(Arn).id);
      }
      return listed;
    });
  for await (const { Accounts } of pagesOf(ACTION, read)) {
    yield Accounts.map(({ Id, Arn, Name, State, Status, JoinedTimestamp }) => ({
      id: Id,
      name: Name,
      state: State ?? Status,
      joinedAt: JoinedTimestamp,
      managementAccountId: accountOf(Arn).id,
    }));
  }
  const missing = [...expected].filter((id) => !seen.has(id)).sort();
  if (missing.length === 0) return;
  throw new AwsCallError(ACTION, `${ACTION}: expected ${missing.join(' and ')} to be among the accounts.`);
}
