import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type ScriptedAws, scriptedAws } from '../scripted-aws.ts';
import { evaluateCommand } from './evaluate-command.ts';

/** Every AWS refuses, so each run ends with its first call: what counts is who was asked, and with whose key. */
const refusal = {
  status: 403,
  body: '<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>',
};

describe('cli/evaluate --profile', () => {
  const command = evaluateCommand();
  let first: ScriptedAws;
  let second: ScriptedAws;

  beforeEach(async () => {
    first = await scriptedAws([refusal]);
    second = await scriptedAws([refusal]);
  });
  afterEach(() => Promise.all([first.close(), second.close()]));

  const urlOf = ({ clientConfig }: ScriptedAws) => ('endpoint' in clientConfig ? clientConfig.endpoint : '');
  const foreignKeys = { AWS_ACCESS_KEY_ID: 'AKIASHELL', AWS_SECRET_ACCESS_KEY: 'secret-of-the-shell' };
  const keysOf = (name: string) =>
    `region = us-east-1\naws_access_key_id = ${name}\naws_secret_access_key = secret-of-${name}\n`;

  async function run(config: string, environment: Record<string, string>, ...args: string[]) {
    const path = join(command.home(), 'config');
    await writeFile(path, config);
    return command.run(args, { AWS_CONFIG_FILE: path, ...environment });
  }

  for (const [name, environment] of Object.entries({
    'a bare shell': {},
    'keys in the shell': foreignKeys,
  })) {
    it(`uses the endpoint and the key of the profile, with ${name}`, async () => {
      const config =
        `[default]\nendpoint_url = ${urlOf(first)}\n${keysOf('AKIADEFAULT')}` +
        `[profile prod]\nendpoint_url = ${urlOf(second)}\n${keysOf('AKIAPROD')}`;
      const { status } = await run(config, environment, '--profile', 'prod');
      expect(status).to.equal(1);
      expect(first.signers).to.deep.equal([]);
      expect(second.signers).to.deep.equal(['AKIAPROD']);
    });
  }

  it("uses the services of the profile, and not another profile's AWS_PROFILE", async () => {
    const config =
      `[profile other]\nendpoint_url = ${urlOf(first)}\n${keysOf('AKIAOTHER')}` +
      `[profile prod]\nservices = local\n${keysOf('AKIAPROD')}` +
      `[services local]\nsts =\n  endpoint_url = ${urlOf(second)}\n`;
    await run(config, { AWS_PROFILE: 'other' }, '--profile', 'prod');
    expect(first.signers).to.deep.equal([]);
    expect(second.signers).to.deep.equal(['AKIAPROD']);
  });

  const variants = {
    FIPS: ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
    'dual-stack': ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint'],
  } as const;
  for (const [variant, [variable, setting]] of Object.entries(variants)) {
    it(`says what to unset where a custom endpoint meets ${variant} of the shell or of the profile`, async () => {
      const config = `[profile prod]\nendpoint_url = ${urlOf(first)}\n${keysOf('AKIAPROD')}`;
      const runs = [
        await run(config, { [variable]: 'true' }, '--profile', 'prod'),
        await run(`${config}${setting} = true\n`, {}, '--profile', 'prod'),
      ];
      for (const { status, stderr } of runs) {
        expect(status).to.equal(1);
        expect(stderr).to.include(
          `A custom endpoint has no ${variant} variant: unset ${variable} or ${setting} of the profile; or unset ` +
            'AWS_ENDPOINT_URL, endpoint_url and services of the profile.',
        );
      }
      expect(first.signers).to.deep.equal([]);
    });
  }

  it('refuses a Region that does not exist before it calls anything', async () => {
    const { stderr, status } = await run(
      `[default]\nendpoint_url = ${urlOf(first)}\n${keysOf('AKIADEFAULT')}`,
      {},
      '--region',
      'eu-centrall-1',
    );
    expect(stderr).to.include('expected one that the AWS SDK knows').and.include('"eu-centrall-1"');
    expect(status).to.equal(2);
    expect(first.signers).to.deep.equal([]);
  });
});
