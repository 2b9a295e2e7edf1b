import { iamArn } from '../../aws/account.ts';
import {
  type AwsAccount,
  administersOrganization,
  type Principal,
  ROOT_TASKS,
  roleArn,
  roleSession,
  rootSession,
} from './accounts.ts';
import { authorize } from './authorization.ts';
import { AwsError, denied } from './aws-error.ts';
import { isTrusted } from './policy.ts';
import { type Input, matched } from './query-input.ts';
import type { Sessions } from './sessions.ts';
import type { Tenants } from './tenants.ts';

type Operation = (caller: Principal, input: Input, tenants: Tenants, sessions: Sessions) => object;

/** Operations of AWS STS: https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const sts: Record<string, Operation> = {
  GetCallerIdentity: ({ account, arn, id }) => ({ Arn: arn, UserId: id, Account: account.id }),

  AssumeRole(caller, input, tenants, sessions) {
    const [asked, id = '', name = ''] = matched(
      input,
      'RoleArn',
      /^arn:[a-z-]+:iam::(\d{12}):role\/([\w+=,.@-]+)$/,
    );
    const [sessionName] = matched(input, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
    const seconds = durationOf(input, 3600, 900, 3600);
    const target = tenants.get(id);
    const organizations = {
      principalOrgId: caller.account.organization?.id,
      resourceOrgId: target?.account.organization?.id,
    };
    authorize(caller, 'sts:AssumeRole', asked, organizations);
    const role = target?.roles.find((role) => asked === roleArn(target.account, role.name));
    // AWS words a missing role and a role that does not trust the caller alike.
    if (
      target === undefined ||
      role === undefined ||
      !isTrusted(role.trustPolicy, caller.trustedAs, {
        action: 'sts:AssumeRole',
        resource: asked,
        ...organizations,
      })
    ) {
      throw denied(caller.arn, 'sts:AssumeRole', asked);
    }
    const session = roleSession(target.account, name, sessionName, role.policies);
    return {
      AssumedRoleUser: { AssumedRoleId: session.id, Arn: session.arn },
      Credentials: issue(session, seconds, sessions),
    };
  },

  AssumeRoot(caller, input, tenants, sessions) {
    const [id] = matched(input, 'TargetPrincipal', /^\d{12}$/);
    const { account } = caller;
    const { partition, organization } = account;
    const [taskPolicyArn, task] = matched(
      input,
      'TaskPolicyArn.arn',
      new RegExp(`^arn:${partition}:iam::aws:policy/root-task/(${Object.keys(ROOT_TASKS).join('|')})$`),
    );
    const seconds = durationOf(input, 900, 0, 900);
    const target = tenants.get(id)?.account;
    const rootUser = iamArn({ id, partition }, 'root');
    authorize(caller, 'sts:AssumeRoot', rootUser, { taskPolicyArn });
    if (
      target === undefined ||
      organization?.centralizedRootAccess === false ||
      !administersOrganization(account) ||
      !isMemberOf(target, account)
    ) {
      throw denied(caller.arn, 'sts:AssumeRoot', rootUser);
    }
    const session = rootSession(target, task as keyof typeof ROOT_TASKS);
    return { SourceIdentity: '', Credentials: issue(session, seconds, sessions) };
  },
};

/** Issues credentials, whose requests meet the faults of the account. */
function issue(session: Principal, seconds: number, sessions: Sessions) {
  const { accessKeyId, secretAccessKey, sessionToken } = sessions.issue(session, session.account.faults);
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(Date.now() + seconds * 1000).toISOString(),
  };
}

function isMemberOf({ id, organization }: AwsAccount, administrator: AwsAccount): boolean {
  return (
    organization !== null &&
    organization.id === administrator.organization?.id &&
    organization.managementAccountId !== id
  );
}

function durationOf(input: Input, unset: number, least: number, most: number): number {
  const text = `${input['DurationSeconds'] ?? unset}`;
  const seconds = Number(text);
  if (/^\d{1,5}$/.test(text) && seconds >= least && seconds <= most) return seconds;
  throw new AwsError('ValidationError', `DurationSeconds must be between ${least} and ${most}, got ${text}`);
}
