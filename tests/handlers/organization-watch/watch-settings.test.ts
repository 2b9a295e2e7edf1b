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
