import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { devNull } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { InvokeMessage, InvokeResult } from './runtime.ts';

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  /** `nodejs24.x` */
  readonly runtime: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The unpacked zip. */
  readonly taskRoot: string;
}

/** The function failed. Lambda counts it under Errors. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/**
 * A process that runs one function, with only the environment that Lambda gives it.
 * As in Lambda, each call ends before the next begins.
 */
export class LambdaProcess {
  readonly #function: LambdaFunction;
  #child: ChildProcess | undefined;
  /** What the function has written. */
  log = '';

  /** @throws {Error} when this process runs on another Node.js version than the function's runtime */
  constructor(lambdaFunction: LambdaFunction) {
    this.#function = lambdaFunction;
    const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
    if (runtime !== lambdaFunction.runtime) {
      throw new Error(
        `Expected to run on ${lambdaFunction.runtime}, got ${runtime}: start through npm, which brings it`,
      );
    }
  }

  /**
   * @param environment of this call, added to the function's own: credentials, Region, endpoint
   * @param invokedFunctionArn where one process runs the function for several accounts
   * @returns what the handler returned
   * @throws {FunctionError} when the handler threw, the process ended or the time was up
   */
  async invoke(
    event: unknown,
    environment: Readonly<Record<string, string>>,
    invokedFunctionArn = this.#function.arn,
  ): Promise<unknown> {
    const { name, timeoutSeconds } = this.#function;
    const message: InvokeMessage = {
      event,
      environment,
      context: { awsRequestId: randomUUID(), functionName: name, invokedFunctionArn },
      deadlineMs: Date.now() + timeoutSeconds * 1000,
    };
    const answer = await this.#exchange(message);
    // What the function wrote is in the pipe before its answer, and is read in the same turn of the event loop.
    await setImmediate();
    if (answer.ok) return answer.result;
    throw new FunctionError(answer.errorType, answer.errorMessage);
  }

  /** Ends the process; `log` is complete then. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }

  #exchange(message: InvokeMessage): Promise<InvokeResult> {
    this.#child ??= this.#start();
    const child = this.#child;
    return new Promise((resolve) => {
      const finish = (result: InvokeResult) => {
        clearTimeout(timer);
        child.off('message', finish).off('exit', onExit).off('error', onError);
        resolve(result);
      };
      const fail = (errorType: string, errorMessage: string) => {
        this.stop();
        finish({ ok: false, errorType, errorMessage });
      };
      const onExit = () => fail('Runtime.ExitError', 'The function ended without an answer');
      const onError = (error: Error) => fail('Runtime.StartError', error.message);
      const timer = setTimeout(
        () => fail('Sandbox.Timedout', `Task timed out after ${this.#function.timeoutSeconds}.00 seconds`),
        this.#function.timeoutSeconds * 1000,
      );
      child.on('message', finish).on('exit', onExit).on('error', onError);
      child.send(message);
    });
  }

  #start(): ChildProcess {
    const { name, handler, runtime, memoryMb, environment, taskRoot } = this.#function;
    const child = fork(fileURLToPath(import.meta.resolve('./runtime.ts')), {
      cwd: taskRoot,
      // An early Node.js 24 would warn, in the function's log, of the types in runtime.ts.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
      env: {
        _HANDLER: handler,
        AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${memoryMb}`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
        AWS_LAMBDA_LOG_FORMAT: 'JSON',
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        LAMBDA_TASK_ROOT: taskRoot,
        // Not of Lambda: without them the SDK looks for the user's own ~/.aws.
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        TZ: ':UTC',
        ...environment,
      },
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.log += text;
      });
    }
    return child;
  }
}
