import { expect } from 'chai';
import { folderOfFiles } from '../embedded-aws/fixtures.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
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
  beforeEach(async () => {
    aws = await embeddedOrganization([{}, {}, {}, {}]);
  });
  afterEach(() => aws.close());

  const run = async (args: readonly string[], environment: Record<string, string> = {}) => {
    const { AWS_ENDPOINT_URL, AWS_REGION, ...keys } = aws.environmentOf(managementId);
    const settings = Object.entries(keys).map(([name, value]) => `${name.toLowerCase()} = ${value}\n`);
    const role = 'arn:aws:iam::100000000001:role/OrganizationAccountAccessRole';
    const AWS_CONFIG_FILE = await write(
      'config',
      `[profile base]\n${settings.join('')}[profile audit]\nrole_arn = ${role}\nsource_profile = base\nmfa_serial = ${device}\n`,
    );
    const own = { AWS_CONFIG_FILE, AWS_ENDPOINT_URL, AWS_REGION, ...environment };
    return start([cliPath('evaluate'), ...args], {
      env: { ...bareEnvironment(folder()), ...own },
      columns: 80,
    });
  };

  for (const [name, args, environment] of [
    ['--profile', ['--profile', 'audit'], {}],
    ['AWS_PROFILE', [], { AWS_PROFILE: 'audit' }],
  ] as const) {
    it(`asks for the code once, for all accounts, and sends it with the device: ${name}`, async () => {
      const organization = ['--organization', '--assume-root', '--csv'];
      const { shows, type, shown, ended } = await run([...args, ...organization], environment);
      await shows(`MFA code for ${device}: `);
      type('12345\r');
      await shows('Expected six digits.');
      type('654321\r');
      // The management account is out of reach from a member.
      expect(await ended).to.equal(1);
      expect(shown().match(/,COMPLIANT,/g)).to.have.lengthOf(3);
      const sessions = aws.record.filter(({ operation }) => operation.startsWith('Assume'));
      expect(sessions.map(({ operation }) => operation)).to.deep.equal([
        'AssumeRole',
        'AssumeRoot',
        'AssumeRoot',
      ]);
      expect(sessions[0]?.input).to.include({ SerialNumber: device, TokenCode: '654321' });
    });
  }

  it('ends on Ctrl+C at the question, and asks nothing', async () => {
    const { shows, type, ended } = await run(['--profile', 'audit']);
    await shows('MFA code for');
    type('\u0003');
    expect(await ended).to.equal(130);
    expect(aws.requests).to.deep.equal([]);
  });
});
