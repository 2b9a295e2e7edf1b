import { expect } from 'chai';
import type { Package } from '../../../local/package.ts';
import { runWorlds } from '../../../local/soak/run-worlds.ts';
import { deployedPackage } from '../../deployed.ts';

describe('local/soak/run-worlds', () => {
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
