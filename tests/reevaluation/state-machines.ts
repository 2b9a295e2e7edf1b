import { hash } from 'node:crypto';
import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import type { VirtualClock } from './virtual-clock.ts';

type Json = Parameters<StateMachine['run']>[0];

/** A state machine of AWS Step Functions. */
export interface Machine {
  readonly arn: string;
  readonly definition: StateMachineDefinition;
  /** What a task with this resource does with its parameters. */
  readonly callTask: (resource: string, parameters: Json) => Promise<Json>;
}

interface Execution {
  readonly machineArn: string;
  readonly name: string;
  readonly input: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  /** The name of the error that ended it. */
  error?: string;
}

/** An error by the name by which `Retry` and `Catch` know it. */
export class TaskError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

interface RunnableMachine extends Machine {
  readonly library: StateMachine;
}

const KNOWN_STATES = ['Task', 'Wait'];

/** Digests of definitions that the library has found valid: it compiles its schemas again for each that it validates. */
const valid = new Set<string>();

/** @throws {Error} on an invalid definition */
function validMachine(definition: StateMachineDefinition): StateMachine {
  const digest = hash('sha256', JSON.stringify(definition));
  const machine = new StateMachine(definition, { validationOptions: { noValidate: valid.has(digest) } });
  valid.add(digest);
  return machine;
}

/** AWS Step Functions in one account and Region: standard workflows, on a virtual clock. */
export class StateMachines {
  readonly executions: Execution[] = [];
  readonly #machines = new Map<string, RunnableMachine>();
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** @throws {Error} on an invalid definition, or a state of another type than the project's templates have */
  add(machine: Machine): void {
    for (const [name, state] of Object.entries(machine.definition.States)) {
      if (KNOWN_STATES.includes(state.Type)) continue;
      throw new Error(`The embedded AWS does not run the state ${name} of type ${state.Type}`);
    }
    this.#machines.set(machine.arn, { ...machine, library: validMachine(machine.definition) });
  }

  /**
   * Starts a standard workflow, once for each name.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   *
   * @throws {TaskError} ExecutionAlreadyExistsException, when the name is taken by another input or is over
   */
  start(machineArn: string, name: string, input: Json): Execution {
    const machine = this.#machines.get(machineArn);
    if (machine === undefined) throw new TaskError('StateMachineDoesNotExistException', machineArn);
    const text = JSON.stringify(input);
    const known = this.executions.find(
      (execution) => execution.machineArn === machineArn && execution.name === name,
    );
    if (known?.status === 'RUNNING' && known.input === text) return known;
    if (known !== undefined) {
      throw new TaskError('ExecutionAlreadyExistsException', `Execution Already Exists: ${name}`);
    }
    const execution: Execution = {
      machineArn,
      name,
      input: text,
      startedAt: this.#clock.now(),
      status: 'RUNNING',
    };
    this.executions.push(execution);
    void this.#run(machine, execution, input);
    return execution;
  }

  async #run(
    { definition, callTask, library }: RunnableMachine,
    execution: Execution,
    input: Json,
  ): Promise<void> {
    const clock = this.#clock;
    const handlers = Object.entries(definition.States).flatMap(([name, state]) =>
      state.Type === 'Task'
        ? [[name, (parameters: Json) => clock.real(() => callTask(state.Resource, parameters))]]
        : [],
    );
    // Entered when it is read: the library reads the context object at each state.
    const context = {
      State: {
        get EnteredTime() {
          return new Date(clock.now()).toISOString();
        },
      },
    };
    try {
      const options = { overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) }, context };
      await clock.run(() => library.run(input, options).result);
      execution.status = 'SUCCEEDED';
    } catch (error) {
      execution.status = 'FAILED';
      // The library's own error, with the task's as its cause.
      const { cause } = error as Error;
      execution.error = (cause instanceof Error ? cause : (error as Error)).name;
    }
  }
}
