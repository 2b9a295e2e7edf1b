import type { Verdict } from '../../rules/contract.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Invocation } from './invocation.ts';

/** Writes one line to the function's log for each run: the verdict, or the error. */
interface RunLog {
  /** The lines that follow name the rule's name in AWS Config and the account. */
  accepted(invocation: Invocation): void;
  evaluated(verdict: Verdict, awsCalls: number): void;
  failed(error: unknown): void;
}

/** @param rule the name of the rule in this project */
export function startRunLog(rule: string): RunLog {
  const durationMs = startStopwatch();
  let about = {};
  return {
    accepted({ configRuleName, account }) {
      about = { configRule: configRuleName, accountId: account.id };
    },
    evaluated({ complianceType, reason }, awsCalls) {
      console.info({ rule, ...about, complianceType, reason, awsCalls, durationMs: durationMs() });
    },
    failed(error) {
      console.error({ rule, ...about, error: String(error), durationMs: durationMs() });
    },
  };
}
