import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { at, read } from '../project-files.ts';

const page = read('docs/pipeline.md');
const workflow = parse(page.match(/<!-- workflow -->\n\n```yaml\n(.*?)```/s)?.[1] ?? '');

describe('docs/pipeline.md', () => {
  const commands: string[] = workflow.jobs.evaluate.steps.flatMap(({ run = [] }) => run);

  it('has a workflow that can ask for a token, and can change nothing in the repository', () => {
    expect(workflow.permissions).to.deep.equal({});
    expect(workflow.jobs.evaluate.permissions).to.deep.equal({ contents: 'read', 'id-token': 'write' });
  });

  it('runs no install script where the token is, and no action by a tag that can be moved', () => {
    expect(commands.filter((run) => /\bnpm\b/.test(run))).to.deep.equal(['npm ci --ignore-scripts']);
    const uses = page.match(/uses: .*/g) ?? [];
    expect(uses).to.have.lengthOf(4);
    for (const one of uses) expect(one).to.match(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('runs the command with options that it has, and fails on what it finds', () => {
    const command = commands.find((run) => run.startsWith('node cli/evaluate.ts'));
    expect(command).to.equal(
      'node cli/evaluate.ts --organization --assume-root --fail-on non-compliant --html report.html --markdown report.md',
    );
  });

  it("uses GitHub's own actions in the versions of the repository's workflows", () => {
    const own = readdirSync(at('.github/workflows')).map((file) => read(`.github/workflows/${file}`));
    const taken = own.flatMap((text) => text.match(/actions\/[\w-]+@\S+/g) ?? []);
    const used: string[] = workflow.jobs.evaluate.steps.flatMap(({ uses = [] }) => uses);
    const shared = used.filter((action) => action.startsWith('actions/'));
    expect(shared).to.have.lengthOf(3);
    expect(taken).to.include.members(shared);
  });

  it('keeps report and summary also of a run that fails', () => {
    const kept = workflow.jobs.evaluate.steps.filter((step: { if?: string }) => step.if !== undefined);
    expect(kept).to.have.lengthOf(2);
    for (const step of kept) expect(step.if).to.match(/^always\(\) && /);
  });

  it('explains each parameter of the role', () => {
    for (const name of Object.keys(readTemplateFile('dry-run-role.yml').Parameters ?? {})) {
      expect(page).to.include(`| \`${name}\` |`);
    }
  });

  it('names each permission of the role', () => {
    const actions =
      read('deploy/dry-run-role.yml').match(
        /\b(iam|organizations|sts):(Get|List|Describe|Assume)[A-Za-z]+/g,
      ) ?? [];
    for (const action of actions) {
      if (action !== 'sts:AssumeRoleWithWebIdentity') expect(page).to.include(`\`${action}\``);
    }
  });
});
