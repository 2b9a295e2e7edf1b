import { expect } from 'chai';
import { deployedPackage } from '../deployed.ts';
import { readBetweenMarkers } from './between-markers.ts';
import { timelineTable } from './timeline.ts';

describe('docs: timeline', () => {
  it('docs/minutes.md holds the timeline of the simulation as npm run docs writes it', async () => {
    const { path, name, text } = await timelineTable(await deployedPackage());
    expect(readBetweenMarkers(path, name)).to.equal(text);
  });
});
