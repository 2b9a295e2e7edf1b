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
