import { expect } from 'chai';
import { runCli } from './run-cli.ts';

describe('npm run cost', () => {
  const run = (...args: readonly string[]) => runCli('cost', args);

  it('lists the ways with their dollars', async () => {
    const { stdout } = await run('--accounts', '1000');
    expect(stdout).to.match(
      /^stacksets-watch +31\.33 +0\.0313 +StackSets without alarms, organization watch$/m,
    );
    expect(stdout).to.not.include('one-account');
  });

  it('lists each item of one way, the most expensive first', async () => {
    const { stdout } = await run('--accounts', '1000', '--way', 'central', '--changes', '1');
    expect(stdout).to.match(/^AWS Config +31\.0000 +31000 +evaluation$/m);
    expect(stdout).to.match(/^central +31\.57/m);
    const dollars = [...stdout.matchAll(/^(?!central).* (\d+\.\d{4}) +\d/gm)].map(([, amount]) =>
      Number(amount),
    );
    expect(dollars)
      .to.deep.equal(dollars.toSorted((one, other) => other - one))
      .and.have.length(6);
  });

  it('prints one JSON document', async () => {
    const { ways, ...rest } = JSON.parse((await run('--way', 'managed-rule', '--json')).stdout);
    expect(rest).to.include({ region: 'us-east-1', accounts: 1, frequency: 'TwentyFour_Hours', changes: 0 });
    expect(ways[0].items).to.deep.equal([
      { name: 'configEvaluations', quantity: 30, dollars: 0.03, unit: 'evaluation', service: 'AWS Config' },
    ]);
  });

  const refused: readonly [args: string, message: RegExp][] = [
    ['--accounts many', /--accounts: expected a whole number/],
    ['--frequency Daily', /--frequency: expected/],
    ['--accounts 2 --way one-account', /one-account is not offered/],
  ];
  for (const [args, message] of refused) {
    it(`refuses ${args}`, async () => {
      const { stderr, ...rest } = await run(...args.split(' '));
      expect(rest).to.deep.equal({ status: 2, stdout: '' });
      expect(stderr).to.match(message);
    });
  }
});
