import { expect } from 'chai';
import { deployedPackage } from '../deployed.ts';
import { readBetweenMarkers } from './between-markers.ts';
import { costTables } from './cost-tables.ts';

describe('docs: cost', () => {
  it('has the tables as npm run docs writes them', async () => {
    const tables = costTables(await deployedPackage());
    expect(tables).to.have.length(3);
    for (const { path, name, text } of tables) {
      expect(await readBetweenMarkers(path, name), name).to.equal(text);
    }
  });
});
