import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { restore, stub } from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { ReportFileError, refuseUnwritable, writeReportFiles } from '../../../cli/report/report-files.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';

describe('cli/report/report-files', () => {
  let folder: string;
  let said: string;
  let messages: PassThrough;
  beforeEach(async () => {
    folder = await temporaryFolder();
    said = '';
    messages = new PassThrough();
    messages.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
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
    await writeReportFiles([html(at('old.html')), markdown], 'today', messages);
    expect(await readFile(at('old.html'), 'utf8')).to.equal('<p>today</p>');
    expect(await readFile(at('new.md'), 'utf8')).to.equal('# today');
    expect(await readdir(folder)).to.have.members(['new.md', 'old.html']);
  });

  it('replaces the file, and never writes into it: a reader of the old one keeps a whole one', async () => {
    await writeFile(at('report.html'), 'yesterday');
    await link(at('report.html'), at('held'));
    await writeReportFiles([html(at('report.html'))], 'today', messages);
    expect(await readFile(at('held'), 'utf8')).to.equal('yesterday');
  });

  it('leaves the old file where a report cannot be made', async () => {
    await writeFile(at('report.html'), 'yesterday');
    const failing = html(at('report.html'), () => {
      throw new Error('no report');
    });
    expect((await rejection(writeReportFiles([failing], 'today', messages))).message).to.equal('no report');
    expect(await readdir(folder)).to.deep.equal(['report.html']);
    expect(await readFile(at('report.html'), 'utf8')).to.equal('yesterday');
  });

  it('leaves no half file where writing fails', async () => {
    await mkdir(at('taken'));
    const target = html(at('report.html'), () => 'x');
    // The folder goes between the check and the writing.
    await rm(folder, { recursive: true });
    const error = await rejection(writeReportFiles([target], 'today', messages));
    expect(error).to.be.instanceOf(ReportFileError).and.not.instanceOf(ExpectationError);
    expect(error.message).to.match(/^--html: .*report\.html was not written: the folder .* does not exist/);
    await mkdir(folder);
  });

  it('names a folder that does not exist, before the run', async () => {
    const error = await rejection(refuseUnwritable([html(at('none/report.html'))]));
    expect(error).to.be.instanceOf(ExpectationError);
    expect(error.message).to.equal(
      `--html: expected a file that can be written, got ${at('none/report.html')}: the folder ${at('none')} does not exist; create it first`,
    );
  });

  it('lets only the owner read a report, also where others could read or write the old one', async () => {
    const modeOf = async (name: string) => (await stat(at(name))).mode & 0o777;
    await writeReportFiles([html(at('new.html'))], 'today', messages);
    expect(await modeOf('new.html')).to.equal(0o600);
    await chmod(at('new.html'), 0o666);
    await writeReportFiles([html(at('new.html'))], 'today', messages);
    expect(await modeOf('new.html')).to.equal(0o600);
  });

  for (const kind of ['a file', 'nothing', 'a pipe']) {
    it(`replaces a link to ${kind}, and leaves what it points to`, async () => {
      if (kind === 'a file') await writeFile(at('keys'), 'yesterday', { mode: 0o644 });
      if (kind === 'a pipe') execFileSync('mkfifo', [at('keys')]);
      await symlink(at('keys'), at('report.html'));
      await refuseUnwritable([html(at('report.html'))]);
      await writeReportFiles([html(at('report.html'))], 'today', messages);
      expect((await lstat(at('report.html'))).isFile()).to.equal(true);
      expect(await readFile(at('report.html'), 'utf8')).to.equal('<p>today</p>');
      if (kind === 'a file') expect(await readFile(at('keys'), 'utf8')).to.equal('yesterday');
      if (kind === 'nothing') expect(await readdir(folder)).to.deep.equal(['report.html']);
    });
  }

  it('writes into a pipe and a device, and leaves them', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const read = readFile(at('pipe'), 'utf8');
    const files = [html(at('pipe')), { ...html('/dev/null'), option: '--markdown' }];
    await refuseUnwritable(files);
    await writeReportFiles(files, 'today', messages);
    expect(await read).to.equal('<p>today</p>');
    expect((await lstat(at('pipe'))).isFIFO()).to.equal(true);
    expect((await lstat('/dev/null')).isCharacterDevice()).to.equal(true);
    expect(said).to.equal('');
  });

  it('writes to standard output and standard error, whatever they are', () => {
    const module = import.meta.resolve('../../../cli/report/report-files.ts');
    const files = ['/dev/stdout', '/dev/stderr', '/dev/fd/1', '/proc/self/fd/2'];
    const script = `
      import { refuseUnwritable, writeReportFiles } from '${module}';
      const files = ${JSON.stringify(files)}.map((path) => ({ option: '-', path, make: (text) => text + path + ';' }));
      await refuseUnwritable(files);
      await writeReportFiles(files, '');
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).to.deep.equal({
      stdout: '/dev/stdout;/dev/fd/1;',
      stderr: '/dev/stderr;/proc/self/fd/2;',
    });
  });

  it('appends to a file that the process has open, and does not replace its name', async () => {
    await writeFile(at('open'), 'before ');
    const file = await open(at('open'), 'a');
    await writeReportFiles([html(`/dev/fd/${file.fd}`)], 'today', messages);
    await file.close();
    expect(await readFile(at('open'), 'utf8')).to.equal('before <p>today</p>');
  });

  it('says on standard error which file it wrote, so that a terminal obeys nothing in its name', async () => {
    await writeReportFiles([html(at('a\u009b1A.html'))], 'today', messages);
    expect(said).to.equal(`Wrote ${at('a\\u009b1A.html')}\n`);
  });

  describe('what belongs to another user', () => {
    const foreign = 12_345;
    const asForeign = async (path: string) => {
      // The superuser can give a file away; anyone else is made the stranger.
      if (process.getuid?.() === 0) await chown(path, foreign, foreign);
      else stub(process, 'getuid').returns(foreign);
    };
    afterEach(() => restore());

    it('is refused where it is a file, also after the run, and stays', async () => {
      await writeFile(at('report.html'), 'theirs', { mode: 0o666 });
      await asForeign(at('report.html'));
      const error = await rejection(refuseUnwritable([html(at('report.html'))]));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message).to.match(/: it belongs to another user; delete it, or choose another name$/);
      const late = await rejection(writeReportFiles([html(at('report.html'))], 'today', messages));
      expect(late).to.be.instanceOf(ReportFileError);
      expect(await readFile(at('report.html'), 'utf8')).to.equal('theirs');
    });

    it('is refused where it is a pipe', async () => {
      execFileSync('mkfifo', [at('pipe')]);
      await asForeign(at('pipe'));
      const error = await rejection(refuseUnwritable([html(at('pipe'))]));
      expect(error.message).to.match(/it belongs to another user/);
    });
  });

  const refused: Record<string, () => string> = {
    'a folder that is not there': () => at('nowhere/report.html'),
    'a folder': () => folder,
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
    await symlink(folder, at('here'));
    for (const path of [at('report'), at('./report'), at('here/report')]) {
      const files = [html(at('report')), { ...html(path), option: '--markdown' }];
      const error = await rejection(refuseUnwritable(files));
      expect(error.message).to.equal('--markdown: this is the same file as --html; choose another');
    }
  });
});
