import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { lock } from '../../../cli/root-credentials/lock.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';

describe('cli/root-credentials/lock', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps a second run out until the first has ended', () => {
    const path = join(folder, 'plan.json.lock');
    const unlock = lock(path);
    expect(() => lock(path)).to.throw(
      'expected to lock the plan, but another run of the same plan is under way.',
    );
    unlock();
    lock(path)();
  });

  it('ends with a process that is killed', async () => {
    const path = join(folder, 'plan.json.lock');
    const module = import.meta.resolve('../../../cli/root-credentials/lock.ts');
    const script = `import { lock } from ${JSON.stringify(module)}; lock(${JSON.stringify(path)});
      console.log('locked'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    await once(other.stdout, 'data');
    expect(() => lock(path)).to.throw('another run');
    other.kill('SIGKILL');
    await once(other, 'exit');
    lock(path)();
  });

  it('says why a plan cannot be locked', () => {
    expect(() => lock(join(folder, 'missing', 'plan.json.lock'))).to.throw('unable to open database file');
  });
});
