import { isRootUser, type Principal } from './accounts.ts';
import { denied, noPolicyAllows, SERVICE_CONTROL_POLICY_DENIES } from './aws-error.ts';
import type { ConfigService } from './config.ts';
import { isAllowed, type Request } from './policy.ts';

/**
 * GetCallerIdentity needs no permission (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 * AssumeRole needs one on the role, and AssumeRoot on the root user, which STS checks.
 */
const OWN_AUTHORIZATION = ['sts:GetCallerIdentity', 'sts:AssumeRole', 'sts:AssumeRoot'];

/** The resources for which a request needs its action's permission; `*` for actions that do not support resources. */
export function resourcesOf(
  action: string,
  input: Readonly<Record<string, unknown>>,
  config: ConfigService,
): readonly string[] {
  if (OWN_AUTHORIZATION.includes(action)) return [];
  if (action === 'sns:Publish') return [`${input['TopicArn']}`];
  if (action !== 'config:StartConfigRulesEvaluation') return ['*'];
  const arns = config.arnsOf(input);
  return arns.length === 0 ? ['*'] : arns;
}

/** @throws {AwsError} AccessDenied unless the principal's policies allow the action */
export function authorize(
  principal: Principal,
  action: string,
  resource: string,
  context: Omit<Request, 'action' | 'resource'> = {},
): void {
  const { account, arn, policies } = principal;
  if (isRootUser(principal) && account.deniesRootSessions) {
    throw denied(arn, action, resource, SERVICE_CONTROL_POLICY_DENIES);
  }
  if (isAllowed(policies, { ...context, action, resource })) return;
  throw denied(arn, action, resource, noPolicyAllows(action));
}

/** Lambda silently drops the logs of a function that may not write them. Here it is an error. */
export function requireLogPermissions(functionName: string, role: Principal): void {
  const { id, partition, region } = role.account;
  const stream = `arn:${partition}:logs:${region}:${id}:log-group:/aws/lambda/${functionName}:log-stream:local`;
  authorize(role, 'logs:CreateLogStream', stream);
  authorize(role, 'logs:PutLogEvents', stream);
}
