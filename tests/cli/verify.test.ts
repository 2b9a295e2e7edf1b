import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { actionsOf, statements } from '../../cli/verify/verify-account.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';

const command = fileURLToPath(new URL('../../cli/verify.ts', import.meta.url));

describe('npm run verify', () => {
  let aws: EmbeddedAws;
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'verify-'));
    aws = await EmbeddedAws.start({} as Package);
  });
  after(async () => {
    await aws.close();
    await rm(home, { recursive: true });
  });

  function run(...args: readonly string[]) {
    const account = anAccount({ id: '111122223333', name: 'a-name' });
    aws.addAccount(account);
    const { PATH } = process.env;
    const env = {
      PATH,
      HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...aws.administratorEnvironment(account),
    };
    return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  it('says what it calls before it starts, and gives each statement a finding', async () => {
    const { status, stdout, stderr } = await run();
    expect(status).to.equal(0);
    for (const action of actionsOf()) expect(stderr).to.include(action);
    for (const { id } of statements) expect(stdout).to.include(`(${id})`);
    expect(stdout).to.include('confirmed: in the partition aws\n');
    expect(stdout).to.include('confirmed: in an account in no organization\n');
    // A service that the embedded AWS does not have.
    expect(stdout).to.match(/^cannot tell: cloudtrail:LookupEvents: \w+$/m);
  });

  it('names no account, no name and no ARN', async () => {
    const { stdout } = await run();
    expect(stdout).to.not.match(/[0-9]{12}|a-name|arn:/);
  });

  it('refuses an option that it does not know', async () => {
    const { status, stdout, stderr } = await run('--organization');
    expect({ status, stdout }).to.deep.equal({ status: 2, stdout: '' });
    expect(stderr).to.match(/--organization/);
  });
});
