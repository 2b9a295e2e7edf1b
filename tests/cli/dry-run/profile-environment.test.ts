import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { knowsProxies } from '../../../cli/dry-run/http-handler.ts';
import { rejection } from '../../rejection.ts';
import { skipped } from '../../skipped.ts';
import { ownEnvironment } from './own-environment.ts';
import { AUTHORITY, type TlsProxy, tlsProxy } from './tls-proxy.ts';

const keysOf = (name: string) => `aws_access_key_id = ${name}\naws_secret_access_key = secret-of-${name}\n`;
const KEYS = { AWS_ACCESS_KEY_ID: 'SHELL', AWS_SECRET_ACCESS_KEY: 'secret-of-the-shell' };

// Shared files. A and B stand for endpoints on this machine.
const localDefault = `[default]\nregion = us-west-1\nendpoint_url = A\n${keysOf('DEFAULT')}`;
const prod = (...settings: string[]) => `[profile prod]\n${settings.join('\n')}\n${keysOf('PROD')}`;
const west = (...settings: string[]) => prod('region = eu-west-1', ...settings);
const east = (...settings: string[]) => prod('region = us-east-1', ...settings);
const both = localDefault + west();
const local = (service: string) =>
  `${west('services = local', 'endpoint_url = A')}[services local]\n${service} =\n  endpoint_url = B\n`;
const base = `[profile base]\nregion = us-west-1\nendpoint_url = B\n${keysOf('BASE')}`;
const roleBy = (source: string) =>
  `[profile prod]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Audit\n${source}\n`;
const otherHas = (setting: string) => `[default]\n${setting}\n${east()}`;

// The access key that signs, the Region that it signs for, and the endpoint: as `aws --debug sts get-caller-identity` has them.
const WEST = 'PROD eu-west-1 https://sts.eu-west-1.amazonaws.com';
const WEST_BY_SHELL = 'SHELL eu-west-1 https://sts.eu-west-1.amazonaws.com';
const WEST_BY_BASE = 'BASE eu-west-1 https://sts.eu-west-1.amazonaws.com';
const CHINA = 'PROD cn-north-1 https://sts.cn-north-1.amazonaws.com.cn';
const EAST = 'PROD us-east-1 https://sts.us-east-1.amazonaws.com';
const FIPS = 'PROD us-east-1 https://sts-fips.us-east-1.amazonaws.com';
const DUAL_STACK = 'PROD us-east-1 https://sts.us-east-1.api.aws';
const FIPS_DUAL_STACK = 'PROD us-east-1 https://sts-fips.us-east-1.api.aws';
const A = 'PROD eu-west-1 A';
const B = 'PROD eu-west-1 B';

type Row = readonly [config: string, environment: Record<string, string>, cli: string];

