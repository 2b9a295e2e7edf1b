import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
import { assumedRoleXml, scriptedAws } from '../scripted-aws.ts';
import { skipped } from '../skipped.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';

const command = fileURLToPath(new URL('../../cli/evaluate.ts', import.meta.url));
const start = await pseudoTerminal();
const device = 'arn:aws:iam::100000000000:mfa/alice';

const ways = [
  ['--profile', ['--profile', 'audit'], {}],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'audit' }],
] as const;

describe('cli/evaluate with a profile that has mfa_serial', () => {
  let folder: string;
  let aws: EmbeddedOrganization;

  before(async () => {
    folder = await temporaryFolder();
    aws = await embeddedOrganization([{}, {}, {}, {}]);
    const keys = aws.environmentOf(managementId);
    await writeFile(
      join(folder, 'config'),
      `[profile base]
aws_access_key_id = ${keys['AWS_ACCESS_KEY_ID']}
aws_secret_access_key = ${keys['AWS_SECRET_ACCESS_KEY']}
aws_session_token = ${keys['AWS_SESSION_TOKEN']}
[profile audit]
role_arn = arn:aws:iam::100000000001:role/OrganizationAccountAccessRole
source_profile = base
mfa_serial = ${device}
`,
    );
  });
  beforeEach(() => {
    aws.requests.length = 0;
  });
  after(async () => {
    await aws.close();
    await rm(folder, { recursive: true });
  });

  const environment = (endpoint = aws.environmentOf(managementId)['AWS_ENDPOINT_URL'] ?? '') => ({
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    HOME: folder,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    NO_COLOR: '1',
  });

  for (const [name, args, profile] of ways) {
    it(`is refused without a terminal, before anything is asked: ${name}`, async () => {
      const { status, stderr } = await new Promise<{ status: number; stderr: string }>((resolve) => {
        execFile(
          process.execPath,
          [command, ...args],
          { env: { ...environment(), ...profile } },
          (error, _, stderr) => resolve({ status: Number(error?.code ?? 0), stderr }),
        );
      });
      expect(status).to.equal(1);
      expect(stderr).to.equal(
        `sts:GetCallerIdentity: the profile has mfa_serial ${device}, and there is no terminal on which to ask for its code. ` +
          'Run the command on a terminal, or set the credentials of a session that you have opened with MFA.\n',
      );
      expect(aws.requests).to.deep.equal([]);
    });
  }

  if (start === undefined) {
    skipped(`there is no pseudo-terminal for ${process.platform} ${process.arch}`);
    return;
  }

  for (const [name, args, profile] of ways) {
    it(`asks for the code once, for all accounts: ${name}`, async () => {
      const organization = ['--organization', '--assume-root', '--csv'];
      const env = { ...environment(), ...profile };
      const run = start([command, ...args, ...organization], { env, columns: 80 });
      await run.shows(`MFA code for ${device}: `);
      run.type('123456\r');
      // The management account is out of reach from a member.
      expect(await run.ended).to.equal(1);
      expect(run.shown().match(/MFA code for/g)).to.have.lengthOf(1);
      expect(run.shown().match(/,COMPLIANT,/g)).to.have.lengthOf(3);
      expect(aws.requests.filter((request) => request === 'sts:AssumeRole')).to.have.lengthOf(1);
      expect(aws.requests.filter((request) => request === 'sts:AssumeRoot')).to.have.lengthOf(2);
    });
  }

  it('sends the code with the device to STS', async () => {
    const answered = assumedRoleXml('arn:aws:sts::100000000001:assumed-role/OrganizationAccountAccessRole/s');
    const scripted = await scriptedAws([{ body: answered }]);
    const { endpoint } = scripted.clientConfig as { endpoint: string };
    const run = start([command, '--profile', 'audit'], { env: environment(endpoint), columns: 80 });
    await run.shows('MFA code for');
    run.type('12345\r');
    await run.shows('Expected six digits.');
    run.type('654321\r');
    await run.ended;
    await scripted.close();
    expect(Object.fromEntries(new URLSearchParams(scripted.requests[0]?.body))).to.include({
      Action: 'AssumeRole',
      SerialNumber: device,
      TokenCode: '654321',
    });
  });

  it('ends on Ctrl+C at the question, and asks nothing', async () => {
    const run = start([command, '--profile', 'audit'], { env: environment(), columns: 80 });
    await run.shows('MFA code for');
    run.type('\u0003');
    expect(await run.ended).to.equal(130);
    expect(aws.requests).to.deep.equal([]);
  });
});
