import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { evaluateAccounts } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws, type EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import { FunctionError } from '../../embedded-aws/lambda/function-process.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { deployedPackage } from '../deployed.ts';
import { rejection } from '../rejection.ts';
import { anAccount, bareRootUser, temporaryFolder } from './fixtures.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
}

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999988887777' };

/** Two accounts whose verdicts together need every action of the role. */
const accounts = [
  anAccount({ id: '111122223333', name: 'member', organization }),
  anAccount({
    id: '444455556666',
    name: 'protected',
    organization,
    rootUser: { ...bareRootUser, password: true, mfaDevices: ['hardware'] },
  }),
] as const;
const [member] = accounts;

/** The statements of the role in a template, without the conditional one of a central function: its own objects. */
function statementsOf(template: Template): Statement[] {
  return propertiesOf<RoleProperties>(template, 'AWS::IAM::Role')
    .flatMap(({ Policies }) => Policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter((statement) => 'Action' in statement);
}

function propertiesOf<Properties>(template: Template, type: string): Properties[] {
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Properties);
}

function actionsOf(template: Template): string[] {
  return statementsOf(template).flatMap(({ Action }) => Action);
}

describe('embedded-aws/embedded-aws', () => {
  let deployed: Package;
  let taskRoot: string;
  let aws: EmbeddedAws | undefined;

  before(async () => {
    taskRoot = await temporaryFolder();
    deployed = await deployedPackage();
  });

  after(() => rm(taskRoot, { recursive: true }));

  afterEach(async () => {
    await aws?.close();
    aws = undefined;
  });

  /** The package, with another template, and its own embedded AWS. */
  async function start(
    changes: Partial<Package> = {},
    options: EmbeddedAwsOptions = {},
  ): Promise<EmbeddedAws> {
    aws = await EmbeddedAws.start({ ...deployed, ...changes }, options);
    return aws;
  }

  /** The package's template after a change. */
  function templateAfter(change: (template: Template) => void): Template {
    const template = structuredClone(deployed.template);
    change(template);
    return template;
  }

  /** The package with another function in it. */
  async function functionOf(source: string): Promise<Partial<Package>> {
    const { Handler: handler = '' } =
      propertiesOf<{ Handler: string }>(deployed.template, 'AWS::Lambda::Function')[0] ?? {};
    await mkdir(join(taskRoot, 'handlers'), { recursive: true });
    await writeFile(join(taskRoot, handler.replace(/\.handler$/, '.js')), source);
    return { taskRoot };
  }

  describe('the permissions of the role', () => {
    async function outcomesWith(template: Template) {
      const running = await start({ template });
      for (const account of accounts) running.deploy(account, { allowVirtualMfa: 'false' });
      return evaluateAccounts(running, accounts, () => {});
    }

    it('are enough for both accounts', async () => {
      const outcomes = await outcomesWith(deployed.template);
      expect(outcomes.map((outcome) => 'complianceType' in outcome && outcome.complianceType)).to.deep.equal([
        'NOT_APPLICABLE',
        'COMPLIANT',
      ]);
    });

    it('are all needed: without any one, an account fails with an error that names it and no other', async () => {
      const actions = actionsOf(deployed.template);
      const named: Record<string, string[]> = {};
      for (const action of actions) {
        const template = templateAfter((copy) => {
          for (const statement of statementsOf(copy)) {
            statement.Action = [statement.Action].flat().filter((other) => other !== action);
          }
        });
        const outcomes = await outcomesWith(template);
        await aws?.close();
        const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
        named[action] = actions.filter((other) => errors.some((error) => error.includes(other)));
      }
      expect(actions).to.include.members(['iam:GetAccountSummary', 'config:PutEvaluations']);
      expect(named).to.deep.equal(Object.fromEntries(actions.map((action) => [action, [action]])));
    });

    it('count only for the resources that they are given on', async () => {
      const template = templateAfter((copy) => {
        for (const statement of statementsOf(copy)) {
          if ([statement.Action].flat().some((action) => action.startsWith('logs:'))) {
            statement.Resource = 'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/another:*';
          }
        }
      });
      const running = await start({ template });
      running.deploy(member, {});
      expect((await rejection(running.evaluate(member))).message).to.include('logs:CreateLogStream');
    });
  });

  describe('the permission of AWS Config to invoke the function', () => {
    const mayNotInvoke =
      'InsufficientPermissionsException: AWS Config may not invoke ' +
      'arn:aws:lambda:eu-central-1:111122223333:function:root-user-mfa-enabled (lambda:InvokeFunction)';
    const changes: Record<string, object> = {
      'for another service': { Principal: 'events.amazonaws.com' },
      'of another action': { Action: 'lambda:GetFunction' },
      'on another function': { FunctionName: 'arn:aws:lambda:eu-central-1:111122223333:function:another' },
      'for another account': { SourceAccount: '999988887777' },
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`is missed where it is ${name}`, async () => {
        const template = templateAfter((copy) => {
          for (const properties of propertiesOf<object>(copy, 'AWS::Lambda::Permission')) {
            Object.assign(properties, change);
          }
        });
        const running = await start({ template });
        expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
      });
    }

    it('is missed where there is none', async () => {
      const { Resources } = deployed.template;
      const others = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::Lambda::Permission');
      const running = await start({
        template: { ...deployed.template, Resources: Object.fromEntries(others) },
      });
      expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
    });
  });

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

    it('is unknown once it is removed', async () => {
      const running = await start();
      running.deploy(member, {});
      const sts = new STSClient(clientConfigOf(running.administratorEnvironment(member)));
      await sts.send(new GetCallerIdentityCommand({}));

      running.remove(member);

      expect((await rejection(running.evaluate(member))).message).to.include('not deployed');
      const error = await rejection(sts.send(new GetCallerIdentityCommand({})));
      expect(error.message).to.include('Account 111122223333 is not here');
    });

    it('has a function whose credentials are over when it ends', async () => {
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
      const running = await start(await functionOf(source), { timeoutSeconds: 1 });
      running.deploy(member, {});
      expect(await rejection(running.evaluate(member))).to.include({ errorType: 'Sandbox.Timedout' });
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

        await running.close();
        aws = undefined;

        const pids = [...logs.join('').matchAll(/pid=(\d+)/g)].map(([, pid]) => Number(pid));
        expect(new Set(pids)).to.have.property('size', processes);
        for (const pid of pids) expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      });
    }
  });
});
