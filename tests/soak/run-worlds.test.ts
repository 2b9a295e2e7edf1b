import { expect } from 'chai';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { deployedPackage } from '../deployed.ts';
import { runWorlds } from './run-worlds.ts';

describe('soak/run-worlds', () => {
  let deployed: Package;
  before(async () => {
    deployed = await deployedPackage();
  });

  it('2,000 random worlds: no wrong verdict, no lost evaluation', async () => {
    const seed = Date.now() % 1_000_000_000;
    const tally = await runWorlds(deployed, 2000, seed);
    expect(tally, `seed ${seed}`).to.deep.equal({
      worlds: 2000,
      wrongVerdicts: 0,
      lostEvaluations: 0,
      wrongEndings: 0,
      first: undefined,
    });
  }).timeout(180_000);
});
