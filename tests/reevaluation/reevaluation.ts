import type { AwsAccount, Principal } from '../../embedded-aws/services/accounts.ts';
import { authorize } from '../../embedded-aws/services/authorization.ts';
import type { BusEvent } from './cloudtrail.ts';
import { matchesPattern } from './event-pattern.ts';
import { type ReevaluationStack, reevaluationStack } from './reevaluation-stack.ts';
import { namedError, StateMachines } from './state-machines.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The Region of each partition that has IAM, and its events in CloudTrail. */
const HOME_REGIONS: Record<string, string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

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
  readonly #stacks = new Map<string, ReevaluationStack>();
  readonly #homeRegion: string;
  readonly #startEvaluation: ReevaluationOptions['startEvaluation'];

  constructor({ account, ruleName, clock, parameters, startEvaluation }: ReevaluationOptions) {
    this.#startEvaluation = startEvaluation;
    this.stepFunctions = new StateMachines(clock);
    this.#homeRegion = HOME_REGIONS[account.partition] ?? '';
    for (const region of new Set([account.region, this.#homeRegion])) {
      const given = { ...parameters, RuleName: ruleName, RuleRegion: account.region };
      const stack = reevaluationStack({ ...account, region }, given);
      this.#stacks.set(region, stack);
      for (const { role, ...machine } of stack.machines) {
        const callTask = (resource: string, input: unknown) => this.#callTask(role, resource, input as never);
        this.stepFunctions.add({ ...machine, callTask });
      }
    }
  }

  /**
   * Puts an event on the default bus of a Region: without one, of the home Region, where CloudTrail does.
   *
   * @returns whether the event matches
   */
  put(event: BusEvent, region = this.#homeRegion): boolean {
    const { pattern, target } = this.#stacks.get(region) as ReevaluationStack;
    if (!matchesPattern(pattern, event)) return false;
    const { arn, role } = target;
    const [, , , targetRegion] = arn.split(':');
    if (arn.endsWith(':event-bus/default')) {
      authorize(role, 'events:PutEvents', arn);
      this.put(event, targetRegion);
    } else {
      authorize(role, 'states:StartExecution', arn);
      this.stepFunctions.start(arn, event.detail.eventID, event as never);
    }
    return true;
  }

  async #callTask(role: Principal, resource: string, input: StartExecutionInput & StartEvaluationInput) {
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

interface StartExecutionInput {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: Record<string, never>;
}

interface StartEvaluationInput {
  readonly ConfigRuleNames: readonly string[];
}
