import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { project, read, template } from './project-files.ts';

describe('deploy', () => {
  const templates = readdirSync(new URL('deploy', project))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `deploy/${name}`);

  it('has templates', () => {
    expect(templates).to.include.members([
      'deploy/artifact-bucket.yml',
      'deploy/conformance-pack.yml',
      'deploy/dry-run-role.yml',
      'deploy/member-role.yml',
      'deploy/organization-rule.yml',
      'deploy/reevaluate-on-change.yml',
      'deploy/root-credentials-role.yml',
      'deploy/security-hub.yml',
    ]);
  });

  for (const path of templates) {
    describe(path, () => {
      it('is YAML', () => expect(parseDocument(read(path)).errors).to.deep.equal([]));
      it('names no partition', () => expect(read(path)).to.not.match(/arn:aws[a-z-]*:/));
      it('is described', () => {
        for (const { Description } of Object.values<{ Description?: string }>(template(path).Parameters)) {
          expect(Description).to.be.a('string').and.not.equal('');
        }
      });
    });
  }
});
