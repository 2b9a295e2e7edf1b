import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { pictureOfStart } from './picture.ts';

describe('docs/npm-start.svg', () => {
  it('shows what npm start prints: npm run docs:picture draws it again', async () => {
    const picture = await readFile(new URL('../../docs/npm-start.svg', import.meta.url), 'utf8');
    expect(picture).to.equal(await pictureOfStart(await environmentWithPackage('deployed')));
    expect(picture).to.include('>444455556666</text>').and.to.include('COMPLIANT');
  });
});
