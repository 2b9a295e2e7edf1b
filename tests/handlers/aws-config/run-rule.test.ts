import { inspect } from 'node:util';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect } from 'chai';
import sinon from 'sinon';
import * as v from 'valibot';
import { EvaluationError } from '../../../handlers/aws-config/account-session.ts';
import { runRule } from '../../../handlers/aws-config/run-rule.ts';
import { type Aws, AwsCallError } from '../../../rules/aws.ts';
import type { Rule } from '../../../rules/contract.ts';
import { ExpectationError } from '../../../rules/expect.ts';
import { rejection } from '../../rejection.ts';
import {
  type Answer,
  assumedRoleXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
} from '../../scripted-aws.ts';
import { configEvent, lambdaContext } from './event.ts';

const accepted: Answer = { body: '{"FailedEvaluations":[]}' };

/** A rule that reports its parameter. */
const echo: Rule<Aws, { say: string }> = {
  name: 'echo',
  title: 'Echo',
  resourceType: 'AWS::::Account',
  verdicts: { echo: { when: 'always', complianceType: 'COMPLIANT', found: 'An echo.' } },
  reads: { actions: [], mostCalls: 2 },
  parameters: v.strictObject({ say: v.string() }),
  evaluate: async (_, { say }) => ({ complianceType: 'COMPLIANT', reason: 'echo', annotation: say }),
};
const event = configEvent({ ruleParameters: '{"say":"hello"}' });

