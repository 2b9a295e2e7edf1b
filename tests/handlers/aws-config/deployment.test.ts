import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readDeployment } from '../../../handlers/aws-config/deployment.ts';
import { functionArn } from './event.ts';

const account = { id: '111122223333', partition: 'aws' };
const inGovCloud = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:f:live';
const role = 'Root-User_Mfa.Evaluation';
const longest = 'x'.repeat(64);
const named = (MEMBER_ROLE_NAME: string) => ({ MEMBER_ROLE_NAME });

describe('handlers/aws-config/deployment', () => {
  const accepted: Record<string, [environment: object, arn: unknown, deployment: object]> = {
    'the account from the ARN of the function': [{}, functionArn, { account }],
    'any partition, version and alias': [
      {},
      inGovCloud,
      { account: { ...account, partition: 'aws-us-gov' } },
    ],
    'no account where Serverless runs the function locally': [{ IS_LOCAL: 'true' }, undefined, {}],
    'the account from the ARN also there': [{ IS_LOCAL: 'true' }, functionArn, { account }],
    'the name of the member role': [named(role), functionArn, { account, memberRoleName: role }],
    'a name of 64 characters': [named(longest), functionArn, { account, memberRoleName: longest }],
    'no role where the name is empty': [named(''), functionArn, { account }],
  };
  for (const [name, [environment, arn, deployment]] of Object.entries(accepted)) {
    it(`reads ${name}`, () => {
      const none = { account: undefined, memberRoleName: undefined };
      expect(readDeployment(environment as NodeJS.ProcessEnv, arn)).to.deep.equal({ ...none, ...deployment });
    });
  }

  const arns = [
    'root-user-mfa-enabled',
    `x${functionArn}`,
    `${functionArn}\n`,
    'arn:aws:lambda:us-east-1:111122223333:function:',
  ];
  for (const arn of [undefined, ...arns]) {
    it(`refuses the function ARN ${JSON.stringify(arn)}`, () => {
      const expected = 'arn:<partition>:lambda:<region>:<account>:function:<name>';
      expect(() => readDeployment({}, arn)).to.throw(
        ExpectationError,
        `context.invokedFunctionArn: expected ${arn === undefined ? 'string, got nothing' : expected}`,
      );
    });
  }

  for (const name of [
    'audit/Evaluation',
    '*',
    ' ',
    'Evaluation\n',
    'x'.repeat(65),
    'arn:aws:iam::1:role/a',
  ]) {
    it(`refuses the role name ${JSON.stringify(name)}`, () => {
      expect(() => readDeployment(named(name), functionArn)).to.throw(
        ExpectationError,
        /^MEMBER_ROLE_NAME: expected the name of an IAM role, without a path, got "/,
      );
    });
  }
});
