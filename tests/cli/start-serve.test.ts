import { setTimeout } from 'node:timers/promises';
import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import sinon from 'sinon';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { packagesLeftBy, type Run, startCommand } from './start-command.ts';

describe('cli/start --serve', () => {
  const { serve, writeJson } = startCommand();
  const ruleName = 'root-user-mfa-enabled';
  let served: Run;
  let identity: string | undefined;
  let evaluatedAt: (Date | undefined)[];

  before(async () => {
    const first = { id: '444455556666', name: 'first', rootUser: { ...bareRootUser, password: true } };
    await writeJson('serve.json', {
      region: 'eu-central-1',
      organization: null,
      accounts: [first, { ...first, id: '111122223333', name: 'second' }],
    });
    const ready = await environmentWithPackage('deployed');
    const { exported, stop } = await serve(['--serve', '--organization', 'serve.json'], ready);
    sinon.stub(process, 'env').value(environmentOf(exported));
    try {
      const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
      identity = Arn;
      const config = new ConfigServiceClient({});
      const atStart = await lastEvaluated(config);
      await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
      let afterwards = atStart;
      const deadline = Date.now() + 40_000;
      while (afterwards?.getTime() === atStart?.getTime() && Date.now() < deadline) {
        await setTimeout(50);
        afterwards = await lastEvaluated(config);
      }
      evaluatedAt = [atStart, afterwards];
    } finally {
      sinon.restore();
      served = await stop();
    }
  });

  /** This process's environment, with `export` lines in place of all that AWS's SDK might find there. */
  function environmentOf(lines: string) {
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    const exported = [...lines.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    return Object.fromEntries([...kept, ...exported]);
  }

  async function lastEvaluated(config: ConfigServiceClient): Promise<Date | undefined> {
    const details = new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName });
    const { EvaluationResults: [result] = [] } = await config.send(details);
    return result?.EvaluationResultIdentifier?.OrderingTimestamp;
  }

  it('prints the environment on standard output, and nothing else', () => {
    const names = [...served.stdout.matchAll(/^(export \w+)=\S+$/gm)].map(([, name]) => name);
    expect(names).to.have.length(served.stdout.trimEnd().split('\n').length);
    expect(names).to.deep.equal([
      ...['export AWS_ACCESS_KEY_ID', 'export AWS_SECRET_ACCESS_KEY', 'export AWS_SESSION_TOKEN'],
      ...['export AWS_REGION', 'export AWS_DEFAULT_REGION', 'export AWS_ENDPOINT_URL'],
    ]);
  });

  it('prints the verdicts, and whose AWS it is, on standard error', () => {
    expect(served.stderr).to.match(/^ {4}The next 2 accounts: The root user has a password/m);
    expect(served.stderr).to.match(/^444455556666 {2}first +NON_COMPLIANT /m);
    expect(served.stderr).to.match(/^111122223333 {2}second +NON_COMPLIANT /m);
    expect(served.stderr).to.include('Serving AWS as an administrator of 444455556666 (first).');
  });

  it("makes an SDK client in that environment an administrator of the file's first account", () => {
    expect(identity).to.equal('arn:aws:sts::444455556666:assumed-role/Administrator/local');
  });

  it('evaluates the rule again when a client asks for it', () => {
    const [atStart, afterwards] = evaluatedAt;
    expect(atStart).to.be.instanceOf(Date);
    expect(afterwards?.getTime()).to.be.above(atStart?.getTime() ?? Number.NaN);
  });

  it('exits with 0 on SIGTERM, and leaves no package behind', async () => {
    expect(served.status).to.equal(0);
    expect(await packagesLeftBy(served)).to.deep.equal([]);
  });
});
