import {
  type ComplianceType,
  ConfigServiceClient,
  type Evaluation,
  GetComplianceDetailsByConfigRuleCommand,
  PutEvaluationsCommand,
  type PutEvaluationsCommandInput,
} from '@aws-sdk/client-config-service';
import { administratorOf } from '../../../../embedded-aws/services/accounts.ts';
import { anAccount } from '../../fixtures.ts';
import { type EndpointOfEachTest, type Event, ruleName } from '../endpoint-fixture.ts';

export const anEvaluation: Evaluation = {
  ComplianceResourceType: 'AWS::::Account',
  ComplianceResourceId: '111122223333',
  ComplianceType: 'COMPLIANT',
  Annotation: 'The root user has MFA enabled.',
  OrderingTimestamp: new Date('2026-07-13T21:50:00.373Z'),
};

/** An account whose rule was invoked once, and a client of its administrator. */
export async function invokedOnce({ serve, configFor }: EndpointOfEachTest) {
  const account = anAccount();
  const events: Event[] = [];
  const { config, rule } = serve(account, async (event) => {
    events.push(event);
  });
  await config.evaluate(rule);
  const [event] = events;
  if (event === undefined) throw new Error('The function was not invoked');
  const client = new ConfigServiceClient(configFor(administratorOf(account)));
  const put = (Evaluations: Evaluation[], changes: Partial<PutEvaluationsCommandInput> = {}) =>
    client.send(new PutEvaluationsCommand({ Evaluations, ResultToken: event.resultToken, ...changes }));
  return { account, client, event, put };
}

export async function storedIn(client: ConfigServiceClient, ComplianceTypes: ComplianceType[] = []) {
  const command = new GetComplianceDetailsByConfigRuleCommand({
    ConfigRuleName: ruleName,
    ComplianceTypes,
  });
  const { EvaluationResults = [] } = await client.send(command);
  return EvaluationResults;
}
