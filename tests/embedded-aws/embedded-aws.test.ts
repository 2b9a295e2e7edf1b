import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import sinon from 'sinon';
import type { EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import { FunctionError } from '../../embedded-aws/lambda/lambda-process.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { rejection } from '../rejection.ts';
import { embeddedAwsOfEachTest, member, propertiesOf } from './embedded-aws-fixture.ts';
import { temporaryFolder } from './fixtures.ts';

describe('embedded-aws/embedded-aws', () => {
  const { close, start, template } = embeddedAwsOfEachTest();
  let taskRoot: string;

  before(async () => {
    taskRoot = await temporaryFolder();
  });

  after(() => rm(taskRoot, { recursive: true }));
  afterEach(() => sinon.restore());

  /** The package with another function in it. */
  async function functionOf(source: string): Promise<Partial<Package>> {
    const { Handler: handler = '' } =
      propertiesOf<{ Handler: string }>(template(), 'AWS::Lambda::Function')[0] ?? {};
    await mkdir(join(taskRoot, 'handlers'), { recursive: true });
    await writeFile(join(taskRoot, handler.replace(/\.handler$/, '.js')), source);
    return { taskRoot };
  }

  describe('an account', () => {
    /** A client's configuration from the environment of the account's administrator. */
    function clientConfigOf(environment: Record<string, string>) {
      return {
        endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
        region: environment['AWS_REGION'] ?? '',
        credentials: {
          accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
          sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
        },
        maxAttempts: 1,
      };
    }

    it("has the template's rule, with parameters on top of the template's own", async () => {
      const running = await start();
      running.deploy(member, { allowVirtualMfa: 'false' });
      const config = new ConfigServiceClient(clientConfigOf(running.administratorEnvironment(member)));
      const { ConfigRules: [rule] = [] } = await config.send(new DescribeConfigRulesCommand({}));
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
      const config = new ConfigServiceClient(clientConfigOf(running.administratorEnvironment(member)));
      expect((await config.send(new DescribeConfigRulesCommand({}))).ConfigRules).to.deep.equal([]);
      expect((await rejection(running.evaluate(member))).message).to.equal(
        'The rule is not deployed to account 111122223333',
      );
    });

    it('has an administrator, in whose environment the SDK finds all that it needs', async () => {
      const running = await start();
      running.deploy(member, {});
      const environment = running.administratorEnvironment(member);
      expect(environment).to.have.all.keys(
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
        'AWS_REGION',
        'AWS_DEFAULT_REGION',
        'AWS_ENDPOINT_URL',
      );
      expect(environment).to.include({ AWS_REGION: 'eu-central-1', AWS_DEFAULT_REGION: 'eu-central-1' });
      const sts = new STSClient(clientConfigOf(environment));
      const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
      expect(Arn).to.equal('arn:aws:sts::111122223333:assumed-role/Administrator/local');
    });

    it('cannot be evaluated where the rule is not deployed', async () => {
      const running = await start();
      const error = await rejection(running.evaluate(member));
      expect(error.message).to.equal('The rule is not deployed to account 111122223333');
    });

    it('is unknown after it is removed', async () => {
      const running = await start();
      running.deploy(member, {});
      const sts = new STSClient(clientConfigOf(running.administratorEnvironment(member)));
      await sts.send(new GetCallerIdentityCommand({}));

      running.remove(member);

      expect((await rejection(running.evaluate(member))).message).to.include('not deployed');
      const error = await rejection(sts.send(new GetCallerIdentityCommand({})));
      expect(error.message).to.include('Account 111122223333 is not here');
    });

    it('revokes the credentials of the function when it ends', async () => {
      let log = '';
      const source = 'exports.handler = async () => process.stdout.write(JSON.stringify(process.env));';
      const running = await start(await functionOf(source), { onLog: (text) => (log += text) });
      running.deploy(member, {});
      await running.evaluate(member);
      const sts = new STSClient(clientConfigOf(JSON.parse(log)));
      const error = await rejection(sts.send(new GetCallerIdentityCommand({})));
      expect(error.name).to.equal('InvalidClientTokenId');
    });
  });

  describe('the function', () => {
    it('fails an evaluation with its own error', async () => {
      const source = "exports.handler = async () => { throw new RangeError('out of range'); };";
      const running = await start(await functionOf(source));
      running.deploy(member, {});
      const error = await rejection(running.evaluate(member));
      expect(error).to.be.instanceOf(FunctionError);
      expect(error).to.include({ errorType: 'RangeError', message: 'out of range' });
    });

    it('is stopped after the time that the options give', async () => {
      const source = 'exports.handler = () => new Promise(() => {});';
      const running = await start(await functionOf(source), { timeoutSeconds: 7 });
      running.deploy(member, {});
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let isOver = false;
      const failure = rejection(running.evaluate(member)).finally(() => {
        isOver = true;
      });
      while (clock.countTimers() === 0 && !isOver) await nextTurn();
      clock.tick(7_000);
      clock.restore();
      expect(await failure).to.include({
        errorType: 'Sandbox.Timedout',
        message: 'Task timed out after 7.00 seconds',
      });
    });

    const starts: [options: EmbeddedAwsOptions, processes: number][] = [
      [{}, 3],
      [{ keepWarm: true }, 1],
    ];
    for (const [options, processes] of starts) {
      it(`makes three calls in ${processes} of its processes with ${JSON.stringify(options)}, and leaves none behind`, async () => {
        const logs: string[] = [];
        const source = 'exports.handler = async () => { process.stdout.write("pid=" + process.pid + " "); };';
        const running = await start(await functionOf(source), {
          ...options,
          onLog: (text) => logs.push(text),
        });
        running.deploy(member, {});
        for (let call = 0; call < 3; call += 1) await running.evaluate(member);

        await close();

        const pids = [...logs.join('').matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid));
        expect(new Set(pids)).to.have.property('size', processes);
        for (const pid of pids) expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      });
    }
  });
});
