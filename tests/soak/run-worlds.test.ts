import { expect } from 'chai';
import type { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';
import { runWorld, runWorlds, startAwsForWorlds } from './run-worlds.ts';
import type { World } from './world.ts';

/** Fixed, so that the test never fails by chance. `npm run soak` draws new ones. */
const SEEDS = [1, 2026, 829_709_005];
const WORLDS_PER_SEED = 500;

/** Both faults change the same page: it must come out with one marker, which the SDK can read. */
const repeatedMarkerOnSmallPages: World = {
  account: anAccount({
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'virtual'] },
    faults: [
      { operation: 'iam:ListVirtualMFADevices', fault: 'repeated-marker' },
      { operation: 'iam:ListVirtualMFADevices', fault: 'one-device-a-page' },
    ],
  }),
  parameters: { allowVirtualMfa: 'false' },
};

describe('soak/run-worlds', () => {
  let aws: EmbeddedAws;
  before(async () => {
    aws = await startAwsForWorlds(await deployedPackage());
  });
  after(() => aws.close());

  for (const seed of SEEDS) {
    it(`${WORLDS_PER_SEED} worlds of seed ${seed} end as they must`, async () => {
      expect(await runWorlds(aws, WORLDS_PER_SEED, seed)).to.deep.equal([]);
    }).timeout(180_000);
  }

  it('decides by the first page where pages of one device repeat the marker', async () => {
    const { expected, got } = await runWorld(aws, repeatedMarkerOnSmallPages);
    expect(got).to.deep.equal({ shown: 'NON_COMPLIANT', fails: false });
    expect(got).to.deep.equal(expected);
  });
});
