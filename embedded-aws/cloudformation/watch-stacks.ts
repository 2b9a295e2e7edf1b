import { type AwsAccount, roleArn, roleSession } from '../services/accounts.ts';
import { type FunctionStack, lambdaFunctionOf, policiesOf } from './stacks.ts';
import { AccountTemplate } from './template.ts';
import { readTemplateFile } from './template-file.ts';

type Parameters = Readonly<Record<string, string>>;

/** What `deploy/organization-watch.yml` makes in an account, as far as it matters to a run of the watch. */
export interface WatchStack extends Omit<FunctionStack, 'rule'> {
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
  const made = template.one('AWS::Lambda::Function', () => true);
  const lambdaFunction = lambdaFunctionOf(made, template, taskRoot);
  // CloudFormation names the role after it.
  const { logicalId: roleName, properties: role } = template.one('AWS::IAM::Role', () => true);
  const topic = template.one('AWS::SNS::Topic', () => true).properties;
  return {
    lambdaFunction,
    session: roleSession(home, roleName, lambdaFunction.name, policiesOf(role)),
    roleArn: roleArn(home, roleName),
    memberRoleName: made.properties.Environment.Variables.MEMBER_ROLE_NAME,
    topicArn: `arn:${home.partition}:sns:${home.region}:${home.id}:${topic.TopicName}`,
  };
}
