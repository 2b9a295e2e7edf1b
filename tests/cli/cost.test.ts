import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';

describe('npm run cost', () => {
  const command = fileURLToPath(new URL('../../cli/cost.ts', import.meta.url));
  const run = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    promisify(execFile)(process.execPath, [command, ...args], { env: { ...process.env, ...environment } });
  const failure = (args: readonly string[], environment?: Readonly<Record<string, string>>) =>
    run(args, environment).then(
      () => expect.fail('it did not fail'),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  it('estimates with the frequency that it is asked for', async () => {
    // The one run here for which Serverless packages the function.
    const args = ['--accounts', '10', '--frequency', 'Six_Hours', '--way', 'stacksets', '--json'];
    const { stdout } = await run(args);
    const { ways } = JSON.parse(stdout);
    expect(ways).to.have.length(1);
    const quantities = Object.fromEntries(
      ways[0].items.map(({ name, quantity }: { name: string; quantity: number }) => [name, quantity]),
    );
    expect(quantities).to.include({
      configEvaluations: 10 * 120,
      lambdaRequests: 10 * 120,
      alarmMetrics: 20,
    });
  });

  it('explains itself', async () => {
    expect((await run(['--help'])).stdout).to.match(/npm run cost -- --accounts N/);
  });

  it('refuses an option that is invalid, and a way that is not for so many accounts', async () => {
    expect(await failure(['--accounts', 'many'])).to.include({ code: 2, stdout: '' });
    const ready = await environmentWithPackage('deployed', { frequency: 'TwentyFour_Hours' });
    const { code, stderr } = await failure(['--accounts', '2', '--way', 'one-account'], ready);
    expect(code).to.equal(2);
    expect(stderr).to.include('one-account is not offered');
  });
});
