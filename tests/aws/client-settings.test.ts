import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { NO_SDK_RETRIES } from '../../aws/client-settings.ts';
import { rejection } from '../rejection.ts';
import { scriptedAws } from '../scripted-aws.ts';

describe('aws/client-settings', () => {
  it('leaves all retries of a run over many accounts to the pacer', async () => {
    const aws = await scriptedAws([{ status: 503, body: '' }]);
    const sts = new STSClient({ ...aws.clientConfig, ...NO_SDK_RETRIES });
    await rejection(sts.send(new GetCallerIdentityCommand({})));
    await aws.close();
    expect(aws.requests).to.have.length(1);
  });
});
