import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { environmentWithPackage } from '../../deployed.ts';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const run = (options: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  promisify(execFile)(process.execPath, ['cli/start.ts', '--changes', ...options], {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });

interface Document {
  readonly account: { readonly name: string };
  readonly timeline: readonly {
    readonly at: string;
    readonly who: string;
    readonly what: string;
    readonly complianceType?: string;
  }[];
  readonly failedExecutions: number;
}

describe('npm start -- --changes', function () {
  this.timeout('3m');

  it('prints a timeline in which the verdict follows each change within two minutes', async () => {
    // The one run here for which Serverless packages the function.
    const { stdout } = await run(['--json']);
    const { account, timeline, failedExecutions }: Document = JSON.parse(stdout);
    expect(account.name).to.equal('security');
    expect(failedExecutions).to.equal(0);
    const verdicts = timeline.filter(({ complianceType }) => complianceType !== undefined);
    expect(verdicts.map(({ complianceType }) => complianceType)).to.deep.equal([
      'COMPLIANT',
      'NON_COMPLIANT',
      'COMPLIANT',
    ]);
    const lastChangeBefore = (verdict: string) =>
      timeline.findLast(
        ({ who, at, what }) => who === 'root user' && at < verdict && !what.includes('refused'),
      )?.at ?? '';
    for (const { at } of verdicts.slice(1)) {
      expect(Date.parse(at) - Date.parse(lastChangeBefore(at))).to.be.within(30_000, 120_000);
    }
    expect(timeline.filter(({ what }) => what.includes('does not match'))).to.have.lengthOf(1);
    expect(timeline.map(({ at }) => at)).to.deep.equal(timeline.map(({ at }) => at).sort());
  });

  it('tells the story in lines', async () => {
    const { stdout } = await run([], await environmentWithPackage('deployed'));
    expect(stdout).to.match(/\+2:00 {2}root user {7}calls iam:DeactivateMFADevice/);
    expect(stdout).to.match(
      /\+3:30 {2}AWS Config {6}shows NON_COMPLIANT: The root user has a password but no MFA/,
    );
    expect(stdout).to.include('docs/minutes.md');
  });

  it('needs a root user with MFA', async () => {
    const args = ['--organization', 'embedded-aws/samples/govcloud.json'];
    const error = await run(args, await environmentWithPackage('deployed')).then(
      () => undefined,
      (failure: { code: number; stderr: string }) => failure,
    );
    expect(error).to.deep.include({ code: 2 });
    expect(error?.stderr).to.include('expected an account whose root user has an MFA device');
  });
});
