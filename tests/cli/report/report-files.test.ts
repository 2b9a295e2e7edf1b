import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmod,
  chown,
  link,
  lstat,
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
  let messages: PassThrough;
  beforeEach(async () => {
    folder = await temporaryFolder();
    messages = new PassThrough({ encoding: 'utf8' });
  });
  afterEach(() => {
    restore();
    return rm(folder, { recursive: true });
  });

  const at = (name: string) => join(folder, name);
  const html = (path: string) => ({ option: '--html', path, make: (text: string) => `<p>${text}</p>` });
  const write = (path: string) => writeReportFiles([html(path)], 'today', messages);

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
    await write(at('report.html'));
    expect(await readFile(at('held'), 'utf8')).to.equal('yesterday');
  });

  it('leaves the old file where a report cannot be made', async () => {
    await writeFile(at('report.html'), 'yesterday');
    const make = () => {
      throw new Error('no report');
    };
    const failing = { ...html(at('report.html')), make };
    expect((await rejection(writeReportFiles([failing], 'today', messages))).message).to.equal('no report');
    expect(await readdir(folder)).to.deep.equal(['report.html']);
    expect(await readFile(at('report.html'), 'utf8')).to.equal('yesterday');
  });

  it('says why a report was not written whose folder went away during the run', async () => {
    const error = await rejection(write(at('gone/report.html')));
    expect(error).to.be.instanceOf(ReportFileError).and.not.instanceOf(ExpectationError);
    expect(error.message).to.equal(
      `--html: ${at('gone/report.html')} was not written: the folder ${at('gone')} does not exist; create it first`,
    );
  });

  it('lets only the owner read a report, also where others could read or write the old one', async () => {
    const modeOf = async (name: string) => (await stat(at(name))).mode & 0o777;
    await write(at('new.html'));
    expect(await modeOf('new.html')).to.equal(0o600);
    await chmod(at('new.html'), 0o666);
    await write(at('new.html'));
    expect(await modeOf('new.html')).to.equal(0o600);
  });

  for (const kind of ['a file', 'nothing', 'a pipe']) {
    it(`replaces a link to ${kind}, and leaves what it points to`, async () => {
      if (kind === 'a file') await writeFile(at('keys'), 'yesterday', { mode: 0o644 });
      if (kind === 'a pipe') execFileSync('mkfifo', [at('keys')]);
      await symlink(at('keys'), at('report.html'));
      await refuseUnwritable([html(at('report.html'))]);
      await write(at('report.html'));
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
    expect(messages.read()).to.equal(null);
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
    const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
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
    await write(at('a\u009b1A.html'));
    expect(messages.read()).to.equal(`Wrote ${at('a\\u009b1A.html')}\n`);
  });

  for (const [kind, make] of Object.entries({
    file: (path: string) => writeFile(path, 'theirs', { mode: 0o666 }),
    pipe: async (path: string) => execFileSync('mkfifo', [path]),
  })) {
    it(`refuses a ${kind} that belongs to another user, also after the run, and leaves it`, async () => {
      const path = at('theirs');
      await make(path);
      // The superuser can give a file away; anyone else is made the stranger.
      if (process.getuid?.() === 0) await chown(path, 12_345, 12_345);
      else stub(process, 'getuid').returns(12_345);
      const reason = 'it belongs to another user; delete it, or choose another name';
      const early = await rejection(refuseUnwritable([html(path)]));
      expect(early.message).to.equal(`--html: expected a file that can be written, got ${path}: ${reason}`);
      const late = await rejection(write(path));
      expect(late.message).to.equal(`--html: ${path} was not written: ${reason}`);
      if (kind === 'file') expect(await readFile(path, 'utf8')).to.equal('theirs');
    });
  }

  const refused: Record<string, [path: string, reason: RegExp]> = {
    'a folder that is not there': ['nowhere/report.html', /the folder \S+nowhere does not exist; create it/],
    'a folder': ['', /it exists and is not a file$/],
    'a file in place of a folder': ['file/report.html', /ENOTDIR/],
    'a name that is too long': ['x'.repeat(300), /ENAMETOOLONG/],
  };
  for (const [name, [path, reason]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      await writeFile(at('file'), '');
      const error = await rejection(refuseUnwritable([html(at(path))]));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message)
        .to.match(reason)
        .and.include(`--html: expected a file that can be written, got ${at(path)}: `);
    });
  }

  it('refuses a folder that may not be written to', async () => {
    await chmod(folder, 0o500);
    const outcome = await refuseUnwritable([html(at('report.html'))]).then(
      () => 'accepted',
      () => 'refused',
    );
    await chmod(folder, 0o700);
    // The superuser may write everywhere.
    expect(outcome).to.equal(process.getuid?.() === 0 ? 'accepted' : 'refused');
  });

  it('refuses one file for two reports, by whatever path, also where it is new', async () => {
    await symlink(folder, at('here'));
    for (const name of ['new', 'old']) {
      if (name === 'old') await writeFile(at(name), '');
      for (const path of [at(name), `${folder}/./${name}`, at(`here/${name}`)]) {
        const files = [html(at(name)), { ...html(path), option: '--markdown' }];
        const error = await rejection(refuseUnwritable(files));
        expect(error.message).to.equal('--markdown: this is the same file as --html; choose another');
      }
    }
    expect(await readdir(folder)).to.have.members(['here', 'old']);
  });
});
