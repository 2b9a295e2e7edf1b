import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect } from 'chai';
import sinon from 'sinon';
import { AwsCallError } from '../../../aws/call.ts';
import { ExpectationError } from '../../../aws/expect.ts';
import { rejection } from '../../rejection.ts';
import { configEvent, lambdaContext } from './event.ts';
import { accepted, echo, elsewhere, event, failing, runsOfEachTest } from './run-rule-fixture.ts';

describe('handlers/aws-config/run-rule', () => {
  const { answering, aws, centrally, log, reported, run } = runsOfEachTest();

  it('reports the verdict and returns the evaluation', async () => {
    await answering(accepted);
    const evaluation = {
      ComplianceResourceType: 'AWS::::Account',
      ComplianceResourceId: '111122223333',
      ComplianceType: 'COMPLIANT',
      Annotation: 'hello',
      OrderingTimestamp: new Date('2026-07-13T21:50:00.373Z'),
    };
    expect(await run()).to.deep.equal(evaluation);
    expect(reported()).to.deep.equal([{ ...evaluation, OrderingTimestamp: 1783979400.373 }]);
  });

  it('asks for no evidence of an account that left the scope', async () => {
    await answering(accepted);
    await run(
      failing(new Error('asked')),
      configEvent({ ruleParameters: '{"say":"hello"}', eventLeftScope: true }),
    );
    expect(reported()[0]).to.include({
      ComplianceType: 'NOT_APPLICABLE',
      Annotation: 'The account has left the scope of the rule.',
    });
    expect(log().info.firstCall.args[0]).to.include({
      complianceType: 'NOT_APPLICABLE',
      reason: 'left-scope',
    });
  });

  it('logs one line for an evaluation', async () => {
    await answering(accepted);
    sinon.stub(performance, 'now').onFirstCall().returns(1000).returns(1250.6);
    await run();
    expect(log().error.callCount).to.equal(0);
    expect(log().info.args).to.have.length(1);
    expect(log().info.args[0]?.[0]).to.deep.equal({
      rule: 'echo',
      configRule: 'root-user-mfa-enabled',
      accountId: '111122223333',
      complianceType: 'COMPLIANT',
      reason: 'echo',
      awsCalls: 1,
      durationMs: 251,
    });
  });

  const missing = 'rule parameters.say: expected a value, got nothing';
  const refusedBeforeAnyCall: Record<string, [event: object, message: string, about: object]> = {
    'an empty event': [{}, 'event.accountId: expected a value, got nothing', {}],
    'an invalid parameter, and names the account': [
      configEvent({ ruleParameters: '{"said":"hello"}' }),
      missing,
      { accountId: '111122223333', configRule: 'root-user-mfa-enabled' },
    ],
    'an invalid parameter of an account that left the scope': [
      configEvent({ ruleParameters: '{"said":"hello"}', eventLeftScope: true }),
      missing,
      {},
    ],
  };
  for (const [name, [asked, message, about]] of Object.entries(refusedBeforeAnyCall)) {
    it(`refuses before anything is called: ${name}`, async () => {
      await answering();
      const error = await rejection(run(echo, asked));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message).to.equal(message);
      expect(aws().requests).to.deep.equal([]);
      expect(log().error.args).to.have.length(1);
      expect(log().error.args[0]?.[0]).to.include({ error: `ExpectationError: ${message}`, ...about });
    });
  }

  it('reports nothing when the rule cannot tell', async () => {
    await answering();
    const cause = new AwsCallError('iam:X', 'iam:X: refused');
    const error = await rejection(run(failing(cause)));
    expect(error.name).to.equal('EvaluationError');
    expect(error.message).to.equal('No verdict for account 111122223333. iam:X: refused');
    expect(error.cause).to.equal(cause);
    expect(aws().requests).to.deep.equal([]);
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

  it('logs one line for a failure', async () => {
    await answering();
    sinon.stub(performance, 'now').onFirstCall().returns(1000).returns(1250.6);
    await rejection(run(failing(new Error('refused'))));
    expect(log().info.callCount).to.equal(0);
    expect(log().error.args).to.have.length(1);
    expect(log().error.args[0]?.[0]).to.deep.equal({
      rule: 'echo',
      configRule: 'root-user-mfa-enabled',
      accountId: '111122223333',
      error: 'EvaluationError: No verdict for account 111122223333. refused',
      durationMs: 251,
    });
  });

  it('closes its connections, whatever happens', async () => {
    await answering(accepted);
    const destroy = sinon.spy(NodeHttpHandler.prototype, 'destroy');
    await run();
    await rejection(run(failing(new Error('refused'))));
    expect(destroy.callCount).to.equal(2);
  });

  it('takes an event without a function ARN only where Serverless runs it locally', async () => {
    await answering(accepted);
    const context = { ...lambdaContext(), invokedFunctionArn: undefined as unknown as string };
    expect((await rejection(run(echo, event, context))).message).to.include('context.invokedFunctionArn');
    process.env['IS_LOCAL'] = 'true';
    expect(await run(echo, event, context)).to.have.property('Annotation', 'hello');
  });

  describe('with the token TESTMODE', () => {
    const trial = { ...event, resultToken: 'TESTMODE' };

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
      expect(aws().requests).to.deep.equal([]);
      expect(log().error.callCount).to.equal(2);
    });

    it('fails in a central function for a member account', async () => {
      await centrally();
      expect((await rejection(run(echo, elsewhere({ resultToken: 'TESTMODE' })))).message).to.include(
        'TESTMODE',
      );
      expect(aws().requests).to.deep.equal([]);
    });

    it('has AWS Config check the evaluation and not store it where Serverless runs it locally', async () => {
      await answering(accepted);
      process.env['IS_LOCAL'] = 'true';
      const context = { ...lambdaContext(), invokedFunctionArn: undefined as unknown as string };
      expect(await run(echo, trial, context)).to.have.property('Annotation', 'hello');
      expect(JSON.parse(aws().requests[0]?.body ?? '')).to.include({
        TestMode: true,
        ResultToken: 'TESTMODE',
      });
    });
  });
});
