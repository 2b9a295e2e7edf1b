import { STSClient } from '@aws-sdk/client-sts';
import { assumeMemberRole } from '../../aws/assume-role.ts';
import type { Aws, AwsCall } from '../../aws/call.ts';
import type { EnterAccount } from '../../watch/survey.ts';

/**
 * Enters the own account as it is, and each other through its role of that name.
 *
 * @param callsFor makes calls for one account, which keep the secrets of that account only
 * @param externalId that the role expects, if it expects one
 */
export function memberAccess(
  own: Aws,
  roleName: string,
  callsFor: () => { call: AwsCall; conceal: (...secrets: readonly string[]) => void },
  externalId?: string,
): EnterAccount {
  const sts = new STSClient(own.clientConfig);
  return async (account) => {
    if (account.id === own.account.id) return own;
    const { call, conceal } = callsFor();
    const credentials = await assumeMemberRole(sts, account, roleName, call, externalId);
    conceal(credentials.secretAccessKey, credentials.sessionToken);
    return { account, call, clientConfig: { ...own.clientConfig, credentials } };
  };
}
