import type { Verdict } from '../../rules/contract.ts';
import { startStopwatch } from '../stopwatch.ts';
import type { Invocation } from './invocation.ts';

/**
 * Writes one line to the function's log for each run: the verdict, or the error. Once the invocation is accepted, the
 * line names the account, and the rule's name in AWS Config.
 *
 * @param rule the name of the rule in this project
 */
export function startRunLog(rule: string) {
  const durationMs = startStopwatch();
  let about = {};
  return {
    accepted({ configRuleName, account }: Invocation) {
      about = { configRule: configRuleName, accountId: account.id };
    },
    evaluated({ complianceType, reason }: Verdict, awsCalls: number) {
      console.info({ rule, ...about, complianceType, reason, awsCalls, durationMs: durationMs() });
    },
    failed(error: unknown) {
      console.error({ rule, ...about, error: String(error), durationMs: durationMs() });
    },
  };
}
