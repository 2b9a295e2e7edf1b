import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('npm run cost', () => {
  const command = fileURLToPath(new URL('../../cli/cost.ts', import.meta.url));
  const run = (...args: readonly string[]) => promisify(execFile)(process.execPath, [command, ...args]);
  const failure = (...args: readonly string[]) =>
    run(...args).then(
      () => expect.fail('it did not fail'),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  it('lists the ways with their dollars', async () => {
    const { stdout } = await run('--accounts', '1000');
    expect(stdout).to.match(
      /^stacksets-watch +31\.33 +0\.0313 +StackSets without alarms, organization watch$/m,
    );
    expect(stdout).to.not.include('one-account');
  });

  it('lists each item of one way', async () => {
    const { stdout } = await run('--accounts', '1000', '--way', 'central', '--changes', '1');
    expect(stdout).to.match(/^AWS Config +31\.0000 +31000 +evaluation$/m);
    expect(stdout).to.match(/^central +31\.57/m);
  });

  it('prints one JSON document', async () => {
    const document = JSON.parse((await run('--way', 'managed-rule', '--json')).stdout);
    expect(document).to.include({
      region: 'us-east-1',
      accounts: 1,
      frequency: 'TwentyFour_Hours',
      changes: 0,
    });
    expect(document.ways[0].items).to.deep.equal([
      { name: 'configEvaluations', quantity: 30, dollars: 0.03, unit: 'evaluation', service: 'AWS Config' },
    ]);
  });

  const refused: Record<string, [args: string[], message: RegExp]> = {
    'no number': [['--accounts', 'many'], /--accounts: expected a whole number/],
    'an unknown frequency': [['--frequency', 'Daily'], /--frequency: expected/],
    'a way that is not for so many accounts': [
      ['--accounts', '2', '--way', 'one-account'],
      /one-account is not offered/,
    ],
    'the managed rule with changes': [
      ['--changes', '1', '--way', 'managed-rule'],
      /managed-rule is not offered/,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const { code, stdout, stderr } = await failure(...args);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
      expect(stderr).to.match(message);
    });
  }
});
