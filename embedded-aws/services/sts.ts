import {
  type AwsAccount,
  type Credentials,
  type Principal,
  type Role,
  roleArn,
  roleSession,
  rootSession,
} from './accounts.ts';
import { AwsError, denied, noPolicyAllows } from './aws-error.ts';
import { isAllowed, isTrusted } from './policy.ts';
import { Xml } from './wire-answer.ts';

type Input = Readonly<Record<string, unknown>>;

/** The accounts of the embedded AWS, as STS needs them. */
export interface Accounts {
  find(accountId: string): { readonly account: AwsAccount; readonly roles: readonly Role[] } | undefined;
  issueCredentials(principal: Principal): Credentials;
}

/** Operations of AWS STS: https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const sts: Record<string, (caller: Principal, input: Input, accounts: Accounts) => Xml> = {
  GetCallerIdentity: ({ account, arn, id }) =>
    new Xml(`<Arn>${arn}</Arn><UserId>${id}</UserId><Account>${account.id}</Account>`),

  AssumeRole(caller, input, accounts) {
    const [asked, id = '', name = ''] = matched(
      input,
      'RoleArn',
      /^arn:[a-z-]+:iam::(\d{12}):role\/([\w+=,.@-]+)$/,
    );
    const [sessionName] = matched(input, 'RoleSessionName', /^[\w+=,.@-]{2,64}$/);
    const seconds = durationOf(input, 3600, 900, 3600);
    const target = accounts.find(id);
    const request = {
      action: 'sts:AssumeRole',
      resource: asked,
      principalOrgId: caller.account.organization?.id,
      resourceOrgId: target?.account.organization?.id,
    };
    if (!isAllowed(caller.policies, request)) {
      throw denied(caller.arn, request.action, asked, noPolicyAllows(request.action));
    }
    const role = target?.roles.find((role) => asked === roleArn(target.account, role.name));
    // AWS words a missing role and a role that does not trust the caller alike.
    if (
      target === undefined ||
      role === undefined ||
      !isTrusted(role.trustPolicy, caller.trustedAs, request)
    ) {
      throw denied(caller.arn, request.action, asked);
    }
    const session = roleSession(target.account, name, sessionName, role.policies);
    return new Xml(
      `<AssumedRoleUser><AssumedRoleId>${session.id}</AssumedRoleId><Arn>${session.arn}</Arn></AssumedRoleUser>` +
        credentialsXml(accounts.issueCredentials(session), seconds),
    );
  },

  AssumeRoot(caller, input, accounts) {
    const [id] = matched(input, 'TargetPrincipal', /^\d{12}$/);
    const task = `arn:${caller.account.partition}:iam::aws:policy/root-task/IAMAuditRootUserCredentials`;
    if (input['TaskPolicyArn.arn'] !== task) {
      throw new AwsError('ValidationError', `The embedded AWS knows the task policy ${task} only`);
    }
    const seconds = durationOf(input, 900, 0, 900);
    const target = accounts.find(id)?.account;
    const { account } = caller;
    if (target === undefined || !administersOrganization(account) || !isMemberOf(target, account)) {
      throw denied(caller.arn, 'sts:AssumeRoot', `arn:${account.partition}:iam::${id}:root`);
    }
    const session = rootSession(target);
    return new Xml(
      `<SourceIdentity></SourceIdentity>${credentialsXml(accounts.issueCredentials(session), seconds)}`,
    );
  },
};

function credentialsXml(issued: Credentials, seconds: number): string {
  return (
    `<Credentials><AccessKeyId>${issued.accessKeyId}</AccessKeyId>` +
    `<SecretAccessKey>${issued.secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${issued.sessionToken}</SessionToken>` +
    `<Expiration>${new Date(Date.now() + seconds * 1000).toISOString()}</Expiration></Credentials>`
  );
}

/** The management account, or a member to which administration is delegated. */
export function administersOrganization({ id, organization }: AwsAccount): boolean {
  return id === organization?.managementAccountId || id === organization?.delegatedAdministratorId;
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

function matched(input: Input, name: string, pattern: RegExp): RegExpExecArray {
  const value = input[name];
  const found = typeof value === 'string' ? pattern.exec(value) : null;
  if (found !== null) return found;
  throw new AwsError('ValidationError', `Invalid ${name}: ${value}`);
}
