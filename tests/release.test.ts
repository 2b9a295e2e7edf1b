import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parse } from 'yaml';
import { FOLDER } from '../cli/package-organization/write-package.ts';
import { folderOfFiles } from './embedded-aws/fixtures.ts';
import { read } from './project-files.ts';
import { rejection } from './rejection.ts';

const { version } = JSON.parse(read('package.json'));

describe('release', () => {
  describe('notes', () => {
    const { jobs } = parse(read('.github/workflows/release.yml'));
    const step = jobs.package.steps.find((one: { run?: string }) => one.run?.includes('CHANGELOG.md'));
    const { folder, write, writeJson } = folderOfFiles();
    afterEach(() => rmSync(join(folder(), 'release'), { recursive: true }));

    /** Runs the step of the workflow as GitHub does. */
    async function notesOf(changelog: string, version: string, tag = ''): Promise<string> {
      await write('CHANGELOG.md', changelog);
      await writeJson('package.json', { version });
      const env = { PATH: process.env['PATH'], RUNNER_TEMP: folder(), TAG: tag };
      await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', step.run], { cwd: folder(), env });
      return readFileSync(join(folder(), 'release', 'notes.md'), 'utf8');
    }

    const changelog = [
      '# Changelog\n\nAll changes.\n',
      '## 1.2.0 - 2026-03-04\n\n### Added\n\n- One thing, in\n  two lines.\n- Another:\n  - a part\n    of it.\n',
      '## 1.1.0\n\n- It has no date.\n',
      '## 1.0.1 - 2026-02-03\n',
      '## 11.0.0 - 2026-01-02\n\n- The last.\n',
    ].join('\n');

    it('are there for the version in package.json', async () => {
      expect(await notesOf(read('CHANGELOG.md'), version, `v${version}`)).to.match(/^\s*### /);
    });

    it('are one section, with a line for each paragraph and each list item', async () => {
      expect((await notesOf(changelog, '1.2.0')).trim()).to.equal(
        '### Added\n\n- One thing, in two lines.\n- Another:\n  - a part of it.',
      );
    });

    it('may be the last section', async () => {
      expect((await notesOf(changelog, '11.0.0')).trim()).to.equal('- The last.');
    });

    const refused: Record<string, [version: string, tag: string, message: string]> = {
      'a version without a section': ['1.0.0', '', 'to have a section "## 1.0.0 - YYYY-MM-DD"'],
      'a section without a date': ['1.1.0', '', 'to have a section "## 1.1.0 - YYYY-MM-DD"'],
      'an empty section': ['1.0.1', '', 'to have a section "## 1.0.1 - YYYY-MM-DD" that says what changed'],
      'another tag': ['1.2.0', 'v1.2.1', 'Expected the tag v1.2.0 (package.json), got v1.2.1'],
    };
    for (const [name, [version, tag, message]] of Object.entries(refused)) {
      it(`refuse ${name}`, async () => {
        const failure = await rejection(notesOf(changelog, version, tag));
        expect(failure).to.include({ code: 1 });
        expect(failure).to.have.property('stderr').that.includes(message);
      });
    }
  });

  describe('workflow', () => {
    interface Step {
      readonly uses?: string;
      readonly run?: string;
      readonly with?: Readonly<Record<string, unknown>>;
    }
    const { on, permissions, jobs } = parse(read('.github/workflows/release.yml'));
    const steps = (job: string): Step[] => jobs[job].steps;
    const runs = (job: string) => steps(job).flatMap(({ run }) => run ?? []);

    it('runs for a tag, and by hand without the job that publishes', () => {
      expect(on).to.deep.equal({ push: { tags: ['v*'] }, workflow_dispatch: null });
      expect(jobs.release).to.include({ if: "github.event_name == 'push'", environment: 'release' });
      expect(jobs.release.needs).to.deep.equal(['test', 'package']);
    });

    it('checks the signatures of what it installed, and tests', () => {
      const [install, ...others] = runs('test');
      expect(install).to.match(/^npm ci\b/);
      expect(others).to.deep.equal(['npm audit signatures --loglevel=error', 'npm test']);
    });

    it('checks the tag and packages where neither tests nor install scripts ran, and lists the parts', () => {
      const [install, , ...others] = runs('package');
      expect(install).to.match(/^npm ci --ignore-scripts\b/);
      expect(others).to.deep.equal([
        'npm run package:organization',
        `mv ${FOLDER} "$RUNNER_TEMP/release/files"`,
        'npm sbom --sbom-format cyclonedx > "$RUNNER_TEMP/release/files/sbom.cdx.json"',
      ]);
    });

    it('attaches each file that the command writes, and attests them, and of the zip the parts', () => {
      const inputs = (job: string, action: string) =>
        steps(job)
          .filter(({ uses }) => uses?.startsWith(`actions/${action}@`))
          .map((step) => step.with);
      expect(inputs('package', 'upload-artifact')[0]).to.include({
        name: 'release',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions
        path: '${{ runner.temp }}/release',
      });
      expect(inputs('release', 'download-artifact')).to.deep.equal([{ name: 'release' }]);
      expect(inputs('release', 'attest')).to.deep.equal([
        { 'subject-path': 'files/*' },
        { 'subject-path': 'files/*.zip', 'sbom-path': 'files/sbom.cdx.json' },
      ]);
      expect(runs('release').at(-1)).to.match(
        /^gh release create "\$GITHUB_REF_NAME" files\/\* .*--notes-file notes\.md$/,
      );
    });

    it('takes each action by the hash of a commit, with the version behind it', () => {
      const uses = read('.github/workflows/release.yml').match(/uses: .*/g) ?? [];
      expect(uses).to.have.length.at.least(6);
      for (const one of uses) expect(one).to.match(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it('may write only in the job that does not run npm', () => {
      expect(permissions).to.deep.equal({});
      expect(jobs.test.permissions).to.deep.equal({ contents: 'read' });
      expect(jobs.package.permissions).to.deep.equal({ contents: 'read' });
      expect(JSON.stringify(steps('release'))).to.not.match(/npm|node|checkout/);
    });
  });
});
