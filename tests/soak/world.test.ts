import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { expectedOutcome } from './oracle.ts';
import { inAccount, toOrganizationFile, type World, world } from './world.ts';

describe('soak/world', () => {
  let folder: string;
  before(async () => {
    folder = await temporaryFolder();
  });
  after(() => rm(folder, { recursive: true }));

  it('is the same after it was printed as an organization file and read again', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (sampled) => {
        const path = join(folder, 'world.json');
        await writeFile(path, JSON.stringify(toOrganizationFile(sampled)));
        const [read] = await readOrganizationFiles([path]);
        expect(read?.accounts[0]).to.deep.equal(sampled.account);
        expect(read?.parameters).to.deep.equal(sampled.parameters);
      }),
    );
  });

  it('stays what it was in another account', () => {
    fc.assert(
      fc.property(world, (sampled) => {
        const moved = inAccount('222222222222', sampled);
        expect(moved.account.id).to.equal('222222222222');
        expect(expectedOutcome(moved)).to.deep.equal(expectedOutcome(sampled));
      }),
    );
  });

  it('comes in every kind that the verdict table knows', () => {
    const sampled: World[] = fc.sample(world, { numRuns: 5000, seed: 1 });
    const outcomes = sampled
      .map(expectedOutcome)
      .map(({ shown, fails }) => `${shown}${fails ? ', fails' : ''}`);
    expect([...new Set(outcomes)]).to.have.members([
      'COMPLIANT',
      'NON_COMPLIANT',
      'NOT_APPLICABLE',
      'undefined, fails',
      'COMPLIANT, fails',
      'NON_COMPLIANT, fails',
      'NOT_APPLICABLE, fails',
    ]);
  });
});
