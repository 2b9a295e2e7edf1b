import { expect } from 'chai';
import { deployedPackage } from '../deployed.ts';
import { readBetweenMarkers } from './between-markers.ts';
import { type GeneratedTable, generatedTables } from './generated-tables.ts';
import { timelineTable } from './timeline.ts';

describe('docs: generated tables', () => {
  const expectWritten = async ({ path, name, text }: GeneratedTable) =>
    expect(await readBetweenMarkers(path, name)).to.equal(text);

  for (const table of generatedTables) {
    it(`${table.path} holds the table "${table.name}" as npm run docs writes it`, () => expectWritten(table));
  }

  it('docs/minutes.md holds the timeline of the simulation as npm run docs writes it', async () => {
    await expectWritten(await timelineTable(await deployedPackage()));
  });
});
