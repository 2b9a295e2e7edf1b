import type { AwsAccount, Principal } from '../../embedded-aws/services/accounts.ts';
import { authorize } from '../../embedded-aws/services/authorization.ts';
import type { BusEvent } from './cloudtrail.ts';
import { matchesPattern } from './event-pattern.ts';
import { reevaluationStack, type StackMachine } from './reevaluation-stack.ts';
import { type Machine, StateMachines, TaskError } from './state-machines.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The Region of each partition that has IAM, and its events in CloudTrail. */
const HOME_REGIONS: Record<string, string> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

export function homeRegionOf({ partition }: AwsAccount): string {
  const region = HOME_REGIONS[partition];
  if (region === undefined) throw new Error(`The embedded AWS does not know the home Region of ${partition}`);
  return region;
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
  readonly #buses = new Map<string, (event: BusEvent) => boolean>();
  readonly #homeRegion: string;
  readonly #options: ReevaluationOptions;

  constructor(options: ReevaluationOptions) {
    const { account, ruleName, clock, parameters } = options;
    this.#options = options;
    this.stepFunctions = new StateMachines(clock);
    this.#homeRegion = homeRegionOf(account);
    for (const region of new Set([account.region, this.#homeRegion])) {
      this.#deploy({ ...account, region }, { ...parameters, RuleName: ruleName, RuleRegion: account.region });
    }
  }

  /**
   * Puts an event on the default bus of the home Region, where CloudTrail does.
   *
   * @returns whether the event matches
   */
  put(event: BusEvent): boolean {
    return this.#putOn(this.#homeRegion, event);
  }

  #putOn(region: string, event: BusEvent): boolean {
    const bus = this.#buses.get(region);
    if (bus === undefined) throw new Error(`There is no rule on the event bus of ${region}`);
    return bus(event);
  }

  #deploy(account: AwsAccount, parameters: Readonly<Record<string, string>>): void {
    const { pattern, target, machines } = reevaluationStack(account, parameters);
    for (const machine of machines) this.stepFunctions.add(this.#runnable(machine));
    this.#buses.set(account.region, (event) => {
      if (!matchesPattern(pattern, event)) return false;
      this.#deliver(target.arn, target.role, event);
      return true;
    });
  }

  #deliver(targetArn: string, role: Principal, event: BusEvent): void {
    const [, , service, region = ''] = targetArn.split(':');
    if (service === 'states') {
      authorize(role, 'states:StartExecution', targetArn);
      this.stepFunctions.start(targetArn, event.detail['eventID'] as string, event as never);
    } else if (service === 'events' && targetArn.endsWith(':event-bus/default')) {
      authorize(role, 'events:PutEvents', targetArn);
      this.#putOn(region, event);
    } else {
      throw new Error(`The embedded AWS does not deliver events to ${targetArn}`);
    }
  }

  #runnable({ arn, definition, role }: StackMachine): Machine {
    return {
      arn,
      definition,
      callTask: async (resource, parameters) => {
        const [, , , , , ...integration] = resource.split(':');
        switch (integration.join(':')) {
          case 'states:startExecution':
            return this.#startExecution(role, parameters as never);
          case 'aws-sdk:config:startConfigRulesEvaluation':
            return this.#startEvaluation(role, parameters as never);
          default:
            throw new Error(`The embedded AWS does not run the task ${resource}`);
        }
      },
    };
  }

  #startExecution(role: Principal, { StateMachineArn: arn, Name: name, Input: input }: StartExecutionInput) {
    try {
      authorize(role, 'states:StartExecution', arn);
      return {
        ExecutionArn: `${arn.replace(':stateMachine:', ':execution:')}:${this.stepFunctions.start(arn, name, input).name}`,
      };
    } catch (error) {
      throw named('StepFunctions', error);
    }
  }

  async #startEvaluation(role: Principal, input: { readonly ConfigRuleNames: readonly string[] }) {
    try {
      await this.#options.startEvaluation(role, input.ConfigRuleNames);
      return {};
    } catch (error) {
      throw named('Config', error);
    }
  }
}

interface StartExecutionInput {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: Record<string, never>;
}

/** Step Functions puts the service before the name of its error. */
function named(service: string, error: unknown): TaskError {
  const { name, message } = error as Error;
  return new TaskError(`${service}.${name}`, message);
}
