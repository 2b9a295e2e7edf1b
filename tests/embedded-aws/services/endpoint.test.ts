import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { IAM } from '@aws-sdk/client-iam';
import { expect } from 'chai';
import fc from 'fast-check';
import { administratorOf, roleSession } from '../../../embedded-aws/services/accounts.ts';
import type { Policy } from '../../../embedded-aws/services/policy.ts';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';
import { calls, inOrganization, type Send, unknownCalls } from './calls.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

interface Sent {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: string;
}

const MIB = 1_048_576;
const recorders = 'StarlingDoveService.DescribeConfigRules';
const summary = 'Action=GetAccountSummary&Version=2010-05-08';

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
    for (const [action, name, status] of [
      ['iam:GetAccountSummary', 'InvalidClientTokenId', 403],
      ['config:DescribeConfigRules', 'UnrecognizedClientException', 400],
    ] as const) {
      const send = calls[action] as Send;
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

  let accessKeyId: string;
  let sessionToken: string;

  beforeEach(() => {
    ({ accessKeyId, sessionToken } = administrator().credentials);
  });

  const signed = (service = 'iam') => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, Signature=00`,
    'x-amz-security-token': sessionToken,
  });

  function open({ headers = signed(), method = 'POST' }: Sent) {
    const sending = request(url(), { method, headers, agent: false });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      sending.once('response', resolve).once('error', reject);
    });
    return { sending, answer };
  }

  async function send(sent: Sent): Promise<{ status: number | undefined; body: string }> {
    const { sending, answer } = open(sent);
    sending.end(sent.body);
    const response = await answer;
    return { status: response.statusCode, body: await text(response) };
  }

  const expectAlive = async () => expect(await send({ body: summary })).to.include({ status: 200 });

  it('refuses a body of more than 1 MiB while it is sent', async () => {
    const { sending, answer } = open({});
    sending.write('x'.repeat(MIB + 1));
    const response = await answer;
    expect(response.statusCode).to.equal(413);
    expect(await text(response)).to.include('The body has more than 1048576 bytes');
    sending.end('x'.repeat(MIB));
    await expectAlive();
  });

  it('reads a body of 1 MiB', async () => {
    expect(await send({ body: `${summary}&x=`.padEnd(MIB, 'x') })).to.include({ status: 200 });
  });

  const unknown: Record<string, [service: string, target: string, message: string]> = {};
  for (const target of ['constructor.x', '__proto__.x', 'toString.toString', '.', '']) {
    unknown[`the target "${target}"`] = ['s3', target, 'does not have the service s3 in this version'];
  }
  for (const operation of ['constructor', '__proto__', 'toString']) {
    const target = `StarlingDoveService.${operation}`;
    unknown[`the operation ${operation}`] = ['config', target, `does not know config:${operation}`];
  }
  for (const [name, [service, target, message]] of Object.entries(unknown)) {
    it(`does not know ${name}`, async () => {
      const got = await send({ headers: { ...signed(service), 'x-amz-target': target }, body: '{}' });
      expect(got.status).to.equal(400);
      expect(got.body).to.include(`The embedded AWS ${message}`);
      await expectAlive();
    });
  }

  it('names the service that it does not have, as for `aws s3 ls`', async () => {
    const got = await send({ headers: signed('s3'), method: 'GET' });
    expect(got.status).to.equal(400);
    expect(got.body).to.match(/<Code>InvalidAction<\/Code>.*the service s3 in this version/s);
  });

  for (const host of ['example.com', '127.0.0.1', 'localhost:1']) {
    it(`refuses the host "${host}", which a page in a browser may have`, async () => {
      const got = await send({ headers: { ...signed(), host }, body: summary });
      expect(got.status).to.equal(403);
      expect(got.body)
        .to.match(/InvalidHost/)
        .and.to.include(`Expected the host ${new URL(url()).host}`);
    });
  }

  it('answers to the name localhost', async () => {
    const headers = { ...signed(), host: `localhost:${new URL(url()).port}` };
    expect(await send({ headers, body: summary })).to.include({ status: 200 });
  });

  for (const body of ['null', '[]', '5', '"text"', '{', '\u0000']) {
    it(`refuses the JSON body ${JSON.stringify(body)}`, async () => {
      const got = await send({ headers: { ...signed('config'), 'x-amz-target': recorders }, body });
      expect(got.status).to.equal(400);
      expect(got.body).to.include('SerializationException');
    });
  }

  it('answers whatever is sent', async () => {
    const word = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'GetAccountSummary', 'PutEvaluations', 'AssumeRoot', ''),
      fc.stringMatching(/^[!-~]{0,20}$/),
    );
    const service = fc.constantFrom(
      ...['StarlingDoveService', 'AWSOrganizationsV20161128', 'GraniteServiceVersion20100801'],
    );
    const target = fc.tuple(fc.oneof(service, word), word).map((parts) => parts.join('.'));
    const headers = fc.record(
      { 'x-amz-target': fc.oneof(word, target), 'x-amz-date': word, authorization: word },
      { requiredKeys: [] },
    );
    const version = fc.constantFrom('2010-03-31', '2010-05-08', '2011-06-15', '__proto__');
    const form = fc
      .tuple(word, version, fc.dictionary(word, fc.string()))
      .map(([Action, Version, input]) => `${new URLSearchParams({ ...input, Action, Version })}`);
    const body = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), form);
    const method = fc.constantFrom('POST', 'PUT', 'DELETE', 'OPTIONS');
    await fc.assert(
      fc.asyncProperty(headers, method, body, async (drawn, drawnMethod, drawnBody) => {
        const got = await send({ headers: { ...signed(), ...drawn }, method: drawnMethod, body: drawnBody });
        expect(got.status).to.be.within(200, 599);
      }),
      { seed: 19, numRuns: 300 },
    );
    await expectAlive();
  }).timeout(20_000);
});
