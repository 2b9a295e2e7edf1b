import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { read } from '../project-files.ts';
import { pictureOfStart } from './picture.ts';

describe('docs/npm-start.svg', () => {
  it('shows what npm start prints: npm run docs:picture draws it again', async () => {
    const picture = read('docs/npm-start.svg');
    expect(picture).to.equal(await pictureOfStart(await environmentWithPackage('deployed')));
    expect(picture).to.include('>444455556666</text>').and.to.include('COMPLIANT');
  });
});
