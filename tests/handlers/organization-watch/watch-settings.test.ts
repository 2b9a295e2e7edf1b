import { expect } from 'chai';
import { readWatchSettings } from '../../../handlers/organization-watch/watch-settings.ts';

const environment = {
  FUNCTION_NAME: 'root-user-mfa-enabled',
  FREQUENCY: 'Six_Hours',
  MEMBER_ROLE_NAME: 'RootUserMfaWatch',
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
      memberRoleName: 'RootUserMfaWatch',
      excludedAccounts: ['111122223333', '444455556666'],
      topicArn: environment.TOPIC_ARN,
    });
  });

  it('excludes no account where none is named', () => {
    const settings = readWatchSettings({ ...environment, EXCLUDED_ACCOUNTS: '' }, arn);
    expect(settings.excludedAccounts).to.deep.equal([]);
  });

  const refused: Record<string, [name: keyof typeof environment, values: (string | undefined)[]]> = {
    'no name of a function': ['FUNCTION_NAME', [undefined, '', 'a b', 'arn:aws:x', 'x'.repeat(65)]],
    'no frequency': ['FREQUENCY', [undefined, '', 'Daily', 'six_hours']],
    'no name of a role': ['MEMBER_ROLE_NAME', [undefined, '', '*', 'path/name', 'x'.repeat(65)]],
    'no list of accounts': ['EXCLUDED_ACCOUNTS', [undefined, '1234', '111122223333;444455556666', ',']],
    'no topic': ['TOPIC_ARN', [undefined, '', 'the-topic', 'arn:aws:sns:*:222233334444:the-topic']],
  };
  for (const [what, [name, values]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      for (const value of values) {
        expect(() => readWatchSettings({ ...environment, [name]: value }, arn), `${value}`)
          .to.throw(`environment.${name}`)
          .with.property('name', 'ExpectationError');
      }
    });
  }

  const messages: [name: keyof typeof environment, value: string, message: string][] = [
    ['FUNCTION_NAME', 'a b', 'expected the name of a Lambda function, got "a b"'],
    ['MEMBER_ROLE_NAME', 'a/b', 'expected the name of an IAM role, without a path, got "a/b"'],
    ['TOPIC_ARN', `x${environment.TOPIC_ARN}`, 'expected the ARN of an SNS topic, got "xarn:'],
    ['TOPIC_ARN', `${environment.TOPIC_ARN}:x`, 'expected the ARN of an SNS topic, got "arn:'],
  ];
  for (const [name, value, message] of messages) {
    it(`says what it expected in place of ${value}`, () => {
      expect(() => readWatchSettings({ ...environment, [name]: value }, arn)).to.throw(
        `environment.${name}: ${message}`,
      );
    });
  }

  for (const value of [`x${arn}`, `${arn}\n`]) {
    it(`refuses the function's ARN ${JSON.stringify(value)}`, () => {
      expect(() => readWatchSettings(environment, value)).to.throw(
        'context.invokedFunctionArn: expected arn:<partition>:lambda:',
      );
    });
  }

  it('refuses a context without the ARN of the function', () => {
    for (const value of [
      undefined,
      '',
      'arn:aws:lambda:us-east-1:22:function:x',
      'arn:aws:iam::222233334444:root',
    ]) {
      expect(() => readWatchSettings(environment, value)).to.throw('context.invokedFunctionArn');
    }
  });
});
