import type { Evaluation } from '@aws-sdk/client-config-service';
import type { Context } from 'aws-lambda';
import type { Aws } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import type { Rule, Verdict } from '../../rules/contract.ts';
import { inAccountSession } from './account-session.ts';
import { readDeployment } from './deployment.ts';
import { readInvocation } from './invocation.ts';
import { report } from './report.ts';
import { startRunLog } from './run-log.ts';

/** What the run leaves of the function's time, so that its error gets out before Lambda stops it. */
const MARGIN_MS = 1_000;

/** The verdict of any rule on an account that AWS Config says has left its scope (`eventLeftScope`). */
export const leftScope: Verdict = {
  complianceType: 'NOT_APPLICABLE',
  reason: 'left-scope',
  annotation: 'The account has left the scope of the rule.',
};

/**
 * Evaluates a rule as one event of AWS Config asks, and reports the verdict. A failure of any kind is thrown, so that
 * Lambda counts it and AWS Config keeps the last verdict.
 *
 * @param gather gives the rule its evidence
 * @returns the evaluation that AWS Config has taken
 * @throws {ExpectationError} when the event or a rule parameter is invalid; nothing has been called then
 * @throws {EvaluationError} when the evidence or the report failed
 */
export async function runRule<Evidence, Parameters>(
  rule: Rule<Evidence, Parameters>,
  gather: (aws: Aws) => Evidence,
  event: unknown,
  context: Context,
): Promise<Evaluation> {
  const log = startRunLog(rule.name);
  try {
    const deployment = readDeployment(process.env, context.invokedFunctionArn);
    const invocation = readInvocation(event, deployment);
    log.accepted(invocation);
    const parameters = expectShape('rule parameters', rule.parameters, invocation.ruleParameters);

    const milliseconds = Math.max(context.getRemainingTimeInMillis() - MARGIN_MS, 0);
    const mostCalls = rule.reads.mostCalls + 1; // The report.
    return await inAccountSession(invocation, milliseconds, mostCalls, async (aws, count) => {
      const verdict = invocation.eventLeftScope ? leftScope : await rule.evaluate(gather(aws), parameters);
      const evaluation = await report(aws, invocation, verdict, rule.resourceType);
      log.evaluated(verdict, count());
      return evaluation;
    });
  } catch (error) {
    log.failed(error);
    throw error;
  }
}
