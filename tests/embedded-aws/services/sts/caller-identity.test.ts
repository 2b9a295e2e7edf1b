import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { roleSession } from '../../../../embedded-aws/services/accounts.ts';
import { anAccount } from '../../fixtures.ts';
import { endpointOfEachTest } from '../endpoint-fixture.ts';

describe('embedded-aws/services/sts', () => {
  const { configFor, serve } = endpointOfEachTest();

  it('GetCallerIdentity says who calls, without any permission', async () => {
    const account = anAccount({ id: '444455556666', partition: 'aws-us-gov' });
    serve(account);
    const sts = new STSClient(configFor(roleSession(account, 'Reader', 'session', [])));
    const { Arn, Account, UserId } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Arn, Account, UserId }).to.deep.equal({
      Arn: 'arn:aws-us-gov:sts::444455556666:assumed-role/Reader/session',
      Account: '444455556666',
      UserId: 'AROAEXAMPLE444455556:session',
    });
  });
});
