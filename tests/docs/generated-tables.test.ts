import { expect } from 'chai';
import { readBetweenMarkers } from './between-markers.ts';
import { generatedTables } from './generated-tables.ts';

describe('docs: generated tables', () => {
  for (const { path, name, text } of generatedTables) {
    it(`${path} holds the table "${name}" as npm run docs writes it`, async () => {
      expect(await readBetweenMarkers(path, name)).to.equal(text);
    });
  }
});
