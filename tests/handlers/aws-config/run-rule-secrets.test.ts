import { inspect } from 'node:util';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { type Answer, queryErrorXml } from '../../scripted-aws.ts';
import { configEvent } from './event.ts';
import { accepted, afterWork, assumed, echo, elsewhere, runsOfEachTest } from './run-rule-fixture.ts';

describe('handlers/aws-config/run-rule: secrets', () => {
  const { answering, centrally, log, run } = runsOfEachTest();

  /** Everything of an error, also what the SDK attaches to it, and of the log. */
  const written = (error: Error) =>
    inspect([error, log().info.args, log().error.args], { depth: null, showHidden: true });
  const refusal = (message: string): Answer => ({
    status: 400,
    body: JSON.stringify({ __type: 'ValidationException', message }),
  });
  const wrong = (secret: string): Answer => ({
    status: 403,
    body: queryErrorXml('SignatureDoesNotMatch', `${secret} is wrong`),
  });

  it('hides secrets, also if AWS quotes them', async () => {
    const quote =
      'the-result-token, the-secret-key and the-session-token are not valid, the-result-token least';
    await answering(accepted, refusal(quote));
    await run();
    const error = await rejection(run());
    await rejection(run(echo, configEvent({ ruleParameters: '{' })));
    expect(error.message).to.include('(secret), (secret) and (secret) are not valid, (secret) least');
    expect(log().error.callCount).to.equal(2);
    expect(written(error)).to.not.match(/the-(result-token|secret|session)/);
  });

  const reading = afterWork(({ call, clientConfig }) =>
    call('iam:GetAccountSummary', (options) =>
      new IAMClient(clientConfig).send(new GetAccountSummaryCommand({}), options),
    ),
  );
  const refusals: Record<string, [answers: Answer[], says: string]> = {
    STS: [[wrong('the-session-token')], 'SignatureDoesNotMatch: (secret) is wrong'],
    IAM: [[assumed, wrong('the-member-token')], 'SignatureDoesNotMatch: (secret) is wrong'],
    'AWS Config': [
      [assumed, { body: '<a/>' }, refusal('the-member-secret and the-member-token')],
      'ValidationException: (secret) and (secret)',
    ],
  };
  for (const [service, [answers, says]] of Object.entries(refusals)) {
    it(`hides secrets in what ${service} answers to a central function`, async () => {
      await centrally(...answers);
      const error = await rejection(run(reading, elsewhere()));
      expect(error.message).to.include(says);
      expect(written(error)).to.not.match(/the-(member|session|secret)/);
    });
  }
});
