import { ConfigServiceClient, DescribeConfigurationRecordersCommand } from '@aws-sdk/client-config-service';
import { GetAccountSummaryCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { administratorOf, roleSession } from '../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';
import { calls, inOrganization, type Send } from './calls.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/endpoint', () => {
  const { administrator, configFor, serve, url } = endpointOfEachTest();

  describe('permissions', () => {
    for (const [action, send] of Object.entries(calls)) {
      const isQuery = action.startsWith('iam:');
      const allOthers = Object.keys(calls).filter((other) => other !== action);

      it(`${action} is denied where the policy leaves only it out`, async () => {
        serve(inOrganization);
        const role = roleSession(inOrganization, 'Reader', 'session', [
          { Statement: [{ Effect: 'Allow', Action: allOthers, Resource: '*' }] },
        ]);
        const error = await rejection(send(configFor(role)));
        expect(error.name).to.equal(isQuery ? 'AccessDenied' : 'AccessDeniedException');
        expect(error.message).to.equal(
          `User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: ${action} ` +
            `on resource: * because no identity-based policy allows the ${action} action`,
        );
        expect(error).to.have.nested.property('$metadata.httpStatusCode', isQuery ? 403 : 400);
      });

      it(`${action} needs no other permission`, async () => {
        serve(inOrganization);
        const role = roleSession(inOrganization, 'Reader', 'session', [
          { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
        ]);
        expect(await send(configFor(role))).to.have.nested.property('$metadata.httpStatusCode', 200);
      });
    }
  });

  describe('operations that it does not know', () => {
    const unknown: Record<string, [Send, name: string]> = {
      'iam:ListUsers': [(config) => new IAMClient(config).send(new ListUsersCommand({})), 'InvalidAction'],
      'sts:GetSessionToken': [
        (config) => new STSClient(config).send(new GetSessionTokenCommand({})),
        'InvalidAction',
      ],
      'organizations:ListRoots': [
        (config) => new OrganizationsClient(config).send(new ListRootsCommand({})),
        'UnknownOperationException',
      ],
      'config:DescribeConfigurationRecorders': [
        (config) => new ConfigServiceClient(config).send(new DescribeConfigurationRecordersCommand({})),
        'UnknownOperationException',
      ],
    };
    for (const [action, [send, name]] of Object.entries(unknown)) {
      it(action, async () => {
        const error = await rejection(send(administrator()));
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
