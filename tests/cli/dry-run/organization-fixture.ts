import {
  type AwsAccount,
  administratorOf,
  type Organization,
} from '../../../embedded-aws/services/accounts.ts';
import { type ApiCall, Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import type { Policy } from '../../../embedded-aws/services/policy.ts';
import { type AccountChanges, anAccount, bareRootUser } from '../../embedded-aws/fixtures.ts';

export const managementId = '100000000000';
export const delegatedId = '100000000001';
const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: managementId,
  delegatedAdministratorId: delegatedId,
};

/** An embedded organization, and what it was asked. */
export interface EmbeddedOrganization {
  readonly accounts: readonly AwsAccount[];
  readonly requests: string[];
  /** The answered requests, as CloudTrail records them. */
  readonly record: ApiCall[];
  /** The environment of an administrator of the account, or of somebody with other policies, whose own requests have these faults. */
  environmentOf(
    accountId: string,
    faults?: readonly Fault[],
    policies?: readonly Policy[],
  ): Record<string, string>;
  close(): Promise<void>;
}

/**
 * @param changes to its accounts, of which each has MFA by a passkey otherwise
 * @param onRequest called with the action of each request before it is answered
 */
export async function embeddedOrganization(
  changes: readonly AccountChanges[],
  onRequest: (operation: string) => void = () => {},
  settings: Partial<Organization> = {},
): Promise<EmbeddedOrganization> {
  const requests: string[] = [];
  const record: ApiCall[] = [];
  const endpoint = new Endpoint({
    onAnswered: (call) => record.push(call),
    onRequest: (operation) => {
      requests.push(operation);
      onRequest(operation);
    },
  });
  const url = await endpoint.listen();
  const accounts = changes.map((change, index) =>
    anAccount({
      id: `${Number(managementId) + index}`,
      name: `account-${index}`,
      rootUser: { ...bareRootUser, password: true, mfaDevices: ['passkey'] },
      organization: { ...organization, ...settings },
      ...change,
    }),
  );
  for (const account of accounts) endpoint.tenants.add(account);
  return {
    accounts,
    requests,
    record,
    environmentOf(accountId, faults = [], policies) {
      const account = accounts.find(({ id }) => id === accountId) as AwsAccount;
      const administrator = administratorOf(account);
      const caller = { ...administrator, policies: policies ?? administrator.policies };
      const issued = endpoint.sessions.issue(caller, faults);
      return {
        AWS_ACCESS_KEY_ID: issued.accessKeyId,
        AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
        AWS_SESSION_TOKEN: issued.sessionToken,
        AWS_REGION: account.region,
        AWS_ENDPOINT_URL: url,
      };
    },
    close: () => endpoint.close(),
  };
}
