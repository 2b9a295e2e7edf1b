import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { VirtualClock } from './virtual-clock.ts';

type Json = Parameters<StateMachine['run']>[0];

/** A state machine of AWS Step Functions. */
interface Machine {
  readonly definition: StateMachineDefinition;
  /** What a task with this resource does with its parameters. */
  readonly callTask: (resource: string, parameters: Json) => Promise<Json>;
}

interface Execution {
  readonly machineArn: string;
  readonly name: string;
  readonly input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** The name of the error that ended it. */
  error?: string;
}

/** An error by the name by which `Retry` and `Catch` know it. */
export function namedError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** AWS Step Functions in one account and Region: standard workflows, on a virtual clock. */
export class StateMachines {
  readonly executions: Execution[] = [];
  /** By their ARNs. */
  readonly machines = new Map<string, Machine>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /**
   * Starts a standard workflow, once for each name.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   *
   * @throws {Error} ExecutionAlreadyExistsException, when the name is taken by another input or is over
   */
  start(machineArn: string, name: string, input: Json): Execution {
    const machine = this.machines.get(machineArn);
    if (machine === undefined) throw namedError('StateMachineDoesNotExistException', machineArn);
    const text = JSON.stringify(input);
    const known = this.executions.find((one) => one.machineArn === machineArn && one.name === name);
    if (known?.status === 'RUNNING' && known.input === text) return known;
    if (known !== undefined) throw namedError('ExecutionAlreadyExistsException', name);
    const execution: Execution = { machineArn, name, input: text, status: 'RUNNING' };
    this.executions.push(execution);
    void this.#run(machine, execution, input);
    return execution;
  }

  async #run({ definition, callTask }: Machine, execution: Execution, input: Json): Promise<void> {
    const clock = this.#clock;
    const tasks = Object.entries(definition.States).flatMap(([name, state]) =>
      state.Type === 'Task'
        ? [[name, (parameters: Json) => clock.real(() => callTask(state.Resource, parameters))]]
        : [],
    );
    // The library reads the context object at each state.
    const context = {
      State: {
        get EnteredTime() {
          return new Date(clock.now()).toISOString();
        },
      },
    };
    // The tests of the template validate the definition, which takes a while.
    const library = new StateMachine(definition, { validationOptions: { noValidate: true } });
    try {
      const overrides = { taskResourceLocalHandlers: Object.fromEntries(tasks) };
      await library.run(input, { overrides, context }).result;
      execution.status = 'SUCCEEDED';
    } catch (error) {
      execution.status = 'FAILED';
      // The library's own error, with the task's as its cause.
      const { cause } = error as Error;
      execution.error = (cause instanceof Error ? cause : (error as Error)).name;
    }
  }
}
