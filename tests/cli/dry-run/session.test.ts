import { expect } from 'chai';
import sinon from 'sinon';
import { roleAccess, rootAccess } from '../../../cli/dry-run/access.ts';
import { closeSession, openSession } from '../../../cli/dry-run/session.ts';
import { rejection } from '../../rejection.ts';
import { queryErrorXml, scriptedAws } from '../../scripted-aws.ts';

const identity = {
  body:
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/alice</Arn>' +
    '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
};
const member = { id: '222233334444', partition: 'aws' };
const unknownToken = queryErrorXml(
  'InvalidClientTokenId',
  'The security token included in the request is invalid',
);

describe('cli/dry-run/session', () => {
  afterEach(() => sinon.restore());

  for (const [name, access] of Object.entries({
    'sts:AssumeRole': (session: Parameters<typeof rootAccess>[0]) => roleAccess(session, 'Audit'),
    'sts:AssumeRoot': rootAccess,
  })) {
    it(`names the Region where ${name} does not take a token that other calls take`, async () => {
      const aws = await scriptedAws([identity, { status: 403, body: unknownToken }]);
      const { endpoint } = aws.clientConfig as { endpoint: string };
      sinon.stub(process, 'env').value({
        AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret-of-alice',
        AWS_ENDPOINT_URL: endpoint,
      });
      const session = await openSession({ profile: undefined, region: 'ap-east-1', connections: 1 });
      const error = await rejection(access(session)(member));
      closeSession(session);
      await aws.close();
      expect(error.message).to.equal(
        `${name}: InvalidClientTokenId: The security token included in the request is invalid. ` +
          'STS in ap-east-1 gives no session of this account: the account may not have enabled that Region, or your own token ' +
          'is one of the global STS endpoint, which Regions that have to be enabled do not take. Choose a Region that is ' +
          'always enabled, with --region.',
      );
    });
  }
});
