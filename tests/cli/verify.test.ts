import { rm } from 'node:fs/promises';
import { expect } from 'chai';
import { actionsOf, statements } from '../../cli/verify/verify-account.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { anAccount, temporaryFolder } from '../embedded-aws/fixtures.ts';
import { runCli } from './run-cli.ts';

describe('npm run verify', () => {
  it('says what it calls before it starts, and gives each statement a finding without any name', async () => {
    const home = await temporaryFolder();
    const aws = await EmbeddedAws.start({} as Package);
    const account = anAccount({ name: 'a-name' });
    aws.addAccount(account);
    const env = aws.administratorEnvironment(account);
    const { status, stdout, stderr } = await runCli('verify', [], { cwd: home, env });
    await aws.close();
    await rm(home, { recursive: true });

    expect(status).to.equal(0);
    for (const action of actionsOf()) expect(stderr).to.include(action);
    for (const { id } of statements) expect(stdout).to.include(`(${id})`);
    expect(stdout).to.include('confirmed: in the partition aws\n');
    expect(stdout).to.include('confirmed: in an account in no organization\n');
    // A service that the embedded AWS does not have.
    expect(stdout).to.match(/^cannot tell: cloudtrail:LookupEvents: \w+$/m);
    expect(stdout).to.not.match(/[0-9]{12}|a-name|arn:/);
  });
});
