import { expect } from 'chai';
import type { AwsCall } from '../../../aws/call.ts';
import type { Invocation } from '../../../handlers/aws-config/invocation.ts';
import { report } from '../../../handlers/aws-config/report.ts';
import type { Verdict } from '../../../rules/contract.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const invocation = {
  account: { id: '111122223333', partition: 'aws' },
  memberRoleName: undefined,
  configRuleName: 'root-user-mfa-enabled',
  ruleParameters: {},
  resultToken: 'the-result-token',
  testMode: false,
  notificationCreationTime: new Date('2026-07-13T21:50:00.373Z'),
  eventLeftScope: false,
};
const verdict: Verdict = { complianceType: 'NON_COMPLIANT', reason: 'why', annotation: 'Because.' };

describe('handlers/aws-config/report', () => {
  let aws: ScriptedAws;
  let actions: string[];
  afterEach(() => aws.close());

  async function reportTo(answer: Answer, changes: Partial<Invocation> = {}) {
    aws = await scriptedAws([answer]);
    actions = [];
    const call: AwsCall = (action, send) => {
      actions.push(action);
      return send({ abortSignal: new AbortController().signal });
    };
    const { account } = invocation;
    return report(
      { account, call, clientConfig: aws.clientConfig },
      { ...invocation, ...changes },
      verdict,
      'AWS::::Account',
    );
  }

  const request = {
    Evaluations: [
      {
        ComplianceResourceType: 'AWS::::Account',
        ComplianceResourceId: '111122223333',
        ComplianceType: 'NON_COMPLIANT',
        Annotation: 'Because.',
        OrderingTimestamp: 1783979400.373,
      },
    ],
    ResultToken: 'the-result-token',
  };

  it('puts one evaluation, ordered by the time of the notification', async () => {
    await reportTo({ body: '{"FailedEvaluations":[]}' });
    expect(aws.requests.map(({ operation }) => operation)).to.deep.equal(['PutEvaluations']);
    expect(JSON.parse(aws.requests[0]?.body ?? '')).to.deep.equal(request);
    expect(actions).to.deep.equal(['config:PutEvaluations']);
  });

  it('sends a trial in test mode', async () => {
    await reportTo({ body: '{}' }, { testMode: true });
    expect(JSON.parse(aws.requests[0]?.body ?? '')).to.deep.equal({ ...request, TestMode: true });
  });

  for (const body of ['{}', '', '{"FailedEvaluations":null}']) {
    it(`accepts the answer ${body || 'without a body'}`, async () => {
      expect(await reportTo({ body })).to.have.property('Annotation', 'Because.');
    });
  }

  for (const failed of [request.Evaluations, {}]) {
    it(`throws when AWS Config gives back ${JSON.stringify(failed)}`, async () => {
      const body = JSON.stringify({ FailedEvaluations: failed });
      expect((await rejection(reportTo({ body }))).message).to.equal(
        'AWS Config did not store the evaluation (FailedEvaluations)',
      );
    });
  }

  it('passes an error of AWS Config on', async () => {
    const body = JSON.stringify({ __type: 'InvalidResultTokenException', message: 'no' });
    expect((await rejection(reportTo({ status: 400, body }))).name).to.equal('InvalidResultTokenException');
  });
});
