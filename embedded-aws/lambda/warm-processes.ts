import { type LambdaFunction, LambdaProcess } from './lambda-process.ts';

/**
 * Processes that wait for the next call. Accounts share one only where the function is the same but for its ARN, which
 * each call brings along with its credentials.
 */
export class WarmProcesses {
  readonly #idle = new Map<string, LambdaProcess[]>();

  take(lambdaFunction: LambdaFunction): LambdaProcess {
    return this.#idleOf(lambdaFunction).pop() ?? new LambdaProcess(lambdaFunction);
  }

  keep(lambdaFunction: LambdaFunction, lambda: LambdaProcess): void {
    this.#idleOf(lambdaFunction).push(lambda);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#idle.values()].flat().map((lambda) => lambda.stop()));
  }

  #idleOf({ arn: _, ...shared }: LambdaFunction): LambdaProcess[] {
    const key = JSON.stringify(shared);
    const idle = this.#idle.get(key) ?? [];
    this.#idle.set(key, idle);
    return idle;
  }
}
