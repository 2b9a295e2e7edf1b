import { expect } from 'chai';
import fc from 'fast-check';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { folderOfFiles } from '../embedded-aws/fixtures.ts';
import { expectedOutcome } from './oracle.ts';
import { toOrganizationFile, world } from './world.ts';

describe('soak/world', () => {
  const { writeJson } = folderOfFiles();

  it('is the same after it was printed as an organization file and read again', async () => {
    const roundTrip = fc.asyncProperty(world, async (sampled) => {
      const path = await writeJson('world.json', toOrganizationFile(sampled));
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts[0]).to.deep.equal(sampled.account);
      expect(read?.parameters).to.deep.equal(sampled.parameters);
    });
    await fc.assert(roundTrip);
  });

  it('comes in every kind that the verdict table knows', () => {
    const outcomes = fc.sample(world, { numRuns: 5000, seed: 1 }).map(expectedOutcome);
    const kinds = new Set(outcomes.map(({ shown, fails }) => `${shown}${fails ? ', fails' : ''}`));
    const verdicts = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'];
    const failing = [...verdicts, undefined].map((shown) => `${shown}, fails`);
    expect([...kinds]).to.have.members([...verdicts, ...failing]);
  });
});
