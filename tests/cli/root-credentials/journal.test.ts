import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { JournalError, openJournal, refuseUsedJournal } from '../../../cli/root-credentials/journal.ts';
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

  async function write(plan: string, ...entries: (typeof entry)[]) {
    const journal = await openJournal(path, plan);
    for (const added of entries) await journal.record(added);
    await journal.close();
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
    await write('other', entry);
    const journal = await openJournal(path, 'other');
    expect(journal.earlier(account)).to.have.lengthOf(1);
    await journal.close();
  });

  it('leaves out a line that does not end, and goes on after the last whole one', async () => {
    await write('one', entry);
    await writeFile(path, '{"time":"2026-', { flag: 'a' });
    await write('one', entry);
    const journal = await openJournal(path, 'one');
    expect(journal.earlier(account).map(({ result }) => result)).to.deep.equal(['done', 'done']);
    await journal.close();
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
});
