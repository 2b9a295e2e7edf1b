import { policiesOf } from '../../embedded-aws/cloudformation/stacks.ts';
import { type AwsAccount, type Principal, roleSession } from '../../embedded-aws/services/accounts.ts';
import { authorize } from '../../embedded-aws/services/authorization.ts';
import { stacksOf } from '../project-files.ts';
import type { BusEvent } from './cloudtrail.ts';
import { type EventPattern, matchesPattern } from './event-pattern.ts';
import { namedError, StateMachines } from './state-machines.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The Region of each partition that has IAM, and its events in CloudTrail. */
const HOME_REGIONS: Record<string, string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** The EventBridge rule: what it matches, its target, and the role in which EventBridge calls that. */
interface BusRule {
  readonly pattern: EventPattern;
  readonly target: string;
  readonly role: Principal;
}

/** What the tasks of both state machines hand over. */
interface TaskInput {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: Record<string, never>;
  readonly ConfigRuleNames: readonly string[];
}

interface ReevaluationOptions {
  readonly clock: VirtualClock;
  readonly account: AwsAccount;
  readonly ruleName: string;
  /** Parameters of the template besides the rule's name and Region. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Calls StartConfigRulesEvaluation in a role; rejects with an error whose name is AWS's. */
  readonly startEvaluation: (role: Principal, ruleNames: readonly string[]) => Promise<void>;
}

/**
 * `deploy/reevaluate-on-change.yml` in one account: in its Region, and where that is another one, in the partition's
 * home Region too.
 */
export class Reevaluation {
  readonly stepFunctions: StateMachines;
  readonly #busRules = new Map<string, BusRule>();
  readonly #homeRegion: string;
  readonly #startEvaluation: ReevaluationOptions['startEvaluation'];

  constructor({ account, ruleName, clock, parameters, startEvaluation }: ReevaluationOptions) {
    this.#startEvaluation = startEvaluation;
    this.stepFunctions = new StateMachines(clock);
    this.#homeRegion = HOME_REGIONS[account.partition] ?? '';
    for (const region of new Set([account.region, this.#homeRegion])) {
      const stack = stacksOf('reevaluate-on-change.yml', { ...account, region })({
        ...parameters,
        RuleName: ruleName,
        RuleRegion: account.region,
      });
      const roleOf = (roleArn: string, sessionName: string): Principal => {
        const role = stack.all('AWS::IAM::Role').find(({ logicalId }) => stack.arnOf(logicalId) === roleArn);
        if (role === undefined) throw new Error(`The template has no role ${roleArn}`);
        return roleSession(account, role.logicalId, sessionName, policiesOf(role.properties));
      };
      const { EventPattern: pattern, Targets } = stack.one('AWS::Events::Rule', () => true).properties;
      const { Arn: target, RoleArn } = Targets[0];
      this.#busRules.set(region, { pattern, target, role: roleOf(RoleArn, 'events') });
      for (const { logicalId, properties } of stack.all('AWS::StepFunctions::StateMachine')) {
        const role = roleOf(properties.RoleArn, 'states');
        this.stepFunctions.machines.set(stack.arnOf(logicalId), {
          definition: properties.Definition,
          callTask: (resource, input) => this.#callTask(role, resource, input as never),
        });
      }
    }
  }

  /**
   * Puts an event on the default bus of a Region: without one, of the home Region, where CloudTrail does.
   *
   * @returns whether the event matches
   */
  put(event: BusEvent, region = this.#homeRegion): boolean {
    const { pattern, target, role } = this.#busRules.get(region) as BusRule;
    if (!matchesPattern(pattern, event)) return false;
    if (target.endsWith(':event-bus/default')) {
      authorize(role, 'events:PutEvents', target);
      this.put(event, target.split(':')[3]);
    } else {
      authorize(role, 'states:StartExecution', target);
      this.stepFunctions.start(target, event.detail.eventID, event as never);
    }
    return true;
  }

  async #callTask(role: Principal, resource: string, input: TaskInput) {
    const integration = resource.replace(/^arn:[^:]+:states:::/, '');
    try {
      if (integration === 'states:startExecution') {
        authorize(role, 'states:StartExecution', input.StateMachineArn);
        this.stepFunctions.start(input.StateMachineArn, input.Name, input.Input);
        return {};
      }
      if (integration === 'aws-sdk:config:startConfigRulesEvaluation') {
        await this.#startEvaluation(role, input.ConfigRuleNames);
        return {};
      }
    } catch (error) {
      // Step Functions puts the service before the name of its error.
      const { name, message, code = name } = error as Error & { readonly code?: string };
      throw namedError(`${integration.startsWith('states:') ? 'StepFunctions' : 'Config'}.${code}`, message);
    }
    throw new Error(`The simulation does not run the task ${resource}`);
  }
}
