import {
  type ComplianceType,
  DescribeComplianceByConfigRuleCommand,
  type Evaluation,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { endpointOfEachTest, ruleName } from '../endpoint-fixture.ts';
import { anEvaluation, invokedOnce, storedIn } from './invoked-rule.ts';

describe('embedded-aws/services/config: compliance', () => {
  const endpoint = endpointOfEachTest();

  /** A rule with these evaluations, one after the other. */
  async function ruleWith(...evaluations: Partial<Evaluation>[]) {
    const { client, put } = await invokedOnce(endpoint);
    for (const evaluation of evaluations) await put([{ ...anEvaluation, ...evaluation }]);
    return client;
  }
  const ofResources = (types: readonly ComplianceType[]) =>
    types.map((ComplianceType, index) => ({ ComplianceType, ComplianceResourceId: `${index}` }));

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
    const client = await ruleWith(...ofResources(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']));
    const found = await storedIn(client, ['NON_COMPLIANT', 'NOT_APPLICABLE']);
    expect(found.map((result) => result.ComplianceType)).to.deep.equal(['NON_COMPLIANT', 'NOT_APPLICABLE']);
  });

  const later = (ms: number) => new Date(Number(anEvaluation.OrderingTimestamp) + ms);
  const kept: Record<string, [second: Partial<Evaluation>, annotations: string[]]> = {
    'an older result does not replace a newer one': [{ OrderingTimestamp: later(-1) }, ['first']],
    'a newer result replaces an older one': [{ OrderingTimestamp: later(1) }, ['second']],
    'a result replaces one of the same time': [{}, ['second']],
    'keeps the results of another resource': [{ ComplianceResourceId: '4' }, ['first', 'second']],
    'keeps the results of another type': [{ ComplianceResourceType: 'AWS::IAM::User' }, ['first', 'second']],
  };
  for (const [name, [second, annotations]] of Object.entries(kept)) {
    it(name, async () => {
      const client = await ruleWith({ Annotation: 'first' }, { Annotation: 'second', ...second });
      expect((await storedIn(client)).map((result) => result.Annotation)).to.deep.equal(annotations);
    });
  }

  const rollUps: [results: ComplianceType[], ComplianceType: ComplianceType, nonCompliant?: number][] = [
    [[], 'INSUFFICIENT_DATA'],
    [['NOT_APPLICABLE', 'NOT_APPLICABLE'], 'INSUFFICIENT_DATA'],
    [['NOT_APPLICABLE', 'COMPLIANT'], 'COMPLIANT'],
    [['NON_COMPLIANT', 'COMPLIANT'], 'NON_COMPLIANT', 1],
    [['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'NON_COMPLIANT'], 'NON_COMPLIANT', 2],
  ];
  for (const [types, ComplianceType, count] of rollUps) {
    it(`DescribeComplianceByConfigRule makes ${ComplianceType} of ${types.join(', ') || 'no result'}`, async () => {
      const client = await ruleWith(...ofResources(types));
      const { ComplianceByConfigRules } = await client.send(new DescribeComplianceByConfigRuleCommand({}));
      const counted = { ComplianceContributorCount: { CappedCount: count, CapExceeded: false } };
      const Compliance = { ComplianceType, ...(count !== undefined && counted) };
      expect(ComplianceByConfigRules).to.deep.equal([{ ConfigRuleName: ruleName, Compliance }]);
    });
  }

  const filters: [ComplianceType[], found: string[]][] = [
    [['COMPLIANT'], [ruleName]],
    [['NON_COMPLIANT', 'COMPLIANT'], [ruleName]],
    [['NON_COMPLIANT'], []],
  ];
  for (const [ComplianceTypes, found] of filters) {
    it(`DescribeComplianceByConfigRule gives ${found.length} COMPLIANT rules for ${ComplianceTypes}`, async () => {
      const command = new DescribeComplianceByConfigRuleCommand({ ComplianceTypes });
      const { ComplianceByConfigRules = [] } = await (await ruleWith({})).send(command);
      expect(ComplianceByConfigRules.map((rule) => rule.ConfigRuleName)).to.deep.equal(found);
    });
  }
});
