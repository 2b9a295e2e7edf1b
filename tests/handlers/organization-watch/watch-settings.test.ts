import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readWatchSettings } from '../../../handlers/organization-watch/watch-settings.ts';

const environment = {
  FUNCTION_NAME: 'root-user-mfa-enabled',
  FREQUENCY: 'Six_Hours',
  MEMBER_ROLE_NAME: 'Audit+=,.@_-'.padEnd(64, 'x'),
  EXCLUDED_ACCOUNTS: '111122223333,444455556666',
  TOPIC_ARN: 'arn:aws-us-gov:sns:us-gov-west-1:222233334444:the-topic',
};
const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:222233334444:function:the-watch';

describe('handlers/organization-watch/watch-settings', () => {
  it('reads what the stack sets, and the own account and partition from the function', () => {
    expect(readWatchSettings(environment, arn)).to.deep.equal({
      account: { id: '222233334444', partition: 'aws-us-gov' },
      functionName: 'root-user-mfa-enabled',
      frequency: 'Six_Hours',
      memberRoleName: environment.MEMBER_ROLE_NAME,
      excludedAccounts: ['111122223333', '444455556666'],
      topicArn: environment.TOPIC_ARN,
    });
  });

  it('excludes no account where none is named', () => {
    const settings = readWatchSettings({ ...environment, EXCLUDED_ACCOUNTS: '' }, arn);
    expect(settings.excludedAccounts).to.deep.equal([]);
  });

  const { TOPIC_ARN } = environment;
  const anyTopic = 'arn:aws:sns:*:222233334444:the-topic';
  const refused: Record<string, [expected: string, values: string[]]> = {
    FUNCTION_NAME: ['the name of a Lambda function', ['', 'a b', 'arn:aws:x', 'x'.repeat(65)]],
    FREQUENCY: ['.*"TwentyFour_Hours"', ['', 'Daily', 'six_hours']],
    MEMBER_ROLE_NAME: [
      'the name of an IAM role, without a path',
      ['', '*', 'path/', '/name', 'x'.repeat(65)],
    ],
    EXCLUDED_ACCOUNTS: ['a 12-digit account id', ['1234', '111122223333;444455556666', ',']],
    TOPIC_ARN: ['the ARN of an SNS topic', ['', 'the-topic', anyTopic, `x${TOPIC_ARN}`, `${TOPIC_ARN}:x`]],
  };
  for (const [name, [expected, values]] of Object.entries(refused)) {
    for (const value of [undefined, ...values]) {
      it(`refuses ${value} as ${name}`, () => {
        const got = value === undefined ? '.*' : `${expected}.*, got "`;
        expect(() => readWatchSettings({ ...environment, [name]: value }, arn)).to.throw(
          ExpectationError,
          new RegExp(`^environment\\.${name}(\\[0\\])?: expected ${got}`),
        );
      });
    }
  }

  it('refuses a context without the ARN of the function', () => {
    expect(() => readWatchSettings(environment, 'arn:aws:iam::222233334444:root')).to.throw(
      ExpectationError,
      /^context\.invokedFunctionArn: expected arn:<partition>:lambda:/,
    );
  });
});
