import { expect } from 'chai';
import { readBetweenMarkers } from './between-markers.ts';
import { generatedTables } from './generated-tables.ts';

describe('docs: generated tables', () => {
  it('are of every rule, and of the cost', () => {
    expect(generatedTables.map(({ path }) => path)).to.include.members([
      'README.md',
      'docs/rules/root-user-mfa-enabled.md',
      'docs/deployment/scale-and-cost.md',
    ]);
  });

  for (const { path, name, text } of generatedTables) {
    it(`${path} holds the table "${name}" as npm run docs writes it`, () => {
      expect(readBetweenMarkers(path, name)).to.equal(text);
    });
  }
});
