import { expect } from 'chai';
import { folderOfFiles } from '../embedded-aws/fixtures.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
import { assumedRoleXml, scriptedAws } from '../scripted-aws.ts';
import { skipped } from '../skipped.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';
import { bareEnvironment, cliPath } from './run-cli.ts';

const start = await pseudoTerminal();
const device = 'arn:aws:iam::100000000000:mfa/alice';

describe('cli/evaluate on a terminal, with a profile that has mfa_serial', () => {
  if (start === undefined) {
    skipped(`there is no pseudo-terminal for ${process.platform} ${process.arch}`);
    return;
  }

  const { folder, write } = folderOfFiles();
  let aws: EmbeddedOrganization;
  let config: string;

  before(async () => {
    aws = await embeddedOrganization([{}, {}, {}, {}]);
    const keys = aws.environmentOf(managementId);
    config = await write(
      'config',
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
  after(() => aws.close());

  const run = (args: readonly string[], environment: Record<string, string> = {}) => {
    const { AWS_ENDPOINT_URL, AWS_REGION } = aws.environmentOf(managementId);
    const own = { AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL, AWS_REGION, ...environment };
    const env = { ...bareEnvironment(folder()), ...own };
    return start([cliPath('evaluate'), ...args], { env, columns: 80 });
  };

  for (const [name, args, environment] of [
    ['--profile', ['--profile', 'audit'], {}],
    ['AWS_PROFILE', [], { AWS_PROFILE: 'audit' }],
  ] as const) {
    it(`asks for the code once, for all accounts: ${name}`, async () => {
      const { shows, type, shown, ended } = run(
        [...args, '--organization', '--assume-root', '--csv'],
        environment,
      );
      await shows(`MFA code for ${device}: `);
      type('123456\r');
      // The management account is out of reach from a member.
      expect(await ended).to.equal(1);
      expect(shown().match(/MFA code for/g)).to.have.lengthOf(1);
      expect(shown().match(/,COMPLIANT,/g)).to.have.lengthOf(3);
      expect(aws.requests.filter((request) => request.startsWith('sts:Assume'))).to.deep.equal([
        'sts:AssumeRole',
        'sts:AssumeRoot',
        'sts:AssumeRoot',
      ]);
    });
  }

  it('sends the code with the device to STS', async () => {
    const answered = assumedRoleXml('arn:aws:sts::100000000001:assumed-role/OrganizationAccountAccessRole/s');
    const scripted = await scriptedAws([{ body: answered }]);
    const { endpoint } = scripted.clientConfig as { endpoint: string };
    const { shows, type, ended } = run(['--profile', 'audit'], { AWS_ENDPOINT_URL: endpoint });
    await shows('MFA code for');
    type('12345\r');
    await shows('Expected six digits.');
    type('654321\r');
    await ended;
    await scripted.close();
    expect(Object.fromEntries(new URLSearchParams(scripted.requests[0]?.body))).to.include({
      Action: 'AssumeRole',
      SerialNumber: device,
      TokenCode: '654321',
    });
  });

  it('ends on Ctrl+C at the question, and asks nothing', async () => {
    const { shows, type, ended } = run(['--profile', 'audit']);
    await shows('MFA code for');
    type('\u0003');
    expect(await ended).to.equal(130);
    expect(aws.requests).to.deep.equal([]);
  });
});
