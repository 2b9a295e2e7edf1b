import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { statements } from '../../cli/verify/verify-account.ts';
import { at, read } from '../project-files.ts';

const list = read('docs/unverified.md');

describe('docs/unverified.md', () => {
  const pages = readdirSync(at('docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.md'),
  );
  const marked = pages
    .filter((name) => name !== 'unverified.md')
    .filter((name) => /\*(\()?unverified\b/.test(read(`docs/${name}`)));

  it('knows of marked statements', () => expect(marked).to.not.deep.equal([]));

  for (const page of marked) {
    it(`says how to verify what is marked in ${page}`, () => expect(list).to.include(`](${page}`));
  }

  it('names each check of npm run verify', () => {
    for (const { id } of statements) expect(list).to.include(`\`${id}\``);
  });

  it('has each command that its tables name by a letter', () => {
    const letters = [...list.matchAll(/\| ([A-Z])(?:,[^|]*)? \|/g)].map(([, letter]) => letter);
    const commands = [...list.matchAll(/^# ([A-Z])\b/gm)].map(([, letter]) => letter);
    expect(commands).to.deep.equal(letters);
  });
});
