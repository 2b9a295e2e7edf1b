import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { AccountTemplate, type Properties } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { type AwsAccount, type Principal, roleSession } from '../../embedded-aws/services/accounts.ts';
import type { EventPattern } from './event-pattern.ts';

/** What `deploy/reevaluate-on-change.yml` makes in one account and Region. */
export interface ReevaluationStack {
  readonly pattern: EventPattern;
  /** The target of the EventBridge rule, and the role in which EventBridge calls it. */
  readonly target: { readonly arn: string; readonly role: Principal };
  /** None where the stack only forwards. */
  readonly machines: readonly {
    readonly arn: string;
    readonly definition: StateMachineDefinition;
    readonly role: Principal;
  }[];
}

/**
 * @param account with the Region of the stack
 * @param parameters of the template
 */
export function reevaluationStack(
  account: AwsAccount,
  parameters: Readonly<Record<string, string>>,
): ReevaluationStack {
  const template = new AccountTemplate(readTemplateFile('reevaluate-on-change.yml'), account, parameters);
  const { EventPattern: pattern, Targets } = template.one('AWS::Events::Rule', () => true).properties;
  const [target, ...others]: Properties[] = Targets;
  if (target === undefined || others.length > 0) throw new Error('Expected the rule to have one target');
  const roleOf = (arn: string, sessionName: string): Principal => {
    const role = template.all('AWS::IAM::Role').find(({ logicalId }) => template.arnOf(logicalId) === arn);
    if (role === undefined) throw new Error(`The template has no role ${arn}`);
    const policies = role.properties.Policies.map(({ PolicyDocument }: Properties) => PolicyDocument);
    return roleSession(account, role.logicalId, sessionName, policies);
  };
  return {
    pattern,
    target: { arn: target.Arn, role: roleOf(target.RoleArn, 'events') },
    machines: template.all('AWS::StepFunctions::StateMachine').map(({ logicalId, properties }) => ({
      arn: template.arnOf(logicalId),
      definition: properties.Definition,
      role: roleOf(properties.RoleArn, 'states'),
    })),
  };
}
