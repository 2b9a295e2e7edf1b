import { AwsError } from './aws-error.ts';

const ONE_MINUTE_MS = 60_000;

/**
 * When StartConfigRulesEvaluation is refused: "if an evaluation is in progress or if you call the
 * StartConfigRulesEvaluation API more than once per minute".
 * https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigRulesEvaluation.html
 *
 * AWS does not say of what: here of each rule. Refused calls do not count.
 */
export class OnDemandEvaluations {
  readonly #inProgress = new Map<string, number>();
  readonly #startedAt = new Map<string, number>();

  /**
   * @param now milliseconds since 1970
   * @throws {AwsError} LimitExceededException
   */
  admit(ruleNames: readonly string[], now: number): void {
    for (const name of ruleNames) {
      if (this.#inProgress.has(name)) {
        throw new AwsError('LimitExceededException', `An evaluation of ${name} is in progress.`);
      }
      const startedAt = this.#startedAt.get(name);
      if (startedAt !== undefined && now - startedAt < ONE_MINUTE_MS) {
        throw new AwsError(
          'LimitExceededException',
          `The evaluation of ${name} can be started once a minute.`,
        );
      }
    }
    for (const name of ruleNames) this.#startedAt.set(name, now);
  }

  /** Runs an evaluation, on demand or not: until it ends, it is in progress. */
  async during(ruleName: string, evaluate: () => Promise<void>): Promise<void> {
    this.#inProgress.set(ruleName, (this.#inProgress.get(ruleName) ?? 0) + 1);
    try {
      await evaluate();
    } finally {
      const others = (this.#inProgress.get(ruleName) ?? 1) - 1;
      if (others === 0) this.#inProgress.delete(ruleName);
      else this.#inProgress.set(ruleName, others);
    }
  }
}
