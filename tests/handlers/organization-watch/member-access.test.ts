import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { memberAccess } from '../../../handlers/organization-watch/member-access.ts';
import { readActivity } from '../../../watch/activity.ts';
import { rejection } from '../../rejection.ts';
import { assumedRoleXml, awsOfEachTest } from '../../scripted-aws.ts';

const own = { id: '111122223333', partition: 'aws-cn' };
const member = { id: '444455556666', partition: 'aws-cn' };
const session = 'arn:aws-cn:sts::444455556666:assumed-role/RootUserMfaWatch/aws-config-rule';

describe('handlers/organization-watch/member-access', () => {
  const { answering, requests, signers } = awsOfEachTest();

  it('asks another account with the credentials of its role, and lets none of them out', async () => {
    const { clientConfig } = await answering(
      { body: assumedRoleXml(session) },
      { status: 400, body: '{"__type":"Odd","message":"got the-member-secret and the-member-token"}' },
    );
    const callsFor = () => awsCalls({ deadline: new AbortController().signal, advise: () => '' });
    const aws = { account: own, call: callsFor().call, clientConfig };
    const enter = memberAccess(aws, 'RootUserMfaWatch', callsFor, 'example:42');
    expect(await enter(own)).to.equal(aws);
    const error = await rejection(readActivity(await enter(member), 'f', new Date()));
    expect(error.message).to.include('got (secret) and (secret)');
    expect(signers()).to.deep.equal(['AKIAEXAMPLE', 'ASIAMEMBER']);
    expect(Object.fromEntries(new URLSearchParams(requests()[0]?.body))).to.include({
      RoleArn: 'arn:aws-cn:iam::444455556666:role/RootUserMfaWatch',
      ExternalId: 'example:42',
    });
  });
});