const withProfile: Record<string, Row> = {
  'a profile without an endpoint, beside a default profile with one': [both, {}, WEST],
  'the same with keys in the shell': [both, KEYS, WEST],
  '--profile before AWS_PROFILE': [both, { AWS_PROFILE: 'default' }, WEST],
  'AWS_REGION first': [west(), { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' }, EAST],
  'AWS_DEFAULT_REGION before the profile': [west(), { AWS_DEFAULT_REGION: 'us-east-1' }, EAST],
  'no Region of an empty variable': [west(), { AWS_REGION: '', AWS_DEFAULT_REGION: '' }, WEST],
  'AWS_DEFAULT_REGION where there is no other': [prod(), { AWS_DEFAULT_REGION: 'eu-west-1' }, WEST],
  'a Region of another partition': [prod('region = cn-north-1'), {}, CHINA],
  'endpoint_url of the profile': [west('endpoint_url = B'), {}, B],
  'AWS_ENDPOINT_URL before the profile': [west('endpoint_url = B'), { AWS_ENDPOINT_URL: 'A' }, A],
  'AWS_ENDPOINT_URL_STS first': [west(), { AWS_ENDPOINT_URL: 'A', AWS_ENDPOINT_URL_STS: 'B' }, B],
  'services before endpoint_url': [local('sts'), {}, B],
  'services that leave out STS': [local('iam'), {}, A],
  'services of the profile, not of AWS_PROFILE': [localDefault + local('sts'), { AWS_PROFILE: 'default' }, B],
  'AWS_ENDPOINT_URL before services': [local('sts'), { AWS_ENDPOINT_URL: 'A' }, A],
  ignore_configured_endpoint_urls: [
    west('ignore_configured_endpoint_urls = true', 'endpoint_url = B'),
    {},
    WEST,
  ],
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: [
    west('endpoint_url = B'),
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_ENDPOINT_URL: 'A' },
    WEST,
  ],
  'use_fips_endpoint of the profile': [east('use_fips_endpoint = true'), {}, FIPS],
  'use_fips_endpoint of another profile': [otherHas('use_fips_endpoint = true'), {}, EAST],
  AWS_USE_FIPS_ENDPOINT: [east(), { AWS_USE_FIPS_ENDPOINT: 'true' }, FIPS],
  'AWS_USE_FIPS_ENDPOINT=false': [east('use_fips_endpoint = true'), { AWS_USE_FIPS_ENDPOINT: 'false' }, EAST],
  'use_dualstack_endpoint of the profile': [east('use_dualstack_endpoint = true'), {}, DUAL_STACK],
  'use_dualstack_endpoint of another profile': [otherHas('use_dualstack_endpoint = true'), {}, EAST],
  AWS_USE_DUALSTACK_ENDPOINT: [east(), { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, DUAL_STACK],
  'FIPS and dual stack': [
    east('use_fips_endpoint = true', 'use_dualstack_endpoint = true'),
    {},
    FIPS_DUAL_STACK,
  ],
  'a role by keys of another profile': [
    localDefault + base + roleBy('source_profile = base'),
    {},
    WEST_BY_BASE,
  ],
  'a role by the keys of the shell': [roleBy('credential_source = Environment'), KEYS, WEST_BY_SHELL],
};

const withoutProfile: Record<string, Row> = {
  AWS_PROFILE: [both, { AWS_PROFILE: 'prod' }, WEST],
  AWS_DEFAULT_PROFILE: [both, { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'prod' }, WEST],
  'AWS_PROFILE first': [both, { AWS_PROFILE: 'prod', AWS_DEFAULT_PROFILE: 'default' }, WEST],
  'keys in the shell before AWS_PROFILE': [both, { ...KEYS, AWS_PROFILE: 'prod' }, WEST_BY_SHELL],
  'keys in the shell alone': [both, KEYS, 'SHELL us-west-1 A'],
};

const noProfile = (option: string) =>
  `ExpectationError: ${option}: expected a profile of ~/.aws/config or ~/.aws/credentials, got "nope". To list them, run`;
const noRegion = (region: string) =>
  `ExpectationError: Region: expected one that the AWS SDK knows, such as eu-central-1, got "${region}". Correct --region`;
const PROD = { profile: 'prod' };

describe('cli/dry-run: what a profile and the environment mean, as to the AWS CLI', () => {
  if (!knowsProxies()) {
    skipped(`Node.js ${process.versions.node} knows no proxies, which show here where a request goes`);
    return;
  }
  const { open } = ownEnvironment();
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
  beforeEach(() => {
    asked = [];
  });
  after(async () => {
    for (const server of endpoints) {
      server.closeAllConnections();
      server.close();
    }
    await proxy.close();
  });

  const withUrls = (text: string) =>
    text.replace(/(?<== ?)[AB]$|^[AB]$/gm, (letter) => {
      const endpoint = endpoints[letter === 'A' ? 0 : 1] as Server;
      const { port } = endpoint.address() as AddressInfo;
      return `http://127.0.0.1:${port}`;
    });

  /** The error of a session, which no endpoint here opens. */
  function failure(config: string, environment: Record<string, string>, choice: object): Promise<Error> {
    const variables = Object.entries(environment).map(([name, value]) => [name, withUrls(value)]);
    const proxied = { AWS_CA_BUNDLE: AUTHORITY, HTTPS_PROXY: `http://${proxy.url}` };
    return rejection(open({ ...proxied, ...Object.fromEntries(variables) }, choice, withUrls(config)));
  }

  const takes = (name: string, [config, environment, cli]: Row, choice: object) =>
    it(name, async () => {
      const { message } = await failure(config, environment, choice);
      expect(asked, message).to.deep.equal([cli]);
    });

  describe('with --profile prod', () => {
    for (const [name, row] of Object.entries(withProfile)) takes(name, row, PROD);
  });
  describe('without --profile', () => {
    for (const [name, row] of Object.entries(withoutProfile)) takes(name, row, {});
  });
  const ofShell = { AWS_PROFILE: 'prod', AWS_REGION: 'us-west-1', AWS_DEFAULT_REGION: 'us-west-2' };
  takes('--profile default', [both, { AWS_PROFILE: 'prod' }, 'DEFAULT us-west-1 A'], { profile: 'default' });
  takes('--region before all others', [both, ofShell, EAST], { region: 'us-east-1' });

  type Environment = Record<string, string>;
  /** @param error a part of its name and message */
  const refuses = (name: string, choice: object, environment: Environment, error: string, config = both) =>
    it(`refuses ${name}, before anything is asked`, async () => {
      const failed = await failure(config, environment, choice);
      expect(`${failed.name}: ${failed.message}`).to.include(error);
      expect(asked).to.deep.equal([]);
    });

  refuses('an unknown profile', { profile: 'nope' }, KEYS, noProfile('--profile'));
  refuses('an unknown AWS_PROFILE', {}, { ...KEYS, AWS_PROFILE: 'nope' }, noProfile('AWS_PROFILE'));
  refuses('an unknown AWS_DEFAULT_REGION', {}, { ...KEYS, AWS_DEFAULT_REGION: 'x' }, noRegion('x'));
  for (const region of ['eu-centrall-1', 'eu-central-9', 'aws-global', 'EU-WEST-1', 'x y']) {
    refuses(`the Region ${region}`, { region }, KEYS, noRegion(region));
  }
  refuses(
    'no Region',
    {},
    KEYS,
    'AwsCallError: sts:GetCallerIdentity: Region is missing. Name a Region with',
    '',
  );
  for (const [variant, variable, setting] of [
    ['FIPS', 'AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
    ['dual-stack', 'AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'],
  ] as const) {
    const advice =
      `A custom endpoint has no ${variant} variant: unset ${variable} or ${setting} of the profile; or unset ` +
      'AWS_ENDPOINT_URL, endpoint_url and services of the profile.';
    const custom = west('endpoint_url = A');
    refuses(`a custom endpoint with ${variable}`, PROD, { [variable]: 'true' }, advice, custom);
    refuses(
      `a custom endpoint with ${setting}`,
      PROD,
      {},
      advice,
      west('endpoint_url = A', `${setting} = true`),
    );
  }
});
