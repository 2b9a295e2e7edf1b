import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect } from 'chai';
import { administratorOf, roleSession } from '../../../embedded-aws/services/accounts.ts';
import type { Policy } from '../../../embedded-aws/services/policy.ts';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';
import { calls, inOrganization, unknownCalls } from './calls.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/endpoint', () => {
  const { administrator, configFor, serve, url } = endpointOfEachTest();

  describe('permissions', () => {
    for (const [action, send] of Object.entries(calls)) {
      const isQuery = action.startsWith('iam:');
      const allOthers = Object.keys(calls).filter((other) => other !== action);
      const readerOf = (Action: string[]) => {
        serve(inOrganization);
        const policy: Policy = { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
        return configFor(roleSession(inOrganization, 'Reader', 'session', [policy]));
      };

      it(`${action} is denied where the policy leaves only it out`, async () => {
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

  describe('operations that it does not know', () => {
    for (const [action, send] of Object.entries(unknownCalls)) {
      it(action, async () => {
        const error = await rejection(send(administrator()));
        const name = /^(iam|sts):/.test(action) ? 'InvalidAction' : 'UnknownOperationException';
        expect(error).to.include({ name, message: `The embedded AWS does not know ${action}` });
      });
    }
  });

  it('reports a fault of its own as one of AWS', async () => {
    const iam = new IAMClient(configFor(administratorOf(anAccount({ id: '444455556666' }))));
    const error = await rejection(iam.send(new GetAccountSummaryCommand({})));
    expect(error.name).to.equal('InternalFailure');
    expect(error.message).to.include('Account 444455556666 is not here');
    expect(error).to.have.nested.property('$metadata.httpStatusCode', 500);
  });

  it('listens on loopback only', () => {
    expect(url()).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
