import { rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { openSession } from '../../../cli/dry-run/session.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { AUTHORITY, type TlsProxy, tlsProxy } from './tls-proxy.ts';

const keysOf = (name: string) => `aws_access_key_id = ${name}\naws_secret_access_key = secret-of-${name}\n`;
const shellKeys = { AWS_ACCESS_KEY_ID: 'SHELL', AWS_SECRET_ACCESS_KEY: 'secret-of-the-shell' };

/** A and B stand for endpoints on this machine. */
const localDefault = `[default]\nregion = us-west-1\nendpoint_url = A\n${keysOf('DEFAULT')}`;
const prod = (settings: string) => `[profile prod]\n${settings}\n${keysOf('PROD')}`;
const west = prod('region = eu-west-1');
const east = (settings = '') => prod(`region = us-east-1\n${settings}`);
const local = (service: string) =>
  `${prod('region = eu-west-1\nservices = local\nendpoint_url = A')}[services local]\n${service} =\n  endpoint_url = B\n`;

interface Row {
  readonly config: string;
  readonly environment?: Record<string, string>;
  /** `prod`, where nothing is said */
  readonly profile?: string | undefined;
  readonly region?: string;
  /** The access key that signs, the Region that it signs for, and the endpoint: as `aws --debug sts get-caller-identity` has them. */
  readonly cli: string;
}
const noProfile = { profile: undefined };

const table: Record<string, Row> = {
  'a profile without an endpoint, beside a default profile with one': {
    config: localDefault + west,
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'the same by AWS_PROFILE': {
    config: localDefault + west,
    environment: { AWS_PROFILE: 'prod' },
    ...noProfile,
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'the same with keys in the shell': {
    config: localDefault + west,
    environment: shellKeys,
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'keys in the shell with AWS_PROFILE': {
    config: localDefault + west,
    environment: { ...shellKeys, AWS_PROFILE: 'prod' },
    ...noProfile,
    cli: 'SHELL eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'keys in the shell without a profile': {
    config: localDefault + west,
    environment: shellKeys,
    ...noProfile,
    cli: 'SHELL us-west-1 A',
  },
  '--profile before AWS_PROFILE': {
    config: `${localDefault}${west}[profile other]\nregion = us-west-1\n${keysOf('OTHER')}`,
    environment: { AWS_PROFILE: 'other' },
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  AWS_DEFAULT_PROFILE: {
    config: localDefault + west,
    environment: { AWS_DEFAULT_PROFILE: 'prod' },
    ...noProfile,
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  '--profile default': {
    config: localDefault + west,
    environment: { AWS_PROFILE: 'prod' },
    profile: 'default',
    cli: 'DEFAULT us-west-1 A',
  },
  'AWS_DEFAULT_REGION before the Region of the profile': {
    config: west,
    environment: { AWS_DEFAULT_REGION: 'us-west-2' },
    cli: 'PROD us-west-2 https://sts.us-west-2.amazonaws.com',
  },
  '--region before all others': {
    config: west,
    environment: { AWS_DEFAULT_REGION: 'us-west-2', AWS_REGION: 'us-west-1' },
    region: 'ap-south-1',
    cli: 'PROD ap-south-1 https://sts.ap-south-1.amazonaws.com',
  },
  'a Region of another partition': {
    config: prod('region = cn-north-1'),
    cli: 'PROD cn-north-1 https://sts.cn-north-1.amazonaws.com.cn',
  },
  'endpoint_url of the profile': {
    config: prod('region = eu-west-1\nendpoint_url = B'),
    cli: 'PROD eu-west-1 B',
  },
  'AWS_ENDPOINT_URL before the profile': {
    config: prod('region = eu-west-1\nendpoint_url = B'),
    environment: { AWS_ENDPOINT_URL: 'A' },
    cli: 'PROD eu-west-1 A',
  },
  'AWS_ENDPOINT_URL_STS before AWS_ENDPOINT_URL': {
    config: west,
    environment: { AWS_ENDPOINT_URL: 'A', AWS_ENDPOINT_URL_STS: 'B' },
    cli: 'PROD eu-west-1 B',
  },
  'services before endpoint_url': { config: local('sts'), cli: 'PROD eu-west-1 B' },
  'services that leave out STS': { config: local('iam'), cli: 'PROD eu-west-1 A' },
  'AWS_ENDPOINT_URL before services': {
    config: local('sts'),
    environment: { AWS_ENDPOINT_URL: 'A' },
    cli: 'PROD eu-west-1 A',
  },
  'ignore_configured_endpoint_urls of the profile': {
    config: prod('region = eu-west-1\nignore_configured_endpoint_urls = true\nendpoint_url = B'),
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: {
    config: prod('region = eu-west-1\nendpoint_url = B'),
    environment: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'A' },
    cli: 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'use_fips_endpoint of the profile': {
    config: east('use_fips_endpoint = true'),
    cli: 'PROD us-east-1 https://sts-fips.us-east-1.amazonaws.com',
  },
  'use_fips_endpoint of another profile': {
    config: `[default]\nuse_fips_endpoint = true\n${east()}`,
    cli: 'PROD us-east-1 https://sts.us-east-1.amazonaws.com',
  },
  AWS_USE_FIPS_ENDPOINT: {
    config: east(),
    environment: { AWS_USE_FIPS_ENDPOINT: 'true' },
    cli: 'PROD us-east-1 https://sts-fips.us-east-1.amazonaws.com',
  },
  'AWS_USE_FIPS_ENDPOINT=false before the profile': {
    config: east('use_fips_endpoint = true'),
    environment: { AWS_USE_FIPS_ENDPOINT: 'false' },
    cli: 'PROD us-east-1 https://sts.us-east-1.amazonaws.com',
  },
  'use_dualstack_endpoint of the profile': {
    config: east('use_dualstack_endpoint = true'),
    cli: 'PROD us-east-1 https://sts.us-east-1.api.aws',
  },
  'use_dualstack_endpoint of another profile': {
    config: `[default]\nuse_dualstack_endpoint = true\n${east()}`,
    cli: 'PROD us-east-1 https://sts.us-east-1.amazonaws.com',
  },
  AWS_USE_DUALSTACK_ENDPOINT: {
    config: east(),
    environment: { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    cli: 'PROD us-east-1 https://sts.us-east-1.api.aws',
  },
  'FIPS and dual stack of the profile': {
    config: east('use_fips_endpoint = true\nuse_dualstack_endpoint = true'),
    cli: 'PROD us-east-1 https://sts-fips.us-east-1.api.aws',
  },
  'a role by the keys of a profile with its own Region and endpoint': {
    config:
      `${localDefault}[profile base]\nregion = us-west-1\nendpoint_url = B\n${keysOf('BASE')}` +
      '[profile prod]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Audit\nsource_profile = base\n',
    cli: 'BASE eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
  'a role by the keys of the shell': {
    config:
      '[profile prod]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Audit\ncredential_source = Environment\n',
    environment: shellKeys,
    cli: 'SHELL eu-west-1 https://sts.eu-west-1.amazonaws.com',
  },
};

describe('cli/dry-run: what a profile and the environment mean, as to the AWS CLI', () => {
  let folder: string;
  let proxy: TlsProxy;
  let endpoints: Server[];
  let asked: string[];

  const handler = (endpoint?: string) => (request: IncomingMessage, response: ServerResponse) => {
    const [, key, region] =
      /Credential=([^/]+)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    asked.push(`${key} ${region} ${endpoint ?? `https://${request.headers.host}`}`);
    request.resume();
    const body = '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>';
    response.writeHead(403, { 'content-type': 'text/xml' }).end(body);
  };

  before(async () => {
    proxy = await tlsProxy(handler());
    endpoints = ['A', 'B'].map((name) => createServer(handler(name)));
    await Promise.all(
      endpoints.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
    );
  });
  beforeEach(async () => {
    asked = [];
    // The SDK remembers each file that it has read.
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    sinon.restore();
    await rm(folder, { recursive: true });
  });
  after(async () => {
    for (const server of endpoints) {
      server.closeAllConnections();
      server.close();
    }
    await proxy.close();
  });

  for (const [name, row] of Object.entries(table)) {
    it(name, async () => {
      const withUrls = (text: string) =>
        text.replace(/(?<== ?)[AB]$|^[AB]$/gm, (letter) => {
          const endpoint = endpoints[letter === 'A' ? 0 : 1] as Server;
          const { port } = endpoint.address() as AddressInfo;
          return `http://127.0.0.1:${port}`;
        });
      await writeFile(join(folder, 'config'), withUrls(row.config));
      sinon.stub(process, 'env').value({
        AWS_CONFIG_FILE: join(folder, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_CA_BUNDLE: AUTHORITY,
        HTTPS_PROXY: `http://${proxy.url}`,
        ...Object.fromEntries(
          Object.entries(row.environment ?? {}).map(([variable, value]) => [variable, withUrls(value)]),
        ),
      });
      const profile = 'profile' in row ? row.profile : 'prod';
      const error = await rejection(openSession({ profile, region: row.region, connections: 1 }));
      expect(asked, error.message).to.deep.equal([row.cli]);
    });
  }
});
