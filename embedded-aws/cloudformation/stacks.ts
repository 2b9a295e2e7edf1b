import { ExpectationError } from '../../aws/expect.ts';
import type { LambdaFunction } from '../lambda/lambda-process.ts';
import type { Package } from '../lambda/package.ts';
import { type AwsAccount, type Principal, type Role, roleArn, roleSession } from '../services/accounts.ts';
import type { ConfigRule } from '../services/config-rule.ts';
import type { Policy, TrustPolicy } from '../services/policy.ts';
import { AccountTemplate, type FoundResource, type Properties } from './template.ts';
import { readTemplateFile } from './template-file.ts';

/** The handler of the function that the embedded AWS runs. A template can have more functions. */
export const HANDLER = 'handlers/root-user-mfa-enabled.handler';

/** The rule parameters that `deploy/organization-rule.yml` passes on. */
const RULE_PARAMETERS = ['allowVirtualMfa', 'allowMemberCredentials', 'credentialFreeCompliance'];

type Parameters = Readonly<Record<string, string>>;

/** What the stack of `serverless.yml` creates in an account, as far as the rule needs it. */
export interface FunctionStack {
  readonly lambdaFunction: LambdaFunction;
  /** The principal that the function is when it calls AWS. */
  readonly session: Principal;
  readonly roleArn: string;
  /** `undefined` with `Rule=false`. */
  readonly rule: ConfigRule | undefined;
}

/**
 * @param parameters rule parameters that replace those of the template, as after an edit by hand
 * @param stackParameters such as `Rule`; the others have the template's defaults
 * @throws {ExpectationError} on a stack parameter that the template does not have, or a value that it does not allow
 * @throws {Error} where AWS would refuse the stack
 */
export function functionStack(
  { template: compiled, taskRoot }: Package,
  account: AwsAccount,
  parameters: Parameters,
  stackParameters: Parameters = {},
): FunctionStack {
  const template = new AccountTemplate(compiled, account, stackParameters);
  const made = template.one('AWS::Lambda::Function', ({ Handler }) => Handler === HANDLER);
  const lambdaFunction = lambdaFunctionOf(made, template, taskRoot);
  const role = template.one('AWS::IAM::Role', ({ RoleName }) =>
    made.properties.Role.endsWith(`/${RoleName}`),
  ).properties;
  requireInvokePermission(template, account, lambdaFunction.arn);
  return {
    lambdaFunction,
    session: roleSession(account, role.RoleName, lambdaFunction.name, policiesOf(role)),
    roleArn: roleArn(account, role.RoleName),
    rule: ruleOf(template, account, lambdaFunction.arn, parameters),
  };
}

function ruleOf(
  template: AccountTemplate,
  account: AwsAccount,
  functionArn: string,
  parameters: Parameters,
): ConfigRule | undefined {
  if (template.all('AWS::Config::ConfigRule').length === 0) return undefined;
  const { properties: rule } = template.one(
    'AWS::Config::ConfigRule',
    ({ Source }) => Source.SourceIdentifier === functionArn,
  );
  return {
    ...identify(account, rule.ConfigRuleName),
    description: rule.Description,
    functionArn,
    frequency: rule.MaximumExecutionFrequency,
    parameters: { ...rule.InputParameters, ...parameters },
  };
}

/**
 * What `deploy/organization-rule.yml` creates in the accounts of an organization.
 *
 * @param home the account of the stack and of its function
 * @param parameters rule parameters that replace those of the template
 * @returns the rule in each account; `undefined` in an account that the rule excludes
 */
