import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { commandHttpHandler } from '../../../cli/dry-run/http-handler.ts';
import { rejection } from '../../rejection.ts';

describe('cli/dry-run/http-handler', () => {
  const environmentBefore = { ...process.env };
  let proxy: Server;
  let asked: { url: string | undefined; authorization: string | undefined }[];
  let refusal: string;

  beforeEach(async () => {
    asked = [];
    refusal = '407 Proxy Authentication Required';
    for (const name of Object.keys(process.env)) if (/_proxy$|^AWS_/i.test(name)) delete process.env[name];
    proxy = createServer((request, response) => {
      asked.push({ url: request.url, authorization: request.headers['proxy-authorization'] });
      response.writeHead(403).end('<html>');
    });
    proxy.on('connect', (request, socket) => {
      asked.push({ url: request.url, authorization: request.headers['proxy-authorization'] });
      socket.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    process.env = { ...environmentBefore };
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  const port = () => (proxy.address() as AddressInfo).port;
  async function callSts(endpoint?: string): Promise<Error> {
    const requestHandler = await commandHttpHandler(1);
    const sts = new STSClient({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
      maxAttempts: 1,
      requestHandler,
      ...(endpoint !== undefined && { endpoint }),
    });
    try {
      return await rejection(sts.send(new GetCallerIdentityCommand({})));
    } finally {
      sts.destroy();
    }
  }

  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    it(`asks the proxy of ${name} for a connection to AWS`, async () => {
      process.env[name] = `http://127.0.0.1:${port()}`;
      const error = await callSts();
      expect(asked).to.deep.equal([{ url: 'sts.eu-central-1.amazonaws.com:443', authorization: undefined }]);
      expect(error.message).to.include('407');
    });
  }

  it('signs in at a proxy that wants a password', async () => {
    process.env['HTTPS_PROXY'] = `http://alice:p%40ss@127.0.0.1:${port()}`;
    refusal = '403 Forbidden';
    const error = await callSts();
    const [{ authorization = '' } = {}] = asked;
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).to.equal('alice:p@ss');
    expect(error.message).to.include('403');
  });

  it('sends plain HTTP through the proxy of HTTP_PROXY', async () => {
    process.env['HTTP_PROXY'] = `http://127.0.0.1:${port()}`;
    await callSts('http://aws.example:4566');
    expect(asked.map(({ url }) => url)).to.deep.equal(['http://aws.example:4566/']);
  });

  it('asks no proxy for a host of NO_PROXY', async () => {
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:9';
    process.env['NO_PROXY'] = '127.0.0.1';
    await callSts(`http://127.0.0.1:${port()}`);
    expect(asked.map(({ url }) => url)).to.deep.equal(['/']);
  });

  it('names AWS_CA_BUNDLE where its file cannot be read', async () => {
    process.env['AWS_CA_BUNDLE'] = '/nowhere/ca.pem';
    const error = await rejection(commandHttpHandler(1));
    expect(error).to.be.instanceOf(ExpectationError);
    expect(error.message).to.match(/ expected a file of certificates, got ENOENT.*nowhere.ca\.pem/);
  });
});
