import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readDeployment } from '../../../handlers/aws-config/deployment.ts';
import { functionArn } from './event.ts';

const account = { id: '111122223333', partition: 'aws' };

describe('handlers/aws-config/deployment', () => {
  it('takes the account from the ARN of the function', () => {
    expect(readDeployment({}, functionArn)).to.deep.equal({ account, memberRoleName: undefined });
  });

  it('accepts any partition, version and alias', () => {
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f:live';
    expect(readDeployment({}, arn).account).to.deep.equal({ id: '111122223333', partition: 'aws-us-gov' });
  });

  const ownArns: [unknown, string][] = [
    [undefined, 'expected string, got nothing'],
    [
      'root-user-mfa-enabled',
      'expected arn:<partition>:lambda:<region>:<account>:function:<name>, got "root-',
    ],
    [`x${functionArn}`, 'expected arn:<partition>:lambda:'],
    [`${functionArn}\n`, 'expected arn:<partition>:lambda:'],
    ['arn:aws:lambda:us-east-1:111122223333:function:', 'expected arn:<partition>:lambda:'],
  ];
  for (const [arn, message] of ownArns) {
    it(`refuses the function ARN ${arn}`, () => {
      expect(() => readDeployment({}, arn)).to.throw(
        ExpectationError,
        `context.invokedFunctionArn: ${message}`,
      );
    });
  }

  describe('where Serverless runs the function locally', () => {
    const local = { IS_LOCAL: 'true' };
    it('has no account without a function ARN', () => {
      expect(readDeployment(local, undefined).account).to.equal(undefined);
    });
    it('takes the account from the ARN of the function if there is one', () => {
      expect(readDeployment(local, functionArn).account).to.deep.equal(account);
    });
  });

  describe('the name of the member role', () => {
    const nameIn = (MEMBER_ROLE_NAME: string) =>
      readDeployment({ MEMBER_ROLE_NAME }, functionArn).memberRoleName;

    it('is what the environment says', () => {
      expect(nameIn('Root-User_Mfa.Evaluation')).to.equal('Root-User_Mfa.Evaluation');
      expect(nameIn('x'.repeat(64))).to.have.length(64);
    });

    it('is undefined if the variable is empty', () => expect(nameIn('')).to.equal(undefined));

    for (const name of [
      'audit/Evaluation',
      '*',
      ' ',
      'Evaluation\n',
      'x'.repeat(65),
      'arn:aws:iam::1:role/a',
    ]) {
      it(`is not ${JSON.stringify(name)}`, () => {
        expect(() => nameIn(name)).to.throw(
          ExpectationError,
          /^MEMBER_ROLE_NAME: expected the name of an IAM role, without a path, got "/,
        );
      });
    }
  });
});
