import { expect } from 'chai';
import { deployedPackage } from '../deployed.ts';
import { readBetweenMarkers } from './between-markers.ts';
import { timelineTable } from './timeline.ts';

describe('docs: timeline', () => {
  it('is the one that the simulation has: npm run docs writes it again', async () => {
    const { path, name, text } = await timelineTable(await deployedPackage());
    expect(await readBetweenMarkers(path, name)).to.equal(text.trim());
  });
});
