import { expect } from 'chai';
import { read } from './project-files.ts';

const page = read('SECURITY.md');

/** The rows of the table: a section, a claim about it, and the test that holds it. */
const rows = [...page.matchAll(/^\| \[(.+?)\]\(#.+?\) \| (.+?) \| (.+) \|$/gm)].map(
  ([, section = '', claim = '', test = '']) => ({ section, claim, test }),
);

describe('SECURITY.md', () => {
  it('has tests, or says that it has none, for each section of the threat model', () => {
    const model = page.split('## Threat model')[1]?.split('## Which tests hold this')[0] ?? '';
    const sections = [...model.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    expect(sections).to.include('Forged events');
    expect([...new Set(rows.map(({ section }) => section))]).to.deep.equal(sections);
  });

  for (const { claim, test } of rows) {
    it(`names a test that there is: ${claim}`, () => {
      if (/^none: ./.test(test)) return;
      const [, path = '', name = ''] = test.match(/^`(tests\/\S+\.test\.ts)`: (.+)$/) ?? [];
      // As a whole text: the title of a test, of a group of tests, or of a step.
      expect(
        ["'", '"', '`'].some((quote) => read(path).includes(`${quote}${name}${quote}`)),
        test,
      ).to.equal(true);
    });
  }
});
