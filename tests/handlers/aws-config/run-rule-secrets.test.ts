import { inspect } from 'node:util';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { queryErrorXml } from '../../scripted-aws.ts';
import { configEvent } from './event.ts';
import { accepted, assumed, echo, elsewhere, runsOfEachTest } from './run-rule-fixture.ts';

describe('handlers/aws-config/run-rule', () => {
  const { answering, centrally, log, run } = runsOfEachTest();

  it('hides secrets, also if AWS quotes them', async () => {
    const quote =
      'the-result-token, the-secret-key and the-session-token are not valid, the-result-token least';
    const refusal = JSON.stringify({ __type: 'ValidationException', message: quote });
    await answering(accepted, { status: 400, body: refusal });
    await run();
    const error = await rejection(run());
    await rejection(run(echo, configEvent({ ruleParameters: '{' })));
    expect(error.message).to.include('(secret), (secret) and (secret) are not valid, (secret) least');
    expect(log().error.callCount).to.equal(2);
    const { cause } = error as { cause: Error };
    const everything = [
      log().info.args,
      log().error.args,
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

  it('does not hide texts of fewer than eight characters, or a token that is not set', async () => {
    const refusal = { status: 400, body: '{"__type":"ValidationException","message":"token 7 seventy"}' };
    await answering(refusal, refusal);
    delete process.env['AWS_SESSION_TOKEN'];
    const says = async (resultToken: string) =>
      (await rejection(run(echo, configEvent({ ruleParameters: '{"say":"hello"}', resultToken })))).message;
    expect(await says('seventy')).to.include('ValidationException: token 7 seventy.');
    expect(await says('7 sevent')).to.include('ValidationException: token (secret)y.');
  });

  it('hides the secrets of the member, also if AWS quotes them', async () => {
    const message = 'the-member-secret and the-member-token are not valid';
    await centrally(assumed, {
      status: 400,
      body: JSON.stringify({ __type: 'ValidationException', message }),
    });
    const error = await rejection(run(echo, elsewhere()));
    expect(error.message).to.include('(secret) and (secret) are not valid');
    expect(`${error.stack}${log().error.args}`).to.not.include('the-member');
  });

  for (const [name, denied] of [
    ['STS', [{ status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'the-session-token is wrong') }]],
    [
      'IAM',
      [assumed, { status: 403, body: queryErrorXml('SignatureDoesNotMatch', 'the-member-token is wrong') }],
    ],
  ] as const) {
    it(`hides secrets in what the SDK attaches to an error of ${name}`, async () => {
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
});
