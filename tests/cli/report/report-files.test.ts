import { chmod, link, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { ReportFileError, refuseUnwritable, writeReportFiles } from '../../../cli/report/report-files.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';

describe('cli/report/report-files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  const at = (name: string) => join(folder, name);
  const html = (path: string, make = (text: string) => `<p>${text}</p>`) => ({
    option: '--html',
    path,
    make,
  });

  it('writes each file whole, and leaves nothing else behind', async () => {
    await writeFile(at('old.html'), 'yesterday');
    const markdown = { option: '--markdown', path: at('new.md'), make: (text: string) => `# ${text}` };
    await refuseUnwritable([html(at('old.html')), markdown]);
    expect(await readFile(at('old.html'), 'utf8')).to.equal('yesterday');
    await writeReportFiles([html(at('old.html')), markdown], 'today');
    expect(await readFile(at('old.html'), 'utf8')).to.equal('<p>today</p>');
    expect(await readFile(at('new.md'), 'utf8')).to.equal('# today');
    expect(await readdir(folder)).to.have.members(['new.md', 'old.html']);
  });

  it('replaces the file, and never writes into it: a reader of the old one keeps a whole one', async () => {
    await writeFile(at('report.html'), 'yesterday');
    await link(at('report.html'), at('held'));
    await writeReportFiles([html(at('report.html'))], 'today');
    expect(await readFile(at('held'), 'utf8')).to.equal('yesterday');
  });

  it('leaves the old file where a report cannot be made', async () => {
    await writeFile(at('report.html'), 'yesterday');
    const failing = html(at('report.html'), () => {
      throw new Error('no report');
    });
    expect((await rejection(writeReportFiles([failing], 'today'))).message).to.equal('no report');
    expect(await readdir(folder)).to.deep.equal(['report.html']);
    expect(await readFile(at('report.html'), 'utf8')).to.equal('yesterday');
  });

  it('leaves no half file where writing fails', async () => {
    await mkdir(at('taken'));
    const target = html(at('report.html'), () => 'x');
    // The folder goes between the check and the writing.
    await rm(folder, { recursive: true });
    const error = await rejection(writeReportFiles([target], 'today'));
    expect(error).to.be.instanceOf(ReportFileError).and.not.instanceOf(ExpectationError);
    expect(error.message).to.match(/^--html: .*report\.html was not written: ENOENT/);
    await mkdir(folder);
  });

  it('lets only the owner read a new report, and keeps who may read an old one', async () => {
    const modeOf = async (name: string) => (await stat(at(name))).mode & 0o777;
    await writeReportFiles([html(at('new.html'))], 'today');
    expect(await modeOf('new.html')).to.equal(0o600);
    for (const mode of [0o600, 0o664]) {
      await chmod(at('new.html'), mode);
      await writeReportFiles([html(at('new.html'))], 'today');
      expect(await modeOf('new.html')).to.equal(mode);
    }
  });

  it('refuses a link to a pipe, such as /dev/stdout of a pipeline, and leaves it', async () => {
    await symlink('pipe:[1]', at('stdout'));
    const error = await rejection(refuseUnwritable([html(at('stdout'))]));
    expect(error).to.be.instanceOf(ExpectationError);
    expect((await lstat(at('stdout'))).isSymbolicLink()).to.equal(true);
  });

  it('follows a link to a file', async () => {
    await writeFile(at('real.html'), 'yesterday');
    await symlink(at('real.html'), at('latest.html'));
    await writeReportFiles([html(at('latest.html'))], 'today');
    expect(await readFile(at('real.html'), 'utf8')).to.equal('<p>today</p>');
  });

  const refused: Record<string, () => string> = {
    'a folder that is not there': () => at('nowhere/report.html'),
    'a folder': () => folder,
    'a device': () => '/dev/null',
    'a file in place of a folder': () => at('file/report.html'),
    'a name that is too long': () => at('x'.repeat(300)),
  };
  for (const [name, path] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      await writeFile(at('file'), '');
      const error = await rejection(refuseUnwritable([html(path())]));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(
        error.message.startsWith(`--html: expected a file that can be written, got ${path()}: `),
      ).to.equal(true);
    });
  }

  it('refuses a folder that may not be written to', async () => {
    await chmod(folder, 0o500);
    const { uid } = await stat(folder);
    const isRoot = process.getuid?.() === 0;
    const result = await refuseUnwritable([html(at('report.html'))]).then(
      () => 'accepted',
      () => 'refused',
    );
    await chmod(folder, 0o700);
    // The superuser may write everywhere.
    expect(result).to.equal(isRoot && uid === 0 ? 'accepted' : 'refused');
  });

  it('refuses one new file for two reports', async () => {
    const files = [html(at('new')), { ...html(`${folder}/./new`), option: '--markdown' }];
    const error = await rejection(refuseUnwritable(files));
    expect(error.message).to.equal('--markdown: this is the same file as --html; choose another');
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('refuses one file for two reports', async () => {
    await writeFile(at('report'), '');
    await symlink(at('report'), at('same'));
    for (const path of [at('report'), at('./report'), at('same')]) {
      const files = [html(at('report')), { ...html(path), option: '--markdown' }];
      const error = await rejection(refuseUnwritable(files));
      expect(error.message).to.equal('--markdown: this is the same file as --html; choose another');
    }
  });
});
