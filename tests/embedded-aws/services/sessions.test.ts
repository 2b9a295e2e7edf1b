import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { administratorOf, type Credentials, roleSession } from '../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../rejection.ts';
import { anAccount, bareRootUser } from '../fixtures.ts';
import { calls, inOrganization, type Send } from './calls.ts';
import { type ClientConfig, endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/sessions', () => {
  const { administrator, configFor, revoke, serve, url } = endpointOfEachTest();

  const strangers: Record<string, Partial<Credentials>> = {
    'an unknown access key': { accessKeyId: 'ASIAUNKNOWN' },
    'a bad session token': { sessionToken: 'token-of-somebody-else' },
  };
  const whoAmI: Send = (config) => new STSClient(config).send(new GetCallerIdentityCommand({}));
  const services: Record<string, [Send, name: string, status: number]> = {
    IAM: [calls['iam:GetAccountSummary'] as Send, 'InvalidClientTokenId', 403],
    STS: [whoAmI, 'InvalidClientTokenId', 403],
    Organizations: [calls['organizations:DescribeOrganization'] as Send, 'UnrecognizedClientException', 400],
    'AWS Config': [calls['config:DescribeConfigRules'] as Send, 'UnrecognizedClientException', 400],
  };
  for (const [service, [send, name, status]] of Object.entries(services)) {
    for (const [what, credentials] of Object.entries(strangers)) {
      it(`${service} refuses ${what}`, async () => {
        serve(inOrganization);
        const error = await rejection(send(configFor(administratorOf(inOrganization), { credentials })));
        expect(error).to.include({
          name,
          message: 'The security token included in the request is invalid.',
        });
        expect(error).to.have.nested.property('$metadata.httpStatusCode', status);
      });
    }

    it(`${service} refuses to go without the session token`, async () => {
      serve(inOrganization);
      const { credentials, ...config } = configFor(administratorOf(inOrganization));
      const { accessKeyId, secretAccessKey } = credentials;
      const withoutToken = { ...config, credentials: { accessKeyId, secretAccessKey } };
      expect(await rejection(send(withoutToken as ClientConfig))).to.include({ name });
    });
  }

  it('tells a caller who it is, without any permission', async () => {
    const account = anAccount({ id: '444455556666', partition: 'aws-us-gov' });
    serve(account);
    const sts = new STSClient(configFor(roleSession(account, 'Reader', 'session', [])));
    const { $metadata, ...identity } = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).to.deep.equal({
      Arn: 'arn:aws-us-gov:sts::444455556666:assumed-role/Reader/session',
      Account: '444455556666',
      UserId: 'AROAEXAMPLE444455556:session',
    });
  });

  it('answers each caller for its own account', async () => {
    const clients = ['111122223333', '444455556666'].map((id, accessKeys) => {
      return new IAMClient(administrator({ id, rootUser: { ...bareRootUser, accessKeys } }));
    });
    const answers = await Promise.all(clients.map((iam) => iam.send(new GetAccountSummaryCommand({}))));
    const keys = answers.map(({ SummaryMap }) => SummaryMap?.AccountAccessKeysPresent);
    expect(keys).to.deep.equal([0, 1]);
  });

  it('refuses credentials that were revoked, and no others', async () => {
    serve(inOrganization);
    const revoked = configFor(administratorOf(inOrganization));
    const other = configFor(administratorOf(inOrganization));
    const send = calls['iam:GetAccountSummary'] as Send;
    await send(revoked);

    revoke(revoked.credentials);

    expect(await rejection(send(revoked))).to.include({ name: 'InvalidClientTokenId' });
    await send(other);
  });

  it('refuses a request that nobody signed', async () => {
    const body = new URLSearchParams({ Action: 'GetAccountSummary', Version: '2010-05-08' });
    const response = await fetch(url(), { method: 'POST', body });
    expect(response.status).to.equal(403);
    expect(await response.text()).to.include('<Code>MissingAuthenticationToken</Code>');
  });
});
