import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import fc from 'fast-check';
import { administratorOf } from '../../../embedded-aws/services/accounts.ts';
import { anAccount } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

interface Sent {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
}

const MIB = 1_048_576;
const recorders = 'StarlingDoveService.DescribeConfigRules';
const summary = 'Action=GetAccountSummary&Version=2010-05-08';

describe('embedded-aws/services/endpoint', () => {
  const { serve, configFor, url } = endpointOfEachTest();
  let accessKeyId: string;
  let sessionToken: string;

  beforeEach(() => {
    const account = anAccount();
    serve(account);
    const { credentials } = configFor(administratorOf(account));
    ({ accessKeyId, sessionToken = '' } = credentials);
  });

  const signed = (service = 'iam') => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, Signature=00`,
    'x-amz-security-token': sessionToken,
  });

  function open({ headers = signed(), method = 'POST', path = '/' }: Sent) {
    const sending = request(url(), { method, path, headers, agent: false });
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
