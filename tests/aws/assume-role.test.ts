import { STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { assumeMemberRole } from '../../aws/assume-role.ts';
import { ExpectationError } from '../../aws/expect.ts';
import { rejection } from '../rejection.ts';
import { assumedRoleXml, awsOfEachTest, queryErrorXml } from '../scripted-aws.ts';

const account = { id: '999999999999', partition: 'aws-us-gov' };
const session = 'arn:aws-us-gov:sts::999999999999:assumed-role/Evaluation/aws-config-rule';

describe('aws/assume-role', () => {
  const { answering, actions, requests } = awsOfEachTest();

  async function assume(body: string, status = 200) {
    const { call, clientConfig } = await answering({ status, body });
    return assumeMemberRole(new STSClient(clientConfig), account, 'Evaluation', call);
  }

  it('is assumed in the account that is evaluated, in its partition, for 15 minutes', async () => {
    expect(await assume(assumedRoleXml(session))).to.deep.equal({
      accessKeyId: 'ASIAMEMBER',
      secretAccessKey: 'the-member-secret',
      sessionToken: 'the-member-token',
    });
    expect(Object.fromEntries(new URLSearchParams(requests()[0]?.body))).to.deep.equal({
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn:aws-us-gov:iam::999999999999:role/Evaluation',
      RoleSessionName: 'aws-config-rule',
      DurationSeconds: '900',
    });
    expect(actions()).to.deep.equal(['sts:AssumeRole']);
  });

  const odd: Record<string, string> = {
    'of another account': assumedRoleXml(session.replace('999999999999', '111122223333')),
    'of another partition': assumedRoleXml(session.replace('aws-us-gov', 'aws')),
    'of another role': assumedRoleXml(session.replace('Evaluation', 'Administrator')),
    'of another session': assumedRoleXml(session.replace('aws-config-rule', 'somebody')),
    'of nobody': assumedRoleXml(session).replace(/<AssumedRoleUser>.*<\/AssumedRoleUser>/, ''),
    'without credentials': assumedRoleXml(session).replace(/<Credentials>.*<\/Credentials>/, ''),
    ...Object.fromEntries(
      ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].flatMap((field) => {
        const element = new RegExp(`<${field}>.*</${field}>`);
        return [
          [`without ${field}`, assumedRoleXml(session).replace(element, '')],
          [`with an empty ${field}`, assumedRoleXml(session).replace(element, `<${field}></${field}>`)],
        ];
      }),
    ),
  };
  for (const [name, body] of Object.entries(odd)) {
    it(`is refused with an answer ${name}, and no secret gets out`, async () => {
      const error = await rejection(assume(body));
      expect(error.cause).to.be.instanceOf(ExpectationError);
      expect(error.message).to.match(/^answer\.(Credentials|AssumedRoleUser)/);
      expect(error.message).to.not.include('the-member');
      if (name.includes('empty')) expect(error.message).to.include(': expected a text, got ""');
    });
  }

  it('is refused as STS refuses it', async () => {
    const error = await rejection(assume(queryErrorXml('AccessDenied', 'No.'), 403));
    expect(error.cause).to.include({ name: 'AccessDenied', message: 'No.' });
  });
});
