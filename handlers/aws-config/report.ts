import { ConfigServiceClient, type Evaluation, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import type { Aws } from '../../aws/call.ts';
import type { Verdict } from '../../rules/contract.ts';
import type { Invocation } from './invocation.ts';

/**
 * Reports one verdict to AWS Config.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutEvaluations.html
 *
 * @throws {AwsCallError} when AWS Config does not take it
 */
export async function report(
  { call, clientConfig }: Aws,
  { account, resultToken, testMode, notificationCreationTime }: Invocation,
  { complianceType, annotation }: Verdict,
  resourceType: string,
): Promise<Evaluation> {
  const evaluation = {
    ComplianceResourceType: resourceType,
    ComplianceResourceId: account.id,
    ComplianceType: complianceType,
    Annotation: annotation,
    OrderingTimestamp: notificationCreationTime,
  };
  const command = new PutEvaluationsCommand({
    Evaluations: [evaluation],
    ResultToken: resultToken,
    ...(testMode && { TestMode: true }),
  });

  const config = new ConfigServiceClient(clientConfig);
  await call('config:PutEvaluations', async (options) => {
    const { FailedEvaluations: failed = [] } = await config.send(command, options);
    if (!Array.isArray(failed) || failed.length > 0) {
      throw new Error('AWS Config did not store the evaluation (FailedEvaluations)');
    }
  });
  return evaluation;
}
