import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { administratorOf, type Credentials } from '../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../rejection.ts';
import { bareRootUser } from '../fixtures.ts';
import { calls, inOrganization, type Send } from './calls.ts';
import { type ClientConfig, endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/sessions', () => {
  const { administrator, configFor, revoke, serve, url } = endpointOfEachTest();

  const strangers: Record<string, Partial<Credentials>> = {
    'an unknown access key': { accessKeyId: 'ASIAUNKNOWN' },
    'a bad session token': { sessionToken: 'token-of-somebody-else' },
  };
  const services: Record<string, [Send, name: string, status: number]> = {
    IAM: [calls['iam:GetAccountSummary'] as Send, 'InvalidClientTokenId', 403],
    STS: [
      (config) => new STSClient(config).send(new GetCallerIdentityCommand({})),
      'InvalidClientTokenId',
      403,
    ],
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

  it('answers each caller for its own account', async () => {
    const first = new IAMClient(administrator({ id: '111122223333', rootUser: bareRootUser }));
    const second = new IAMClient(
      administrator({ id: '444455556666', rootUser: { ...bareRootUser, accessKeys: 1 } }),
    );
    const ofFirst = await first.send(new GetAccountSummaryCommand({}));
    const ofSecond = await second.send(new GetAccountSummaryCommand({}));
    expect(ofFirst.SummaryMap).to.include({ AccountAccessKeysPresent: 0 });
    expect(ofSecond.SummaryMap).to.include({ AccountAccessKeysPresent: 1 });
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