describe('handlers/aws-config/run-rule', () => {
  let aws: ScriptedAws;
  let log: { info: sinon.SinonStub; error: sinon.SinonStub };

  beforeEach(() => {
    log = { info: sinon.stub(console, 'info'), error: sinon.stub(console, 'error') };
  });
  afterEach(async () => {
    sinon.restore();
    await aws.close();
  });

  async function answering(...answers: Answer[]) {
    aws = await scriptedAws(answers);
    const { endpoint } = aws.clientConfig as { endpoint: string };
    sinon.stub(process, 'env').value({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'the-secret-key',
      AWS_SESSION_TOKEN: 'the-session-token',
    });
  }
  const run = (rule = echo, asked: unknown = event, context = lambdaContext()) =>
    runRule(rule, (given: Aws) => given, asked, context);
  const reported = () => aws.requests.map(({ body }) => JSON.parse(body).Evaluations[0]);

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

  it('gives the rule its account', async () => {
    await answering(accepted);
    const accounts: unknown[] = [];
    const rule: typeof echo = {
      ...echo,
      evaluate: (given, parameters) => {
        accounts.push(given.account);
        return echo.evaluate(given, parameters);
      },
    };
    await run(rule);
    expect(accounts).to.deep.equal([{ id: '111122223333', partition: 'aws' }]);
  });

  it('asks for no evidence of an account that left the scope', async () => {
    await answering(accepted);
    await run(
      failing(new Error('asked')),
      configEvent({ ruleParameters: '{"say":"hello"}', eventLeftScope: true }),
    );
    expect(reported()).to.deep.equal([
      {
        ComplianceResourceType: 'AWS::::Account',
        ComplianceResourceId: '111122223333',
        ComplianceType: 'NOT_APPLICABLE',
        Annotation: 'The account has left the scope of the rule.',
        OrderingTimestamp: 1783979400.373,
      },
    ]);
    expect(log.info.firstCall.args[0]).to.include({ complianceType: 'NOT_APPLICABLE', reason: 'left-scope' });
  });

  it('logs one line for an evaluation', async () => {
    await answering(accepted);
    sinon.stub(performance, 'now').onFirstCall().returns(1000).returns(1250.6);
    await run();
    expect(log.error.callCount).to.equal(0);
    expect(log.info.args).to.have.length(1);
    expect(log.info.args[0]?.[0]).to.deep.equal({
      rule: 'echo',
      configRule: 'root-user-mfa-enabled',
      accountId: '111122223333',
      complianceType: 'COMPLIANT',
      reason: 'echo',
      awsCalls: 1,
      durationMs: 251,
    });
  });

  const refusedBeforeAnyCall: [string, unknown, string][] = [
    ['an event that is none', {}, 'event.accountId: expected a value, got nothing'],
    [
      'an unknown parameter',
      configEvent({ ruleParameters: '{"said":"hello"}' }),
      'rule parameters.say: expected a value, got nothing',
    ],
    [
      'an unknown parameter of an account that left the scope',
      configEvent({ ruleParameters: '{"said":"hello"}', eventLeftScope: true }),
      'rule parameters.say: expected a value, got nothing',
    ],
  ];
  for (const [name, asked, message] of refusedBeforeAnyCall) {
    it(`refuses ${name} before anything is called`, async () => {
      await answering();
      const error = await rejection(run(echo, asked));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message).to.equal(message);
      expect(aws.requests).to.deep.equal([]);
      expect(log.error.args.map(([line]) => line.error)).to.deep.equal([`ExpectationError: ${message}`]);
    });
  }

  it('reports nothing when the rule cannot tell', async () => {
    await answering();
    const cause = new AwsCallError('iam:X', 'iam:X: refused');
    const error = await rejection(run(failing(cause)));
    expect(error).to.be.instanceOf(EvaluationError);
    expect(error.message).to.equal('No verdict for account 111122223333. iam:X: refused');
    expect(error.cause).to.equal(cause);
    expect(aws.requests).to.deep.equal([]);
  });

  it('tells of a failure that is no error', async () => {
    await answering();
    expect((await rejection(run(failing('gone')))).message).to.equal(
      'No verdict for account 111122223333. gone',
    );
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
    expect(log.info.callCount).to.equal(0);
    expect(log.error.args).to.have.length(1);
    expect(log.error.args[0]?.[0]).to.deep.equal({
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

  it('names the account of a parameter that is not in order', async () => {
    await answering();
    await rejection(run(echo, configEvent({ ruleParameters: '{"said":"hello"}' })));
    expect(log.error.args[0]?.[0]).to.include({
      accountId: '111122223333',
      configRule: 'root-user-mfa-enabled',
    });
  });

  it('lets no secret out, also where AWS quotes it', async () => {
    const quote =
      'the-result-token, the-secret-key and the-session-token are not valid, the-result-token least';
    const refusal = JSON.stringify({ __type: 'ValidationException', message: quote });
    await answering(accepted, { status: 400, body: refusal });
    await run();
    const error = await rejection(run());
    await rejection(run(echo, configEvent({ ruleParameters: '{' })));
    expect(error.message).to.include('(secret), (secret) and (secret) are not valid, (secret) least');
    expect(log.error.callCount).to.equal(2);
    const { cause } = error as { cause: Error };
    const everything = [
      log.info.args,
      log.error.args,
      error.message,
      error.stack,
      cause.message,
      cause.stack,
    ];
    expect(JSON.stringify(everything)).to.not.match(/the-result-token|the-secret-key|the-session-token/);
    expect(`${(cause.cause as Error).message}${(cause.cause as Error).stack}`).to.not.match(
      /the-(result|secret|session)/,
    );
  });

  it('takes no short text for a secret, and none for one that is not there', async () => {
    const refusal = { status: 400, body: '{"__type":"ValidationException","message":"token 7 seventy"}' };
    await answering(refusal, refusal);
    delete process.env['AWS_SESSION_TOKEN'];
    const says = async (resultToken: string) =>
      (await rejection(run(echo, configEvent({ ruleParameters: '{"say":"hello"}', resultToken })))).message;
    expect(await says('seventy')).to.include('ValidationException: token 7 seventy.');
    expect(await says('7 sevent')).to.include('ValidationException: token (secret)y.');
  });

  it('ends what hangs a second before Lambda would', async () => {
    await answering();
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const timeout = sinon.stub(AbortSignal, 'timeout').callsFake((milliseconds) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), milliseconds);
      return controller.signal;
    });
    const hanging: typeof echo = {
      ...echo,
      evaluate: (given) => given.call('iam:X', () => new Promise(() => {})),
    };
    const failure = rejection(run(hanging, event, lambdaContext(60_000)));
    await clock.tickAsync(59_000);
    expect((await failure).message).to.include('iam:X: no answer within the time that the function has.');
    expect(timeout.args).to.deep.equal([[59_000]]);
  });

  it('has no time below none', async () => {
    await answering();
    const timeout = sinon.spy(AbortSignal, 'timeout');
    await rejection(run(failing(new Error('late')), event, lambdaContext(10)));
    expect(timeout.args).to.deep.equal([[0]]);
  });

  it('lets no attempt take more than a ninth of the time', async () => {
    await answering(accepted);
    const timeouts: unknown[] = [];
    const rule: typeof echo = {
      ...echo,
      evaluate: async (given, parameters) => {
        const handler = given.clientConfig.requestHandler as unknown as { configProvider: Promise<object> };
        timeouts.push(await handler.configProvider);
        return echo.evaluate(given, parameters);
      },
    };
    await run(rule, event, lambdaContext(10_000));
    expect(timeouts[0]).to.include({
      connectionTimeout: 1000,
      requestTimeout: 1000,
      socketTimeout: 1000,
      throwOnRequestTimeout: true,
    });
  });

  it('tries a call three times, whatever the environment says', async () => {
    const busy = { status: 503, body: '{"__type":"ServiceUnavailable"}' };
    await answering(busy, busy, busy, accepted);
    process.env['AWS_MAX_ATTEMPTS'] = '5';
    process.env['AWS_RETRY_MODE'] = 'adaptive';
    expect((await rejection(run())).message).to.include('config:PutEvaluations: ServiceUnavailable');
    expect(aws.requests).to.have.length(3);
  });

  it('takes an event without a function ARN only where Serverless runs it locally', async () => {
    await answering(accepted);
    const context = { ...lambdaContext(), invokedFunctionArn: undefined as unknown as string };
    expect((await rejection(run(echo, event, context))).message).to.include('context.invokedFunctionArn');
    process.env['IS_LOCAL'] = 'true';
    expect(await run(echo, event, context)).to.have.property('Annotation', 'hello');
  });

  describe('with a role to assume', () => {
    const elsewhere = (changes: object = {}) =>
      configEvent(
        {
          ruleParameters: '{"say":"hello"}',
          accountId: '999999999999',
          configRuleArn: 'arn:aws:config:us-east-1:999999999999:config-rule/c',
          ...changes,
        },
        { awsAccountId: '999999999999' },
      );
    const assumed = {
      body: assumedRoleXml('arn:aws:sts::999999999999:assumed-role/Evaluation/aws-config-rule'),
    };
    async function centrally(...answers: Answer[]) {
      await answering(...answers);
      process.env['MEMBER_ROLE_NAME'] = 'Evaluation';
    }
    const signers = () => aws.requests.map(({ operation }, index) => [operation, aws.signers[index]]);

    it("reads and reports with the member's credentials", async () => {
      await centrally(assumed, accepted);
      const seen: unknown[] = [];
      const rule: typeof echo = {
        ...echo,
        evaluate: (given, parameters) => {
          seen.push(given.account, { ...(given.clientConfig.credentials as object) });
          return echo.evaluate(given, parameters);
        },
      };
      await run(rule, elsewhere());
      expect(seen).to.deep.equal([
        { id: '999999999999', partition: 'aws' },
        { accessKeyId: 'ASIAMEMBER', secretAccessKey: 'the-member-secret', sessionToken: 'the-member-token' },
      ]);
      expect(signers()).to.deep.equal([
        ['AssumeRole', 'AKIAEXAMPLE'],
        ['PutEvaluations', 'ASIAMEMBER'],
      ]);
      expect(log.info.args[0]?.[0]).to.include({ accountId: '999999999999', awsCalls: 2 });
    });

    it('answers for its own account with its own credentials', async () => {
      await centrally(accepted);
      await run();
      expect(signers()).to.deep.equal([['PutEvaluations', 'AKIAEXAMPLE']]);
    });

    it("reports with the member's credentials that its account left the scope", async () => {
      await centrally(assumed, accepted);
      await run(failing(new Error('asked')), elsewhere({ eventLeftScope: true }));
      expect(signers().at(-1)).to.deep.equal(['PutEvaluations', 'ASIAMEMBER']);
    });

    it('calls nothing else when the role cannot be assumed', async () => {
      await centrally({ status: 403, body: queryErrorXml('AccessDenied', 'User u may not') });
      const error = await rejection(run(failing(new Error('asked')), elsewhere()));
      expect(error).to.be.instanceOf(EvaluationError);
      expect(error.message).to.match(
        /^No verdict for account 999999999999\. sts:AssumeRole: AccessDenied: User u may not\. Inside the function's organization, the member role is missing/,
      );
      expect(signers()).to.have.length(1);
    });

    it("lets no secret of the member's out, also where AWS quotes it", async () => {
      const message = 'the-member-secret and the-member-token are not valid';
      await centrally(assumed, {
        status: 400,
        body: JSON.stringify({ __type: 'ValidationException', message }),
      });
      const error = await rejection(run(echo, elsewhere()));
      expect(error.message).to.include('(secret) and (secret) are not valid');
      expect(`${error.stack}${log.error.args}`).to.not.include('the-member');
    });

    for (const [name, denied] of [
      ['STS', [{ status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'the-session-token is wrong') }]],
      [
        'IAM',
        [assumed, { status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'the-member-token is wrong') }],
      ],
    ] as const) {
      it(`lets no secret out with what the SDK attaches to an error of ${name}`, async () => {
        await centrally(...denied);
        const reading: typeof echo = {
          ...echo,
          evaluate: (given) =>
            given.call('iam:GetAccountSummary', (options) =>
              new IAMClient(given.clientConfig).send(new GetAccountSummaryCommand({}), options),
            ) as never,
        };
        const error = await rejection(run(reading, elsewhere()));
        expect(error.message).to.include('SignatureDoesNotMatch: (secret) is wrong');
        expect(inspect(error, { depth: null, showHidden: true })).to.not.match(/the-(member|session|secret)/);
      });
    }

    it('lets no attempt take more than a twelfth of the time', async () => {
      await centrally(assumed, accepted);
      const timeouts: unknown[] = [];
      const rule: typeof echo = {
        ...echo,
        evaluate: async (given, parameters) => {
          const handler = given.clientConfig.requestHandler as unknown as { configProvider: Promise<object> };
          timeouts.push(await handler.configProvider);
          return echo.evaluate(given, parameters);
        },
      };
      await run(rule, elsewhere(), lambdaContext(13_000));
      expect(timeouts[0]).to.include({ requestTimeout: 1000 });
    });

    it('refuses a role name that is none before anything is called', async () => {
      await centrally();
      process.env['MEMBER_ROLE_NAME'] = '*';
      expect((await rejection(run())).message).to.match(
        /^MEMBER_ROLE_NAME: expected the name of an IAM role/,
      );
      expect(aws.requests).to.deep.equal([]);
    });
  });
});

function failing(cause: unknown): typeof echo {
  return { ...echo, evaluate: () => Promise.reject(cause) };
}