export function organizationRuleStack(
  home: AwsAccount,
  functionArn: string,
  parameters: Parameters,
): (account: AwsAccount) => ConfigRule | undefined {
  const strange = Object.keys(parameters).find((name) => !RULE_PARAMETERS.includes(name));
  if (strange !== undefined) {
    throw new ExpectationError(
      `parameters.${strange}: unknown name; deploy/organization-rule.yml has ${RULE_PARAMETERS.join(', ')}`,
    );
  }
  const template = new AccountTemplate(readTemplateFile('organization-rule.yml'), home, {
    ...parameters,
    FunctionArn: functionArn,
  });
  const {
    OrganizationConfigRuleName: name,
    ExcludedAccounts: excluded,
    OrganizationCustomRuleMetadata: metadata,
  } = template.one('AWS::Config::OrganizationConfigRule', () => true).properties;
  return (account) => {
    if (excluded.includes(account.id)) return undefined;
    requireInvokePermission(template, account, functionArn);
    return {
      ...identify(account, `OrgConfigRule-${name}-${account.id.slice(0, 8)}`),
      description: metadata.Description,
      functionArn: metadata.LambdaFunctionArn,
      frequency: metadata.MaximumExecutionFrequency,
      parameters: JSON.parse(metadata.InputParameters),
    };
  };
}

/** What `deploy/organization-watch.yml` makes in an account, as far as it matters to a run of the watch. */
export interface WatchStack extends Omit<FunctionStack, 'rule'> {
  readonly memberRoleName: string;
  readonly topicArn: string;
}

/**
 * @param taskRoot the unpacked zip
 * @throws {Error} where AWS would refuse the stack
 */
export function watchStack(taskRoot: string, home: AwsAccount, parameters: Parameters): WatchStack {
  const template = new AccountTemplate(readTemplateFile('organization-watch.yml'), home, {
    // The code comes from the package, whatever bucket the parameters name.
    CodeBucket: 'example-bucket',
    CodeKey: 'organization-watch.zip',
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

/** @param taskRoot the unpacked zip */
function lambdaFunctionOf(
  { logicalId, properties }: FoundResource,
  template: AccountTemplate,
  taskRoot: string,
): LambdaFunction {
  return {
    name: properties.FunctionName,
    arn: template.arnOf(logicalId),
    handler: properties.Handler,
    runtime: properties.Runtime,
    memoryMb: properties.MemorySize,
    timeoutSeconds: properties.Timeout,
    environment: properties.Environment?.Variables ?? {},
    taskRoot,
  };
}

/**
 * The role that a template creates in an account.
 *
 * @param fileName of a template in deploy/ with one role
 */
export function deployedRole(fileName: string, account: AwsAccount, parameters: Parameters): Role {
  const template = new AccountTemplate(readTemplateFile(fileName), account, parameters);
  const { properties } = template.one('AWS::IAM::Role', () => true);
  return {
    name: properties.RoleName,
    trustPolicy: properties.AssumeRolePolicyDocument as TrustPolicy,
    policies: policiesOf(properties),
  };
}

export function policiesOf(role: Properties): Policy[] {
  return role.Policies.map(({ PolicyDocument }: { PolicyDocument: Policy }) => PolicyDocument);
}

function identify({ id: accountId, partition, region }: AwsAccount, name: string) {
  const id = `config-rule-${accountId.slice(0, 6)}`;
  return { name, id, arn: `arn:${partition}:config:${region}:${accountId}:config-rule/${id}` };
}

/** PutConfigRule refuses a rule whose function AWS Config may not invoke. A permission without an account is for all. */
function requireInvokePermission(template: AccountTemplate, account: AwsAccount, functionArn: string): void {
  const allowed = template
    .all('AWS::Lambda::Permission')
    .some(
      ({ properties }) =>
        properties.Principal === 'config.amazonaws.com' &&
        properties.Action === 'lambda:InvokeFunction' &&
        properties.FunctionName === functionArn &&
        [account.id, undefined].includes(properties.SourceAccount),
    );
  if (!allowed) {
    throw new Error(
      `InsufficientPermissionsException: AWS Config may not invoke ${functionArn} (lambda:InvokeFunction)`,
    );
  }
}
