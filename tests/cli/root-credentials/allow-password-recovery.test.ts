import { STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { AwsCallError, awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { allowPasswordRecovery } from '../../../cli/root-credentials/allow-password-recovery.ts';
import { rejection } from '../../rejection.ts';
import { assumedRoleXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

describe('cli/root-credentials/allow-password-recovery', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  it('fails on an answer that is not of IAM', async () => {
    const opened = { body: assumedRoleXml('unused').replaceAll('AssumeRole', 'AssumeRoot') };
    aws = await scriptedAws([opened, { body: '<html><body>Sign in</body></html>' }]);
    const { clientConfig } = aws;
    const session = {
      account: { id: '999999999999', partition: 'aws' },
      sts: new STSClient(clientConfig),
      clientConfig,
      calls: () => awsCalls({ deadline: new AbortController().signal, advise: adviceIn() }),
    } as unknown as CallerSession;
    const error = await rejection(allowPasswordRecovery(session, '111122223333'));
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.match(/^iam:CreateLoginProfile: /);
    expect(aws.requests.map(({ operation }) => operation)).to.deep.equal([
      'AssumeRoot',
      'CreateLoginProfile',
    ]);
  });
});
