import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { useProfile } from '../../../cli/dry-run/profile-environment.ts';
import { findRegion } from '../../../cli/dry-run/region.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';

describe('cli/dry-run/region', () => {
  const environmentBefore = { ...process.env };
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
    await writeFile(
      join(folder, 'config'),
      '[profile prod]\nregion = eu-west-1\n[profile bare]\noutput = json\n',
    );
  });
  afterEach(async () => {
    process.env = { ...environmentBefore };
    await rm(folder, { recursive: true });
  });

  type Case = { chosen?: string; profile?: string; AWS_REGION?: string; AWS_DEFAULT_REGION?: string };
  const table: Record<string, [Case, string | undefined]> = {
    'the option first': [{ chosen: 'us-east-1', profile: 'prod', AWS_REGION: 'us-east-2' }, 'us-east-1'],
    'AWS_REGION before the profile': [{ profile: 'prod', AWS_REGION: 'us-east-2' }, 'us-east-2'],
    'AWS_REGION before AWS_DEFAULT_REGION': [
      { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'us-west-2' },
      'us-east-2',
    ],
    'AWS_DEFAULT_REGION before the profile': [
      { profile: 'prod', AWS_DEFAULT_REGION: 'us-west-2' },
      'us-west-2',
    ],
    'the Region of the profile': [{ profile: 'prod', AWS_REGION: '', AWS_DEFAULT_REGION: '' }, 'eu-west-1'],
    'AWS_DEFAULT_REGION where there is no other': [
      { profile: 'bare', AWS_DEFAULT_REGION: 'cn-north-1' },
      'cn-north-1',
    ],
    'nothing where no Region is set': [{}, undefined],
    'nothing for an empty AWS_DEFAULT_REGION': [{ AWS_DEFAULT_REGION: '' }, undefined],
  };
  for (const [name, [{ chosen, profile, ...environment }, region]] of Object.entries(table)) {
    it(`takes ${name}`, async () => {
      Object.assign(process.env, environment);
      await useProfile(profile);
      expect(await findRegion(chosen)).to.equal(region);
    });
  }

  for (const region of ['eu-centrall-1', 'eu-central-9', 'aws-global', 'EU-WEST-1', 'x y']) {
    it(`refuses ${region}, which is no Region`, async () => {
      const error = await rejection(findRegion(region));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message).to.match(
        new RegExp(`^Region: expected one that the AWS SDK knows, .*got "${region}"\\. Correct --region`),
      );
    });
  }

  it('refuses a Region of the environment, too', async () => {
    process.env['AWS_DEFAULT_REGION'] = 'eu-centrall-1';
    expect((await rejection(findRegion(undefined))).message).to.include('"eu-centrall-1"');
  });
});
