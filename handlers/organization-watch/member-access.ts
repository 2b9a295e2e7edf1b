import { STSClient } from '@aws-sdk/client-sts';
import { assumeMemberRole } from '../../aws/assume-role.ts';
import type { Aws, AwsCall } from '../../aws/call.ts';
import type { Access } from '../../watch/survey.ts';

/** The calls into one account: secrets of one are none of another's. */
export interface MemberCalls {
  readonly call: AwsCall;
  readonly conceal: (...secrets: readonly string[]) => void;
}

/**
 * A way into all accounts: the own one as it is, each other through a role of that name.
 *
 * @param callsFor makes calls for one account
 * @param externalId that the role expects, if it expects one
 */
export function memberAccess(
  own: Aws,
  roleName: string,
  callsFor: () => MemberCalls,
  externalId?: string,
): Access {
  const sts = new STSClient(own.clientConfig);
  return async (account) => {
    if (account.id === own.account.id) return own;
    const { call, conceal } = callsFor();
    const credentials = await assumeMemberRole(sts, account, roleName, call, externalId);
    conceal(credentials.secretAccessKey, credentials.sessionToken);
    return { account, call, clientConfig: { ...own.clientConfig, credentials } };
  };
}
