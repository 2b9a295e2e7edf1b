import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { closeSession, openSession } from '../../../cli/dry-run/session.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { AUTHORITY, type TlsProxy, tlsProxy } from './tls-proxy.ts';

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/alice</Arn>' +
  '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
const host = 'sts.eu-west-1.amazonaws.com:443';
const lookAtProxy =
  'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.';
const nameAuthority =
  'If a proxy of your network signs the connection, name the file with the certificate of its authority in AWS_CA_BUNDLE; ' +
  'if AWS_CA_BUNDLE or ca_bundle is set, that file lacks it.';

describe('cli/dry-run behind a proxy that signs connections to AWS', () => {
  let folder: string;
  let proxy: TlsProxy;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    sinon.restore();
    await proxy.close();
    await rm(folder, { recursive: true });
  });

  const startProxy = async (refusal?: Parameters<typeof tlsProxy>[1]) => {
    proxy = await tlsProxy((_, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(identity);
    }, refusal);
  };

  /** @returns the account of the session */
  async function open(environment: Record<string, string>, user = ''): Promise<string> {
    sinon.stub(process, 'env').value({
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret-of-alice',
      AWS_REGION: 'eu-west-1',
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      HTTPS_PROXY: `http://${user}${proxy.url}`,
      ...environment,
    });
    const session = await openSession({ profile: undefined, region: undefined, connections: 1 });
    closeSession(session);
    return session.account.id;
  }

  it('trusts the authority that AWS_CA_BUNDLE names', async () => {
    await startProxy();
    expect(await open({ AWS_CA_BUNDLE: AUTHORITY })).to.equal('111122223333');
    expect(proxy.hosts).to.deep.equal([host]);
  });

  it('trusts the authority that ca_bundle of the profile names, and not that of another profile', async () => {
    await startProxy();
    const other = join(folder, 'other.pem');
    await copyFile(AUTHORITY, other);
    await writeFile(
      join(folder, 'config'),
      `[default]\nca_bundle = ${join(folder, 'none.pem')}\n[profile office]\nca_bundle = ${other}\n`,
    );
    expect(await open({ AWS_PROFILE: 'office' })).to.equal('111122223333');
  });

  it('says how to name an authority that it does not know', async () => {
    await startProxy();
    const { message } = await rejection(open({}));
    expect(message).to.match(/^sts:GetCallerIdentity: unable to verify the first certificate/);
    expect(message.endsWith(`. ${nameAuthority}`), message).to.equal(true);
  });

  const ofAuthority = { AWS_CA_BUNDLE: AUTHORITY };

  it('signs in at a proxy that wants a password', async () => {
    await startProxy({ refusal: '407 Proxy Authentication Required', user: 'alice:p@ss' });
    expect(await open(ofAuthority, 'alice:p%40ss@')).to.equal('111122223333');
    expect(proxy.users).to.deep.equal(['alice:p@ss']);
  });

  for (const refusal of ['407 Proxy Authentication Required', '403 Forbidden', '302 Found']) {
    it(`blames the proxy that answers ${refusal}`, async () => {
      await startProxy({ refusal });
      const { message } = await rejection(open(ofAuthority, 'alice:wrong-password@'));
      expect(message).to.match(new RegExp(`^sts:GetCallerIdentity: .*HTTP/1\\.1 ${refusal}`));
      expect(message.endsWith(` ${lookAtProxy}`), message).to.equal(true);
      expect(message).to.not.include('wrong-password');
      expect(proxy.hosts).to.deep.equal([host]);
    });
  }
});
