import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { at, read, template } from '../project-files.ts';

describe('deploy', () => {
  const templates = readdirSync(at('deploy')).filter((name) => name.endsWith('.yml'));

  it('has templates', () => expect(templates).to.include('member-role.yml').and.have.length.above(6));

  for (const name of templates) {
    const path = `deploy/${name}`;
    it(`${path} is YAML that fits into a request, names no partition and describes its parameters`, () => {
      expect(parseDocument(read(path)).errors).to.deep.equal([]);
      expect(Buffer.byteLength(read(path))).to.be.at.most(51_200);
      expect(read(path)).to.not.match(/arn:aws[a-z-]*:/);
      for (const { Description } of Object.values<{ Description?: string }>(template(path).Parameters)) {
        expect(Description).to.be.a('string').and.not.equal('');
      }
    });
  }
});
