import { IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { administratorOf, roleSession } from '../../../embedded-aws/services/accounts.ts';
import type { Policy } from '../../../embedded-aws/services/policy.ts';
import { rejection } from '../../rejection.ts';
import { anAccount, bareRootUser } from '../fixtures.ts';
import { calls, inOrganization, type Send, unknownCalls } from './calls.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/endpoint', () => {
  const { administrator, configFor, revoke, serve, url } = endpointOfEachTest();

  describe('permissions', () => {
    for (const [action, send] of Object.entries(calls)) {
      const isQuery = action.startsWith('iam:');
      const allOthers = Object.keys(calls).filter((other) => other !== action);
      const readerOf = (Action: string[]) => {
        serve(inOrganization);
        const policy: Policy = { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
        return configFor(roleSession(inOrganization, 'Reader', 'session', [policy]));
      };

      it(`${action} is denied where the policy allows every other action`, async () => {
        const error = await rejection(send(readerOf(allOthers)));
        expect(error.name).to.equal(isQuery ? 'AccessDenied' : 'AccessDeniedException');
        expect(error.message).to.equal(
          `User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: ${action} ` +
            `on resource: * because no identity-based policy allows the ${action} action`,
        );
        expect(error).to.have.nested.property('$metadata.httpStatusCode', isQuery ? 403 : 400);
      });

      it(`${action} needs no other permission`, async () => {
        expect(await send(readerOf([action]))).to.have.nested.property('$metadata.httpStatusCode', 200);
      });
    }
  });

  describe('an unknown operation:', () => {
    for (const [action, send] of Object.entries(unknownCalls)) {
      it(action, async () => {
        const error = await rejection(send(administrator()));
        const name = /^(iam|sts):/.test(action) ? 'InvalidAction' : 'UnknownOperationException';
        expect(error).to.include({ name, message: `The embedded AWS does not know ${action}` });
      });
    }
  });

  describe('sessions', () => {
    const strangers: Record<string, object> = {
      'an unknown access key': { accessKeyId: 'ASIAUNKNOWN' },
      'a bad session token': { sessionToken: 'token-of-somebody-else' },
      'a missing session token': { sessionToken: undefined },
    };
    const whoAmI: Send = (config) => new STS(config).getCallerIdentity({});
    for (const [action, send] of Object.entries({ 'sts:GetCallerIdentity': whoAmI, ...calls })) {
      const [name, status] = /^(iam|sts):/.test(action)
        ? ['InvalidClientTokenId', 403]
        : ['UnrecognizedClientException', 400];
      for (const [what, credentials] of Object.entries(strangers)) {
        it(`${action} refuses ${what}`, async () => {
          serve(inOrganization);
          const error = await rejection(send(configFor(administratorOf(inOrganization), { credentials })));
          const message = 'The security token included in the request is invalid.';
          expect(error).to.include({ name, message });
          expect(error).to.have.nested.property('$metadata.httpStatusCode', status);
        });
      }
    }

    it('tells a caller who it is, without any permission', async () => {
      const account = anAccount({ id: '444455556666', partition: 'aws-us-gov' });
      serve(account);
      const sts = new STS(configFor(roleSession(account, 'Reader', 'session', [])));
      const { $metadata, ...identity } = await sts.getCallerIdentity({});
      expect(identity).to.deep.equal({
        Arn: 'arn:aws-us-gov:sts::444455556666:assumed-role/Reader/session',
        Account: '444455556666',
        UserId: 'AROAEXAMPLE444455556:session',
      });
    });

    it('answers each caller for its own account', async () => {
      const clients = ['111122223333', '444455556666'].map((id, accessKeys) => {
        return new IAM(administrator({ id, rootUser: { ...bareRootUser, accessKeys } }));
      });
      const answers = await Promise.all(clients.map((iam) => iam.getAccountSummary({})));
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

  it('answers an error of its own with InternalFailure', async () => {
    const iam = new IAM(configFor(administratorOf(anAccount({ id: '444455556666' }))));
    const error = await rejection(iam.getAccountSummary({}));
    expect(error.name).to.equal('InternalFailure');
    expect(error.message).to.include('Account 444455556666 is not here');
    expect(error).to.have.nested.property('$metadata.httpStatusCode', 500);
  });

  it('listens on loopback only', () => {
    expect(url()).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
