import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { knowsProxies } from '../../../cli/dry-run/http-handler.ts';
import { rejection } from '../../rejection.ts';
import { type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';
import { skipped } from '../../skipped.ts';
import { IDENTITY, ownEnvironment } from './own-environment.ts';
import { AUTHORITY, type TlsProxy, tlsProxy } from './tls-proxy.ts';

const host = 'sts.eu-west-1.amazonaws.com:443';
const lookAtProxy =
  'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.';
const nameAuthority =
  'If a proxy of your network signs the connection, name the file with the certificate of its authority in AWS_CA_BUNDLE; ' +
  'if AWS_CA_BUNDLE or ca_bundle is set, that file lacks it.';

describe('cli/dry-run/http-handler', () => {
  const environment = ownEnvironment();

  /** @returns the account of the session */
  async function open(variables: Record<string, string>, config = ''): Promise<string> {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-of-alice' };
    const { account } = await environment.open(
      { ...keys, AWS_REGION: 'eu-west-1', ...variables },
      {},
      config,
    );
    return account.id;
  }

  it('refuses a proxy on a Node.js that would ignore it', async () => {
    sinon.stub(process, 'versions').value({ ...process.versions, node: '24.4.1' });
    const { message } = await rejection(open({ https_proxy: 'http://127.0.0.1:9' })).finally(sinon.restore);
    expect(message).to.match(
      /^https_proxy: expected Node\.js 24\.5 or later, which knows proxies, got 24\.4\.1\. /,
    );
  });

  it('names AWS_CA_BUNDLE where its file cannot be read', async () => {
    const error = await rejection(open({ AWS_CA_BUNDLE: '/nowhere/ca.pem' }));
    expect(error).to.be.instanceOf(ExpectationError);
    expect(error.message).to.match(/ expected a file of certificates, got ENOENT.*nowhere.ca\.pem/);
  });

  if (!knowsProxies()) {
    skipped(`Node.js ${process.versions.node} knows no proxies`);
    return;
  }

  describe('behind a proxy that signs connections to AWS', () => {
    let proxy: TlsProxy;
    afterEach(() => proxy.close());

    const startProxy = async (refusal?: Parameters<typeof tlsProxy>[1]) => {
      proxy = await tlsProxy((_, response) => {
        response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
      }, refusal);
    };
    const through = (user = '') => ({ HTTPS_PROXY: `http://${user}${proxy.url}` });
    const trusting = { AWS_CA_BUNDLE: AUTHORITY };

    for (const name of ['HTTPS_PROXY', 'https_proxy']) {
      it(`goes through the proxy of ${name}, and trusts the authority that AWS_CA_BUNDLE names`, async () => {
        await startProxy();
        expect(await open({ [name]: through().HTTPS_PROXY, ...trusting })).to.equal('111122223333');
        expect(proxy.hosts).to.deep.equal([host]);
      });
    }

    it('trusts the authority that ca_bundle of the profile names, and not that of another profile', async () => {
      await startProxy();
      const other = join(environment.folder(), 'other.pem');
      await copyFile(AUTHORITY, other);
      const config = `[default]\nca_bundle = none.pem\n[profile office]\nca_bundle = ${other}\n`;
      expect(await open({ ...through(), AWS_PROFILE: 'office' }, config)).to.equal('111122223333');
    });

    it('says how to name an authority that it does not know', async () => {
      await startProxy();
      const { message } = await rejection(open(through()));
      expect(message).to.match(/^sts:GetCallerIdentity: unable to verify the first certificate/);
      expect(message.endsWith(`. ${nameAuthority}`), message).to.equal(true);
    });

    it('signs in at a proxy that wants a password', async () => {
      await startProxy({ refusal: '407 Proxy Authentication Required', user: 'alice:p@ss' });
      expect(await open({ ...through('alice:p%40ss@'), ...trusting })).to.equal('111122223333');
      expect(proxy.users).to.deep.equal(['alice:p@ss']);
    });

    for (const refusal of ['407 Proxy Authentication Required', '403 Forbidden', '302 Found']) {
      it(`blames the proxy that answers ${refusal}`, async () => {
        await startProxy({ refusal });
        const { message } = await rejection(open({ ...through('alice:wrong-password@'), ...trusting }));
        expect(message).to.match(new RegExp(`^sts:GetCallerIdentity: .*HTTP/1\\.1 ${refusal}`));
        expect(message.endsWith(` ${lookAtProxy}`), message).to.equal(true);
        expect(message).to.not.include('wrong-password');
        expect(proxy.hosts).to.deep.equal([host]);
      });
    }
  });

  describe('with plain HTTP', () => {
    let aws: ScriptedAws;
    let url: string;
    beforeEach(async () => {
      aws = await scriptedAws([{ body: IDENTITY }]);
      url = (aws.clientConfig as { endpoint: string }).endpoint;
    });
    afterEach(() => aws.close());

    it('goes through the proxy of HTTP_PROXY', async () => {
      await open({ HTTP_PROXY: url, AWS_ENDPOINT_URL: 'http://aws.example:4566' });
      expect(aws.requests).to.have.lengthOf(1);
    });

    it('asks no proxy for a host of NO_PROXY', async () => {
      await open({ HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1', AWS_ENDPOINT_URL: url });
      expect(aws.requests).to.have.lengthOf(1);
    });
  });
});
