import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigService } from '@aws-sdk/client-config-service';
import { STS } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import type { EmbeddedAws, EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { rejection } from '../rejection.ts';
import { embeddedAwsOfEachTest, member } from './embedded-aws-fixture.ts';
import { folderOfFiles } from './fixtures.ts';

describe('embedded-aws/embedded-aws', () => {
  const { close, start } = embeddedAwsOfEachTest();
  const { folder, write } = folderOfFiles();

  const logs: string[] = [];
  beforeEach(() => logs.splice(0));

  /** Starts with a function in the package that writes this to its log, deployed to the member. */
  async function startWriting(expression: string, options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
    await mkdir(join(folder(), 'handlers'), { recursive: true });
    const source = `exports.handler = async (event, context) => process.stdout.write(String(${expression}));`;
    await write('handlers/root-user-mfa-enabled.js', source);
    return deployed({ taskRoot: folder() }, { ...options, onLog: (text) => logs.push(text) });
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
      const running = await startWriting('JSON.stringify(process.env)');
      await running.evaluate(member);
      expect((await rejection(whoAmI(JSON.parse(`${logs}`)))).name).to.equal('InvalidClientTokenId');
    });
  });

  describe('the function', () => {
    it('has the time that the options give', async () => {
      const running = await startWriting('context.getRemainingTimeInMillis()', { timeoutSeconds: 7 });
      await running.evaluate(member);
      expect(Number(logs)).to.be.within(1, 7_000);
    });

    for (const [keepWarm, processes] of [
      [false, 3],
      [true, 1],
    ] as const) {
      it(`uses ${processes} processes for three calls if keepWarm is ${keepWarm}, and leaves none behind`, async () => {
        const running = await startWriting('process.pid', { keepWarm });
        for (let call = 0; call < 3; call += 1) await running.evaluate(member);

        await close();

        expect(new Set(logs)).to.have.property('size', processes);
        for (const pid of logs) expect(() => process.kill(Number(pid), 0)).to.throw('ESRCH');
      });
    }
  });
});
