import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { JournalError, lock, openJournal, refuseUsedJournal } from '../../../cli/root-credentials/journal.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';

const account = '111122223333';
const entry = { account, action: 'DeleteLoginProfile', result: 'done' } as const;

describe('cli/root-credentials/journal', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder, 'plan.json.journal');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** @returns the results in the journal, as a further run finds them */
  async function write(plan: string, ...entries: (typeof entry)[]) {
    const journal = await openJournal(path, plan);
    for (const added of entries) await journal.record(added);
    await journal.close();
    const again = await openJournal(path, plan);
    await again.close();
    return again.earlier(account).map(({ result }) => result);
  }

  it('refuses the journal of another plan, and leaves it as it is', async () => {
    await write('one', entry);
    const before = await readFile(path, 'utf8');
    const error = await rejection(openJournal(path, 'other'));
    expect(error).to.be.instanceOf(ExpectationError);
    expect(error.message).to.include('the journal of another plan.');
    expect(await readFile(path, 'utf8')).to.equal(before);
  });

  it('takes over the journal of a plan by which nothing was done', async () => {
    await write('one');
    expect(await write('other', entry)).to.deep.equal(['done']);
  });

  it('leaves out a line that does not end, and goes on after the last whole one', async () => {
    await write('one', entry);
    await writeFile(path, '{"time":"2026-', { flag: 'a' });
    expect(await write('one', entry)).to.deep.equal(['done', 'done']);
  });

  it('says in one sentence that it cannot be opened', async () => {
    await mkdir(path);
    const error = await rejection(openJournal(path, 'one'));
    expect(error).to.be.instanceOf(JournalError);
    expect(error.message).to.match(/plan\.json\.journal: EISDIR: .*\. Nothing more is deleted\.$/);
  });

  it('does not take a journal that cannot be read for none', async () => {
    await mkdir(path);
    const error = await rejection(refuseUsedJournal(path));
    expect(error).to.be.instanceOf(ExpectationError);
    expect(error.message).to.include('expected a journal that can be read: EISDIR');
    await refuseUsedJournal(`${path}.none`);
  });

  describe('lock', () => {
    it('keeps other processes out, and ends with a process that is killed', async () => {
      const module = import.meta.resolve('../../../cli/root-credentials/journal.ts');
      const script = `import { lock } from ${JSON.stringify(module)}; lock(${JSON.stringify(path)});
        console.log('locked'); setInterval(() => {}, 1000);`;
      const other = spawn(process.execPath, ['--input-type=module', '--eval', script]);
      await once(other.stdout, 'data');
      expect(() => lock(path)).to.throw(
        'expected to lock the plan, but another run of the same plan is under way.',
      );
      other.kill('SIGKILL');
      await once(other, 'exit');
      lock(path)();
    });

    it('says why a plan cannot be locked', () => {
      expect(() => lock(join(folder, 'missing', 'plan.json.lock'))).to.throw('unable to open database file');
    });
  });
});
