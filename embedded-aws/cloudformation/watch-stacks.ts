import type { LambdaFunction } from '../lambda/lambda-process.ts';
import { type AwsAccount, type Principal, type Role, roleArn, roleSession } from '../services/accounts.ts';
import type { TrustPolicy } from '../services/policy.ts';
import { policiesOf } from './stacks.ts';
import { AccountTemplate } from './template.ts';
import { readTemplateFile } from './template-file.ts';

type Parameters = Readonly<Record<string, string>>;

/** What `deploy/organization-watch.yml` makes in an account, as far as it matters to a run of the watch. */
export interface WatchStack {
  readonly lambdaFunction: LambdaFunction;
  /** The function, when it calls AWS. */
  readonly session: Principal;
  readonly roleArn: string;
  readonly memberRoleName: string;
  readonly topicArn: string;
}

/** The code comes from the package, whatever bucket the parameters name. */
const CODE = { CodeBucket: 'example-bucket', CodeKey: 'organization-watch.zip' };

/**
 * @param taskRoot the unpacked zip
 * @throws {Error} where AWS would refuse the stack
 */
export function watchStack(taskRoot: string, home: AwsAccount, parameters: Parameters): WatchStack {
  const template = new AccountTemplate(readTemplateFile('organization-watch.yml'), home, {
    ...CODE,
    ...parameters,
  });
  const { logicalId, properties } = template.one('AWS::Lambda::Function', () => true);
  // CloudFormation names the role after it.
  const { logicalId: roleName, properties: role } = template.one('AWS::IAM::Role', () => true);
  const topic = template.one('AWS::SNS::Topic', () => true).properties;
  return {
    lambdaFunction: {
      name: properties.FunctionName,
      arn: template.arnOf(logicalId),
      handler: properties.Handler,
      runtime: properties.Runtime,
      memoryMb: properties.MemorySize,
      timeoutSeconds: properties.Timeout,
      environment: properties.Environment.Variables,
      taskRoot,
    },
    session: roleSession(home, roleName, properties.FunctionName, policiesOf(role)),
    roleArn: roleArn(home, roleName),
    memberRoleName: properties.Environment.Variables.MEMBER_ROLE_NAME,
    topicArn: `arn:${home.partition}:sns:${home.region}:${home.id}:${topic.TopicName}`,
  };
}

/** What `deploy/organization-watch-role.yml` makes in an account. */
export function watchedRole(account: AwsAccount, parameters: Parameters): Role {
  const template = new AccountTemplate(readTemplateFile('organization-watch-role.yml'), account, parameters);
  const { properties } = template.one('AWS::IAM::Role', () => true);
  return {
    name: properties.RoleName,
    trustPolicy: properties.AssumeRolePolicyDocument as TrustPolicy,
    policies: policiesOf(properties),
  };
}
