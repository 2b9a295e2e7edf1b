import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';
import { calls, type Session } from './session.ts';

/** An account as AWS Organizations lists it. */
export interface ListedAccount {
  readonly id: string;
  readonly name: string;
  /** `ACTIVE`, `SUSPENDED`, `PENDING_ACTIVATION`, `PENDING_CLOSURE` or `CLOSED`. */
  readonly state: string;
}

const described = v.object({ Organization: v.object({ MasterAccountId: accountId }) });

/** @throws {AwsCallError} */
export function managementAccountId({ clientConfig }: Session): Promise<string> {
  const organizations = new OrganizationsClient(clientConfig);
  return calls().call('organizations:DescribeOrganization', async (options) => {
    const answer = await organizations.send(new DescribeOrganizationCommand({}), options);
    return expectShape('answer', described, answer).Organization.MasterAccountId;
  });
}

const state = v.picklist(['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED']);

/**
 * A page of accounts. `State` replaced `Status`, which AWS retired on 2026-09-09; where an endpoint still has the old
 * one only, that is taken. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const page = v.object({
  Accounts: v.array(
    v.pipe(
      v.object({ Id: accountId, Name: v.string(), State: v.optional(state), Status: v.optional(state) }),
      v.transform(({ Id, Name, State, Status }) => ({ id: Id, name: Name, state: State ?? Status })),
      v.object({ id: v.string(), name: v.string(), state }),
    ),
  ),
  NextToken: v.optional(v.string()),
});

/**
 * Lists the accounts of the organization, 20 at a time, which is the most that AWS gives.
 *
 * @throws {AwsCallError} also in the middle of the list
 */
export async function* listAccounts({ clientConfig }: Session): AsyncGenerator<readonly ListedAccount[]> {
  const organizations = new OrganizationsClient(clientConfig);
  const { call } = calls();
  let token: string | undefined;
  do {
    const command = new ListAccountsCommand({ MaxResults: 20, NextToken: token });
    const { Accounts, NextToken } = await call('organizations:ListAccounts', async (options) => {
      const { NextToken, ...answer } = expectShape(
        'answer',
        page,
        await organizations.send(command, options),
      );
      if (NextToken !== undefined && NextToken === token)
        throw new Error('expected a new page, got the same token');
      return { ...answer, NextToken };
    });
    yield Accounts;
    token = NextToken;
  } while (token !== undefined);
}
