import {
  type ComplianceType,
  type ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { endpointOfEachTest, ruleName } from '../endpoint-fixture.ts';
import { anEvaluation, invokedOnce, storedIn } from './invoked-rule.ts';

describe('embedded-aws/services/config: compliance', () => {
  const endpoint = endpointOfEachTest();

  async function annotationsIn(client: ConfigServiceClient) {
    return (await storedIn(client)).map((result) => result.Annotation);
  }

  it('GetComplianceDetailsByConfigRule gives back what PutEvaluations took', async () => {
    const before = Date.now();
    const { client, event, put } = await invokedOnce(endpoint);

    const { FailedEvaluations } = await put([anEvaluation]);

    expect(FailedEvaluations).to.deep.equal([]);
    const [result, ...others] = await storedIn(client);
    const { ResultRecordedTime: recorded, ConfigRuleInvokedTime: invoked, ...rest } = result ?? {};
    expect(others).to.deep.equal([]);
    expect(rest).to.deep.equal({
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: {
          ConfigRuleName: ruleName,
          ResourceType: 'AWS::::Account',
          ResourceId: '111122223333',
          EvaluationMode: 'DETECTIVE',
        },
        OrderingTimestamp: anEvaluation.OrderingTimestamp,
      },
      ComplianceType: 'COMPLIANT',
      Annotation: 'The root user has MFA enabled.',
    });
    expect(invoked?.toISOString()).to.equal(JSON.parse(event.invokingEvent).notificationCreationTime);
    expect(invoked?.getTime()).to.be.at.least(before);
    expect(recorded?.getTime()).to.be.within(invoked?.getTime() ?? Number.NaN, Date.now());
  });

  it('GetComplianceDetailsByConfigRule filters by compliance type', async () => {
    const { client, put } = await invokedOnce(endpoint);
    await put([
      anEvaluation,
      { ...anEvaluation, ComplianceResourceId: 'second', ComplianceType: 'NON_COMPLIANT' },
      { ...anEvaluation, ComplianceResourceId: 'third', ComplianceType: 'NOT_APPLICABLE' },
    ]);
    const found = await storedIn(client, ['NON_COMPLIANT', 'NOT_APPLICABLE']);
    expect(found.map((result) => result.ComplianceType)).to.deep.equal(['NON_COMPLIANT', 'NOT_APPLICABLE']);
  });

  const orders: Record<string, [secondTime: string, kept: string]> = {
    'an older result does not replace a newer one': ['2026-07-13T21:50:00.372Z', 'first'],
    'a newer result replaces an older one': ['2026-07-13T21:50:00.374Z', 'second'],
    'a result replaces one of the same time': ['2026-07-13T21:50:00.373Z', 'second'],
  };
  for (const [name, [secondTime, kept]] of Object.entries(orders)) {
    it(name, async () => {
      const { client, put } = await invokedOnce(endpoint);
      await put([{ ...anEvaluation, Annotation: 'first' }]);
      await put([{ ...anEvaluation, Annotation: 'second', OrderingTimestamp: new Date(secondTime) }]);
      expect(await annotationsIn(client)).to.deep.equal([kept]);
    });
  }

  it('keeps results of different resources apart', async () => {
    const { client, put } = await invokedOnce(endpoint);
    await put([
      { ...anEvaluation, Annotation: 'account' },
      { ...anEvaluation, Annotation: 'another id', ComplianceResourceId: '444455556666' },
      { ...anEvaluation, Annotation: 'another type', ComplianceResourceType: 'AWS::IAM::User' },
    ]);
    expect(await annotationsIn(client)).to.deep.equal(['account', 'another id', 'another type']);
  });

  const rollUps: Record<string, [results: ComplianceType[], expected: object]> = {
    'no result': [[], { ComplianceType: 'INSUFFICIENT_DATA' }],
    'only NOT_APPLICABLE': [['NOT_APPLICABLE', 'NOT_APPLICABLE'], { ComplianceType: 'INSUFFICIENT_DATA' }],
    'COMPLIANT and NOT_APPLICABLE': [['NOT_APPLICABLE', 'COMPLIANT'], { ComplianceType: 'COMPLIANT' }],
    'one NON_COMPLIANT of two': [
      ['NON_COMPLIANT', 'COMPLIANT'],
      {
        ComplianceType: 'NON_COMPLIANT',
        ComplianceContributorCount: { CappedCount: 1, CapExceeded: false },
      },
    ],
    'two NON_COMPLIANT of four': [
      ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'NON_COMPLIANT'],
      {
        ComplianceType: 'NON_COMPLIANT',
        ComplianceContributorCount: { CappedCount: 2, CapExceeded: false },
      },
    ],
  };
  for (const [name, [types, expected]] of Object.entries(rollUps)) {
    it(`DescribeComplianceByConfigRule rolls up ${name}`, async () => {
      const { client, put } = await invokedOnce(endpoint);
      await put(
        types.map((ComplianceType, index) => ({
          ...anEvaluation,
          ComplianceType,
          ComplianceResourceId: `${index}`,
        })),
      );
      const { ComplianceByConfigRules } = await client.send(new DescribeComplianceByConfigRuleCommand({}));
      expect(ComplianceByConfigRules).to.deep.equal([{ ConfigRuleName: ruleName, Compliance: expected }]);
    });
  }

  const filters: [ComplianceType[], found: string[]][] = [
    [['COMPLIANT'], [ruleName]],
    [['NON_COMPLIANT', 'COMPLIANT'], [ruleName]],
    [['NON_COMPLIANT'], []],
  ];
  for (const [ComplianceTypes, found] of filters) {
    it(`DescribeComplianceByConfigRule gives ${found.length} COMPLIANT rules for ${ComplianceTypes}`, async () => {
      const { client, put } = await invokedOnce(endpoint);
      await put([anEvaluation]);
      const command = new DescribeComplianceByConfigRuleCommand({ ComplianceTypes });
      const { ComplianceByConfigRules = [] } = await client.send(command);
      expect(ComplianceByConfigRules.map((rule) => rule.ConfigRuleName)).to.deep.equal(found);
    });
  }
});
