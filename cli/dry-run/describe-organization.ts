import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { expectShape } from '../../aws/expect.ts';
import type { CallerSession } from './session.ts';

const described = v.object({
  Organization: v.object({ MasterAccountId: accountId, Id: v.optional(v.string()) }),
});

export interface DescribedOrganization {
  /** Such as `o-a1b2c3d4e5`; for the reader only. */
  readonly id: string | undefined;
  readonly managementAccountId: string;
}

/** @throws {AwsCallError} */
export function describeOrganization({ clientConfig, calls }: CallerSession): Promise<DescribedOrganization> {
  const organizations = new OrganizationsClient(clientConfig);
  return calls().call('organizations:DescribeOrganization', async (options) => {
    const answer = await organizations.send(new DescribeOrganizationCommand({}), options);
    const { Id, MasterAccountId } = expectShape('answer', described, answer).Organization;
    return { id: Id, managementAccountId: MasterAccountId };
  });
}
