import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect } from 'chai';
import sinon from 'sinon';
import { AwsCallError } from '../../../aws/call.ts';
import { ExpectationError } from '../../../aws/expect.ts';
import { rejection } from '../../rejection.ts';
import { lambdaContext } from './event.ts';
import { accepted, echo, elsewhere, event, failing, runsOfEachTest } from './run-rule-fixture.ts';

const evaluation = {
  ComplianceResourceType: 'AWS::::Account',
  ComplianceResourceId: '111122223333',
  ComplianceType: 'COMPLIANT',
  Annotation: 'hello',
  OrderingTimestamp: 1783979400.373,
};

describe('handlers/aws-config/run-rule', () => {
  const { answering, aws, centrally, log, run } = runsOfEachTest();
  const requests = () => aws().requests.map(({ operation, body }) => [operation, JSON.parse(body)]);

  it('reports the verdict and returns the evaluation', async () => {
    await answering(accepted);
    const OrderingTimestamp = new Date('2026-07-13T21:50:00.373Z');
    expect(await run()).to.deep.equal({ ...evaluation, OrderingTimestamp });
    expect(requests()).to.deep.equal([
      ['PutEvaluations', { Evaluations: [evaluation], ResultToken: 'the-result-token' }],
    ]);
  });

  it('asks for no evidence of an account that left the scope', async () => {
    await answering(accepted);
    await run(failing(new Error('asked')), event({ eventLeftScope: true }));
    const Annotation = 'The account has left the scope of the rule.';
    expect(requests()[0]?.[1].Evaluations).to.deep.equal([
      { ...evaluation, ComplianceType: 'NOT_APPLICABLE', Annotation },
    ]);
    expect(log().info.firstCall.args[0]).to.include({
      complianceType: 'NOT_APPLICABLE',
      reason: 'left-scope',
    });
  });

  const lines: Record<string, [rule: typeof echo, line: object]> = {
    info: [echo, { complianceType: 'COMPLIANT', reason: 'echo', awsCalls: 1 }],
    error: [
      failing(new Error('refused')),
      { error: 'EvaluationError: No verdict for account 111122223333. refused' },
    ],
  };
  for (const [level, [rule, line]] of Object.entries(lines)) {
    it(`logs one line for a run: ${level}`, async () => {
      await answering(accepted);
      sinon.stub(performance, 'now').onFirstCall().returns(1000).returns(1250.6);
      await run(rule).catch(() => {});
      const about = { rule: 'echo', configRule: 'root-user-mfa-enabled', accountId: '111122223333' };
      expect({ info: log().info.args, error: log().error.args }).to.deep.equal({
        ...{ info: [], error: [] },
        [level]: [[{ ...about, ...line, durationMs: 251 }]],
      });
    });
  }

  const missing = 'rule parameters.say: expected a value, got nothing';
  const refusedBeforeAnyCall: Record<string, [event: object, message: string, about: object]> = {
    'an empty event': [{}, 'event.accountId: expected a value, got nothing', {}],
    'an invalid parameter, and names the account': [
      event({ ruleParameters: '{"said":"hello"}' }),
      missing,
      { accountId: '111122223333', configRule: 'root-user-mfa-enabled' },
    ],
    'an invalid parameter of an account that left the scope': [
      event({ ruleParameters: '{"said":"hello"}', eventLeftScope: true }),
      missing,
      {},
    ],
  };
  for (const [name, [asked, message, about]] of Object.entries(refusedBeforeAnyCall)) {
    it(`refuses before anything is called: ${name}`, async () => {
      await answering();
      const error = await rejection(run(echo, asked));
      expect(error).to.be.instanceOf(ExpectationError).with.property('message', message);
      expect(requests()).to.deep.equal([]);
      expect(log().error.args).to.have.length(1);
      expect(log().error.args[0]?.[0]).to.include({ error: `ExpectationError: ${message}`, ...about });
    });
  }

  it('reports nothing when the rule cannot tell', async () => {
    await answering();
    const cause = new AwsCallError('iam:X', 'iam:X: refused');
    const error = await rejection(run(failing(cause)));
    expect(error).to.include({
      name: 'EvaluationError',
      message: 'No verdict for account 111122223333. iam:X: refused',
      cause,
    });
    expect(requests()).to.deep.equal([]);
  });

  it('gives the text of a failure that is not an Error', async () => {
    await answering();
    const { message } = await rejection(run(failing('gone')));
    expect(message).to.equal('No verdict for account 111122223333. gone');
  });

  it('fails when AWS Config does not take the verdict', async () => {
    await answering({
      status: 400,
      body: '{"__type":"NoSuchConfigRuleException","message":"The rule is not there"}',
    });
    const error = await rejection(run());
    expect(error.message).to.equal(
      'No verdict for account 111122223333. config:PutEvaluations: NoSuchConfigRuleException: The rule is not there. ' +
        'The rule was deleted after AWS Config sent the event. To have it back, see docs/troubleshooting.md.',
    );
  });

  for (const failed of [[evaluation], {}]) {
    it(`fails when AWS Config gives back ${JSON.stringify(failed)}`, async () => {
      await answering({ body: JSON.stringify({ FailedEvaluations: failed }) });
      expect((await rejection(run())).message).to.include(
        'config:PutEvaluations: AWS Config did not store the evaluation (FailedEvaluations). ',
      );
    });
  }

  for (const body of ['{}', '', '{"FailedEvaluations":null}']) {
    it(`accepts the answer of AWS Config ${body || 'without a body'}`, async () => {
      await answering({ body });
      expect(await run()).to.have.property('Annotation', 'hello');
    });
  }

  it('closes its connections, whatever happens', async () => {
    await answering(accepted);
    const destroy = sinon.spy(NodeHttpHandler.prototype, 'destroy');
    await run();
    await rejection(run(failing(new Error('refused'))));
    expect(destroy.callCount).to.equal(2);
  });

  const local = { ...lambdaContext(), invokedFunctionArn: undefined as unknown as string };

  it('takes an event without a function ARN only where Serverless runs it locally', async () => {
    await answering(accepted);
    expect((await rejection(run(echo, event(), local))).message).to.include('context.invokedFunctionArn');
    process.env['IS_LOCAL'] = 'true';
    expect(await run(echo, event(), local)).to.have.property('Annotation', 'hello');
  });

  describe('with the token TESTMODE', () => {
    const trial = event({ resultToken: 'TESTMODE' });

    it('fails where Lambda runs it, whatever the environment says, and asks AWS nothing', async () => {
      await answering();
      for (const isLocal of ['true', 'false']) {
        process.env['IS_LOCAL'] = isLocal;
        const error = await rejection(run(echo, trial));
        expect(error.name).to.equal('ExpectationError');
        expect(error.message).to.match(
          /^event\.resultToken: expected the token of .+, got TESTMODE, which only .+ start-config-rules-evaluation/,
        );
      }
      expect(requests()).to.deep.equal([]);
      expect(log().error.callCount).to.equal(2);
    });

    it('fails in a central function for a member account', async () => {
      await centrally();
      const error = await rejection(run(echo, elsewhere({ resultToken: 'TESTMODE' })));
      expect(error.message).to.include('TESTMODE');
      expect(requests()).to.deep.equal([]);
    });

    it('has AWS Config check the evaluation and not store it where Serverless runs it locally', async () => {
      await answering(accepted);
      process.env['IS_LOCAL'] = 'true';
      await run(echo, trial, local);
      expect(requests()).to.deep.equal([
        ['PutEvaluations', { Evaluations: [evaluation], ResultToken: 'TESTMODE', TestMode: true }],
      ]);
    });
  });
});
