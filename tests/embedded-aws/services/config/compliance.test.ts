import {
  type ComplianceType,
  ConfigService,
  type Evaluation,
  type PutEvaluationsCommandInput,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { administratorOf } from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import { type EndpointOfEachTest, type Event, endpointOfEachTest, ruleName } from '../endpoint-fixture.ts';

const anEvaluation: Evaluation = {
  ComplianceResourceType: 'AWS::::Account',
  ComplianceResourceId: '111122223333',
  ComplianceType: 'COMPLIANT',
  Annotation: 'The root user has MFA enabled.',
  OrderingTimestamp: new Date('2026-07-13T21:50:00.373Z'),
};

/** An account whose rule was invoked once, and a client of its administrator. */
async function invokedOnce({ serve, configFor }: EndpointOfEachTest) {
  const account = anAccount();
  const invoked = Promise.withResolvers<Event>();
  const { config, rule } = serve(account, async (event) => invoked.resolve(event));
  await config.evaluate(rule);
  const event = await invoked.promise;
  const client = new ConfigService(configFor(administratorOf(account)));
  const put = (Evaluations: Evaluation[], changes: Partial<PutEvaluationsCommandInput> = {}) =>
    client.putEvaluations({ Evaluations, ResultToken: event.resultToken, ...changes });
  return { account, client, event, put };
}

async function storedIn(client: ConfigService, ComplianceTypes: ComplianceType[] = []) {
  const { EvaluationResults = [] } = await client.getComplianceDetailsByConfigRule({
    ConfigRuleName: ruleName,
    ComplianceTypes,
  });
  return EvaluationResults;
}

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
      const { ComplianceByConfigRules } = await client.describeComplianceByConfigRule({});
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
      const { ComplianceByConfigRules = [] } = await (await ruleWith({})).describeComplianceByConfigRule({
        ComplianceTypes,
      });
      expect(ComplianceByConfigRules.map((rule) => rule.ConfigRuleName)).to.deep.equal(found);
    });
  }

  describe('PutEvaluations', () => {
    const changed = (changes: Partial<Evaluation>) => [{ ...anEvaluation, ...changes }];
    const evaluations = (length: number) =>
      Array.from({ length }, (_, index) => ({ ...anEvaluation, ComplianceResourceId: `${index}` }));

    const accepted: Record<string, Evaluation[]> = {
      'an annotation of 256 characters': changed({ Annotation: 'x'.repeat(256) }),
      'no annotation': changed({ Annotation: undefined }),
      NOT_APPLICABLE: changed({ ComplianceType: 'NOT_APPLICABLE' }),
      '100 evaluations': evaluations(100),
    };
    for (const [name, given] of Object.entries(accepted)) {
      it(`takes ${name}`, async () => {
        const { client, put } = await invokedOnce(endpoint);
        await put(given);
        expect(await storedIn(client)).to.have.length(given.length);
      });
    }

    type Refusal = [Evaluation[], place: string, changes?: Partial<PutEvaluationsCommandInput>];
    const refused: Record<string, Refusal> = {
      'an annotation of 257 characters': [
        changed({ Annotation: 'x'.repeat(257) }),
        'Evaluations.0.Annotation',
      ],
      'an empty annotation': [changed({ Annotation: '' }), 'Evaluations.0.Annotation'],
      INSUFFICIENT_DATA: [
        [anEvaluation, ...changed({ ComplianceType: 'INSUFFICIENT_DATA' })],
        'Evaluations.1.ComplianceType',
      ],
      'an empty resource id': [changed({ ComplianceResourceId: '' }), 'Evaluations.0.ComplianceResourceId'],
      'no time': [changed({ OrderingTimestamp: undefined }), 'Evaluations.0.OrderingTimestamp'],
      '101 evaluations': [evaluations(101), 'Evaluations'],
      'a request without a token': [[anEvaluation], 'ResultToken', { ResultToken: undefined }],
    };
    for (const [name, [given, place, changes]] of Object.entries(refused)) {
      for (const TestMode of [false, true]) {
        it(`refuses ${name}${TestMode ? ' in test mode, too' : ' and stores nothing'}`, async () => {
          const { client, put } = await invokedOnce(endpoint);
          const error = await rejection(put(given, { TestMode, ...changes }));
          expect(error.name).to.equal('InvalidParameterValueException');
          expect(error.message.split(': ')[0]).to.equal(place);
          expect(await storedIn(client)).to.deep.equal([]);
        });
      }
    }

    type Invoked = Awaited<ReturnType<typeof invokedOnce>>;
    const foreign: Record<string, (invoked: Invoked) => [ConfigService, token: string]> = {
      'an unknown token': ({ client }) => [client, 'made-up'],
      "another account's token": ({ event }) => [
        new ConfigService(endpoint.administrator({ id: '444455556666' })),
        event.resultToken,
      ],
      "another Region's token": ({ account, event }) => [
        new ConfigService(endpoint.configFor(administratorOf(account), { region: 'eu-west-1' })),
        event.resultToken,
      ],
    };
    for (const [name, clientAndToken] of Object.entries(foreign)) {
      it(`refuses ${name}`, async () => {
        const invoked = await invokedOnce(endpoint);
        const [client, ResultToken] = clientAndToken(invoked);
        expect(
          (await rejection(client.putEvaluations({ Evaluations: [anEvaluation], ResultToken }))).name,
        ).to.equal('InvalidResultTokenException');
        expect(await storedIn(invoked.client)).to.deep.equal([]);
      });
    }

    for (const token of ['that AWS Config gave', 'TESTMODE']) {
      it(`stores nothing in test mode with the token ${token}`, async () => {
        const { client, event, put } = await invokedOnce(endpoint);
        const ResultToken = token === 'TESTMODE' ? token : event.resultToken;
        const answer = await put([anEvaluation], { ResultToken, TestMode: true });
        expect(answer.FailedEvaluations).to.deep.equal([]);
        expect(await storedIn(client)).to.deep.equal([]);
      });
    }
  });
});
