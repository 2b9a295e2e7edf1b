import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { adviceOnEvaluation } from '../../../handlers/aws-config/evaluation-advice.ts';
import { memberAccess } from '../../../handlers/organization-watch/member-access.ts';
import { readActivity } from '../../../watch/activity.ts';
import { rejection } from '../../rejection.ts';
import { assumedRoleXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const own = { id: '111122223333', partition: 'aws-cn' };
const member = { id: '444455556666', partition: 'aws-cn' };
const session = 'arn:aws-cn:sts::444455556666:assumed-role/RootUserMfaWatch/aws-config-rule';

describe('handlers/organization-watch/member-access', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function access(...answers: Parameters<typeof scriptedAws>[0]) {
    aws = await scriptedAws(answers);
    const callsFor = () => awsCalls({ deadline: new AbortController().signal, advise: adviceOnEvaluation });
    return memberAccess(
      { account: own, call: callsFor().call, clientConfig: aws.clientConfig },
      'RootUserMfaWatch',
      callsFor,
    );
  }

  it('asks another account with the credentials of its role, and lets none of them out', async () => {
    const enter = await access(
      { body: assumedRoleXml(session) },
      { status: 400, body: '{"__type":"Odd","message":"got the-member-secret and the-member-token"}' },
    );
    const error = await rejection(readActivity(await enter(member), 'f', new Date()));
    expect(error.message).to.include('got (secret) and (secret)');
    expect(aws.signers).to.deep.equal(['AKIAEXAMPLE', 'ASIAMEMBER']);
    expect(new URLSearchParams(aws.requests[0]?.body).get('RoleArn')).to.equal(
      'arn:aws-cn:iam::444455556666:role/RootUserMfaWatch',
    );
  });

  it('gives the role the external ID that it expects', async () => {
    aws = await scriptedAws([{ body: assumedRoleXml(session) }]);
    const callsFor = () => awsCalls({ deadline: new AbortController().signal, advise: adviceOnEvaluation });
    const given = { account: own, call: callsFor().call, clientConfig: aws.clientConfig };
    await memberAccess(given, 'RootUserMfaWatch', callsFor, 'example:42')(member);
    expect(new URLSearchParams(aws.requests[0]?.body).get('ExternalId')).to.equal('example:42');
  });

  it('reads its own account without a role', async () => {
    const enter = await access();
    expect((await enter(own)).clientConfig).to.equal(aws.clientConfig);
    expect(aws.requests).to.deep.equal([]);
  });

  it('takes no session in another account than the one that it asked for', async () => {
    const enter = await access({ body: assumedRoleXml(session.replace('444455556666', '777788889999')) });
    expect((await rejection(enter(member))).message).to.match(
      /^sts:AssumeRole: answer\.AssumedRoleUser\.Arn/,
    );
  });
});
