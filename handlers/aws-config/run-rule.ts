import { ConfigServiceClient, type Evaluation } from '@aws-sdk/client-config-service';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Context } from 'aws-lambda';
import type { Aws, ClientConfig } from '../../rules/aws.ts';
import type { Rule, Verdict } from '../../rules/contract.ts';
import { expectShape } from '../../rules/expect.ts';
import { awsCalls } from './aws-calls.ts';
import { readDeployment } from './deployment.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { assumeMemberRole } from './member-role.ts';
import { report } from './report.ts';

/** What the run leaves of the function's time, so that its error gets out before Lambda stops it. */
const MARGIN_MS = 1_000;

/** The SDK's own defaults, of which the time for an attempt is worked out: no environment variable shall change them. */
const RETRIES = { defaultsMode: 'standard', retryMode: 'standard', maxAttempts: 3 } as const;

const CALLS_PER_RUN = 3;

const leftScope: Verdict = {
  complianceType: 'NOT_APPLICABLE',
  reason: 'left-scope',
  annotation: 'The account has left the scope of the rule.',
};

/**
 * The evaluation failed after the event was accepted. Nothing was reported, unless it is the answer of AWS Config to the
 * right verdict that could not be read. `cause` says why.
 */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
}

/**
 * Evaluates a rule as one event of AWS Config asks, and reports the verdict. A failure of any kind is thrown, so that
 * Lambda counts it and AWS Config keeps the last verdict.
 *
 * @param gather gives the rule its evidence
 * @returns the evaluation that AWS Config has taken
 * @throws {ExpectationError} when the event or a rule parameter is not in order; nothing has been called then
 * @throws {EvaluationError} when the evidence or the report failed
 */
export async function runRule<Evidence, Parameters>(
  rule: Rule<Evidence, Parameters>,
  gather: (aws: Aws) => Evidence,
  event: unknown,
  context: Context,
): Promise<Evaluation> {
  const startedAt = performance.now();
  let about = {};
  try {
    const invocation = readInvocation(event, readDeployment(process.env, context.invokedFunctionArn));
    about = { configRule: invocation.configRuleName, accountId: invocation.account.id };
    const parameters = expectShape('rule parameters', rule.parameters, invocation.ruleParameters);
    const milliseconds = Math.max(context.getRemainingTimeInMillis() - MARGIN_MS, 0);

    const run = await evaluateAndReport(rule, gather, invocation, parameters, milliseconds);
    console.info({
      rule: rule.name,
      ...about,
      complianceType: run.verdict.complianceType,
      reason: run.verdict.reason,
      awsCalls: run.awsCalls,
      durationMs: Math.round(performance.now() - startedAt),
    });
    return run.evaluation;
  } catch (error) {
    console.error({
      rule: rule.name,
      ...about,
      error: String(error),
      durationMs: Math.round(performance.now() - startedAt),
    });
    throw error;
  }
}

async function evaluateAndReport<Evidence, Parameters>(
  rule: Rule<Evidence, Parameters>,
  gather: (aws: Aws) => Evidence,
  invocation: Invocation,
  parameters: Parameters,
  milliseconds: number,
): Promise<{ verdict: Verdict; evaluation: Evaluation; awsCalls: number }> {
  const { account, memberRoleName } = invocation;
  const calls = CALLS_PER_RUN + (memberRoleName === undefined ? 0 : 1);
  const attemptTimeout = Math.floor(milliseconds / (calls * RETRIES.maxAttempts));
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: attemptTimeout,
    requestTimeout: attemptTimeout,
    socketTimeout: attemptTimeout,
    throwOnRequestTimeout: true,
  });
  const ownConfig = { ...RETRIES, requestHandler };
  const { call, count, conceal } = awsCalls(AbortSignal.timeout(milliseconds));
  conceal(invocation.resultToken, process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']);

  const inMemberRole = async (roleName: string): Promise<ClientConfig> => {
    const credentials = await assumeMemberRole(new STSClient(ownConfig), account, roleName, call);
    conceal(credentials.secretAccessKey, credentials.sessionToken);
    return { ...ownConfig, credentials };
  };
  const run = async () => {
    const clientConfig = memberRoleName === undefined ? ownConfig : await inMemberRole(memberRoleName);
    const verdict = invocation.eventLeftScope
      ? leftScope
      : await rule.evaluate(gather({ account, call, clientConfig }), parameters);
    const config = new ConfigServiceClient(clientConfig);
    const evaluation = await report(config, call, invocation, verdict, rule.resourceType);
    return { verdict, evaluation, awsCalls: count() };
  };
  const explain = (cause: unknown): never => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EvaluationError(`No verdict for account ${account.id}. ${why}`, { cause });
  };
  return run()
    .catch(explain)
    .finally(() => requestHandler.destroy());
}
