import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConfigService } from '@aws-sdk/client-config-service';
import { STS } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import sinon from 'sinon';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import { evaluateAccounts } from '../../embedded-aws/compliance.ts';
import type { EmbeddedAws, EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { rejection } from '../rejection.ts';
import { accounts, embeddedAwsOfEachTest, propertiesOf } from './embedded-aws-fixture.ts';
import { folderOfFiles } from './fixtures.ts';

const [member, protectedAccount] = accounts;

describe('embedded-aws/embedded-aws', () => {
  const { close, start, template } = embeddedAwsOfEachTest();
  const { folder, write } = folderOfFiles();
  afterEach(() => sinon.restore());

  /** Starts with another function in the package, deployed to the member. */
  async function startWith(source: string, options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
    const [{ Handler } = { Handler: '' }] = propertiesOf<{ Handler: string }>(
      template(),
      'AWS::Lambda::Function',
    );
    await mkdir(join(folder(), 'handlers'), { recursive: true });
    await write(Handler.replace(/\.handler$/, '.js'), source);
    return deployed({ taskRoot: folder() }, options);
  }

  async function deployed(changes: Partial<Package> = {}, options: EmbeddedAwsOptions = {}) {
    const running = await start(changes, options);
    running.deploy(member, {});
    return running;
  }

  describe('an account', () => {
    const configOf = (running: EmbeddedAws) =>
      clientConfigOf(running.administratorEnvironment(member), member.region);
    const notDeployed = 'The rule is not deployed to account 111122223333';
    const whoAmI = (environment: Record<string, string>) =>
      new STS({ ...clientConfigOf(environment, member.region), maxAttempts: 1 }).getCallerIdentity({});

    it("has the template's rule, with parameters on top of the template's own", async () => {
      const running = await start();
      running.deploy(member, { allowVirtualMfa: 'false' });
      const config = new ConfigService(configOf(running));
      const { ConfigRules: [rule] = [] } = await config.describeConfigRules({});
      expect(rule?.ConfigRuleName).to.equal('root-user-mfa-enabled').and.equal(running.ruleNameIn(member));
      expect(rule?.MaximumExecutionFrequency).to.equal('TwentyFour_Hours');
      expect(rule?.Source?.SourceIdentifier).to.equal(
        'arn:aws:lambda:eu-central-1:111122223333:function:root-user-mfa-enabled',
      );
      expect(JSON.parse(rule?.InputParameters ?? '')).to.deep.equal({
        allowVirtualMfa: 'false',
        allowMemberCredentials: 'true',
        credentialFreeCompliance: 'NOT_APPLICABLE',
      });
    });

    it('has no rule where the stack makes none', async () => {
      const running = await start();
      running.deploy(member, {}, { Rule: 'false' });
      const config = new ConfigService(configOf(running));
      expect((await config.describeConfigRules({})).ConfigRules).to.deep.equal([]);
      expect((await rejection(running.evaluate(member))).message).to.equal(notDeployed);
    });

    it('has an administrator, in whose environment the SDK finds all that it needs', async () => {
      const environment = (await deployed()).administratorEnvironment(member);
      const secrets = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
      const names = [...secrets, 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL'];
      expect(environment).to.have.all.keys(names);
      expect(environment).to.include({ AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' });
      const { Arn } = await whoAmI(environment);
      expect(Arn).to.equal('arn:aws:sts::111122223333:assumed-role/Administrator/local');
    });

    it('is unknown after it is removed', async () => {
      const running = await deployed();
      const environment = running.administratorEnvironment(member);
      await whoAmI(environment);

      running.remove(member);

      expect((await rejection(running.evaluate(member))).message).to.equal(notDeployed);
      const error = await rejection(whoAmI(environment));
      expect(error.message).to.include('Account 111122223333 is not here');
    });

    it('revokes the credentials of the function when it ends', async () => {
      let log = '';
      const source = 'exports.handler = async () => process.stdout.write(JSON.stringify(process.env));';
      const running = await startWith(source, { onLog: (text) => (log += text) });
      await running.evaluate(member);
      expect((await rejection(whoAmI(JSON.parse(log)))).name).to.equal('InvalidClientTokenId');
    });
  });

  describe('the function', () => {
    it('is stopped after the time that the options give', async () => {
      const source = 'exports.handler = () => new Promise(() => {});';
      const running = await startWith(source, { timeoutSeconds: 7 });
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let isOver = false;
      const failure = rejection(running.evaluate(member)).finally(() => {
        isOver = true;
      });
      while (clock.countTimers() === 0 && !isOver) await nextTurn();
      clock.tick(7_000);
      clock.restore();
      const message = 'Task timed out after 7.00 seconds';
      expect(await failure).to.include({ errorType: 'Sandbox.Timedout', message });
    });

    for (const [keepWarm, processes] of [
      [false, 3],
      [true, 1],
    ] as const) {
      it(`uses ${processes} processes for three calls if keepWarm is ${keepWarm}, and leaves none behind`, async () => {
        const pids: number[] = [];
        const source = 'exports.handler = async () => { process.stdout.write(String(process.pid)); };';
        const running = await startWith(source, { keepWarm, onLog: (text) => pids.push(Number(text)) });
        for (let call = 0; call < 3; call += 1) await running.evaluate(member);

        await close();

        expect(new Set(pids)).to.have.property('size', processes);
        for (const pid of pids) expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      });
    }
  });

  describe('a process that is kept', () => {
    it('does not carry an error of one account into the next', async () => {
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] as const;
      const denied = { ...member, faults };
      const aws = await start({}, { keepWarm: true });
      aws.deploy(denied, {});
      aws.deploy(protectedAccount, {});
      expect((await rejection(aws.evaluate(denied))).message).to.include('service control policy');
      const [outcome] = await evaluateAccounts(aws, [protectedAccount], () => {});
      expect(outcome).to.include({ accountId: protectedAccount.id, complianceType: 'COMPLIANT' });
    });

    it('carries no parameter and no evidence of one account into the next', async () => {
      const logs: string[] = [];
      const aws = await start({}, { keepWarm: true, onLog: (text) => logs.push(text) });
      aws.deploy(protectedAccount, { allowVirtualMfa: 'false' });
      aws.deploy(member, { credentialFreeCompliance: 'COMPLIANT' });
      for (const account of [protectedAccount, member, protectedAccount]) await aws.evaluate(account);
      const reasons = logs.map((log) => JSON.parse(log).message.reason);
      expect(reasons).to.deep.equal(['no-virtual-mfa', 'member-without-credentials', 'no-virtual-mfa']);
    });
  });
});
