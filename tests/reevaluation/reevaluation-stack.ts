import {
  AccountTemplate,
  type Properties,
  type Template,
} from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { type AwsAccount, type Principal, roleSession } from '../../embedded-aws/services/accounts.ts';
import type { EventPattern } from './event-pattern.ts';
import type { Machine } from './state-machines.ts';

/** What `deploy/reevaluate-on-change.yml` makes in one account and Region. */
export interface ReevaluationStack {
  readonly pattern: EventPattern;
  readonly target: RuleTarget;
  /** None where the stack only forwards. */
  readonly machines: readonly StackMachine[];
}

/** A target, and the role in which EventBridge calls it. */
interface RuleTarget {
  readonly arn: string;
  readonly role: Principal;
}

export interface StackMachine {
  readonly arn: string;
  readonly definition: Machine['definition'];
  readonly role: Principal;
}

/**
 * @param account with the Region of the stack
 * @param parameters of the template
 */
export function reevaluationStack(
  account: AwsAccount,
  parameters: Readonly<Record<string, string>>,
  file: Template = readTemplateFile('reevaluate-on-change.yml'),
): ReevaluationStack {
  const template = new AccountTemplate(file, account, parameters);
  const { EventPattern: pattern, Targets: targets } = template.one(
    'AWS::Events::Rule',
    () => true,
  ).properties;
  const [target, ...others] = targets as Properties[];
  if (target === undefined || others.length > 0) throw new Error('Expected the rule to have one target');
  const roles = new Map(
    template
      .all('AWS::IAM::Role')
      .map(({ logicalId, properties }) => [template.arnOf(logicalId), { logicalId, properties }] as const),
  );
  const roleOf = (arn: string, sessionName: string): Principal => {
    const role = roles.get(arn);
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
