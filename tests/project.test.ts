import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { rules } from '../rules/index.ts';
import { at, read, service } from './project-files.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Action: string[];
  readonly Resource: string;
}

/** The statements of the role of a rule's function, also those in `!If [condition, statement, nothing]`. */
function statementsOf(name: string): Statement[] {
  const role: string = service.functions[name].role ?? service.provider.iam.role;
  const [, logicalId = ''] = role.match(/^\$\{(\w+)\.Arn\}$/) ?? [];
  const statements: (Statement | [string, Statement, string])[] =
    service.resources.Resources[logicalId].Properties.Policies[0].PolicyDocument.Statement;
  return statements.map((statement) => (Array.isArray(statement) ? statement[1] : statement));
}

/** The logical ID that Serverless gives the function in the template. */
function functionIdOf(name: string): string {
  return `${name.replaceAll('-', 'Dash').replace(/^./, (letter) => letter.toUpperCase())}LambdaFunction`;
}

function resourcesOf(type: string): Resource[] {
  return Object.values<Resource>(service.resources.Resources).filter(({ Type }) => Type === type);
}

/** What every rule needs, by the step that is forgotten otherwise: docs/adding-a-rule.md. */
const steps: Record<string, (name: string) => void> = {
  'has its decision': (name) => expect(read(`rules/${name}/rule.ts`)).to.include(`name: '${name}'`),
  'has its evidence': (name) => expect(read(`rules/${name}/evidence.ts`)).to.include('export function'),
  'has its handler': (name) => expect(read(`handlers/${name}.ts`)).to.include('export const handler'),
  'has its function in serverless.yml': (name) =>
    expect(service.functions[name].handler).to.equal(`handlers/${name}.handler`),
  'has its AWS Config rule in serverless.yml': (name) => {
    const rules = resourcesOf('AWS::Config::ConfigRule');
    expect(rules.map(({ Properties }) => Properties['Source'])).to.deep.include({
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier: `${functionIdOf(name)}.Arn`,
      SourceDetails: [
        {
          EventSource: 'aws.config',
          MessageType: 'ScheduledNotification',
          MaximumExecutionFrequency: 'Frequency',
        },
      ],
    });
  },
  'has its permission for AWS Config in serverless.yml': (name) => {
    const permissions = resourcesOf('AWS::Lambda::Permission').map(({ Properties }) => Properties);
    expect(permissions).to.deep.include({
      FunctionName: `${functionIdOf(name)}.Arn`,
      Action: 'lambda:InvokeFunction',
      Principal: 'config.amazonaws.com',
      SourceAccount: 'AWS::AccountId',
    });
  },
  'has its two alarms in serverless.yml': (name) => {
    const Dimensions = [{ Name: 'FunctionName', Value: functionIdOf(name) }];
    const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    for (const MetricName of ['Errors', 'Invocations']) {
      expect(alarms.map((alarm) => [alarm['MetricName'], alarm['Dimensions']])).to.deep.include([
        MetricName,
        Dimensions,
      ]);
    }
  },
  'has a role that grants what it reads, the report, the log and, under a condition, the member role': (
    name,
  ) => {
    const { actions = [] } = rules.find((rule) => rule.name === name)?.reads ?? {};
    const wanted = [...actions, 'config:PutEvaluations', 'logs:CreateLogStream', 'logs:PutLogEvents'];
    const granted = statementsOf(name).flatMap(({ Action }) => Action);
    expect(granted.filter((action) => action !== 'sts:AssumeRole')).to.have.members(wanted);
    const { Environment } = service.resources.extensions[functionIdOf(name)]?.Properties ?? {};
    const isCentral = Environment?.Variables.MEMBER_ROLE_NAME !== undefined;
    expect(granted.includes('sts:AssumeRole')).to.equal(isCentral);
  },
  'has tests of its decision': (name) => expect(read(`tests/rules/${name}/rule.test.ts`)).to.include('it('),
  'has tests of its evidence': (name) =>
    expect(read(`tests/rules/${name}/evidence.test.ts`)).to.include('it('),
  'has tests of its handler': (name) => expect(read(`tests/handlers/${name}.test.ts`)).to.include('it('),
  'has its page': (name) => expect(read(`docs/rules/${name}.md`)).to.include(`# ${name}`),
};

describe('project', () => {
  for (const { name, title, verdicts, parameters } of rules) {
    describe(name, () => {
      for (const [step, check] of Object.entries(steps)) {
        it(step, () => check(name));
      }

      const page = () => read(`docs/rules/${name}.md`);
      it('has a page that says what it checks', () => expect(page()).to.include(title));
      for (const reason of Object.keys(verdicts)) {
        it(`has a page that explains ${reason}`, () => expect(page()).to.include(`\`${reason}\``));
      }
      for (const parameter of Object.keys((parameters as unknown as { entries: object }).entries)) {
        it(`has a page that explains ${parameter}`, () => expect(page()).to.include(`\`${parameter}\``));
      }
    });
  }

  describe('docs/permissions.md', () => {
    const granted = statementsOf('root-user-mfa-enabled').flatMap(({ Action, Resource }) =>
      Action.map((action) => [action, Resource]),
    );
    const rows = () =>
      read('docs/permissions.md')
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
        .filter(([, action = '']) => /^[a-z]+:[A-Z]\w+$/.test(action));

    it('says of each action that the role has, and of no other, for which resource', () => {
      expect(rows().map(([, action, , , resource]) => [action, resource])).to.have.deep.members(granted);
    });

    it('says why, for which rows of the verdict table and under which condition', () => {
      for (const [, , why, table, , condition] of rows()) expect([why, table, condition]).to.not.include('');
    });
  });

  describe('alarms', () => {
    const { FailedAlarm, SilentAlarm } = service.resources.Resources;

    it('ring after a single failed evaluation', () => {
      expect(FailedAlarm.Properties).to.include({
        MetricName: 'Errors',
        Statistic: 'Sum',
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
    });

    it('ring if the function was not called, for which there is no data', () => {
      expect(SilentAlarm.Properties).to.include({
        MetricName: 'Invocations',
        Statistic: 'Sum',
        Period: 3600,
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
    });

    it('wait longer than the period of the rule, and less than the seven days that CloudWatch allows', () => {
      const periods = { One_Hour: 1, Three_Hours: 3, Six_Hours: 6, Twelve_Hours: 12, TwentyFour_Hours: 24 };
      expect(service.custom.silence).to.have.all.keys(Object.keys(periods));
      for (const [frequency, hours] of Object.entries(periods)) {
        expect(service.custom.silence[frequency], frequency).to.be.within(hours + 1, 7 * 24);
      }
    });
  });

  it('lets AWS Config call the function before it makes the rule', () => {
    const { ConfigInvokePermission, RootUserMfaEnabledRule } = service.resources.Resources;
    expect(ConfigInvokePermission.Type).to.equal('AWS::Lambda::Permission');
    expect(RootUserMfaEnabledRule.DependsOn).to.equal('ConfigInvokePermission');
  });

  it('states how often Lambda tries a failed event', () => {
    for (const { name } of rules) {
      expect(service.functions[name]).to.include({ maximumRetryAttempts: 2, maximumEventAge: 3600 });
    }
  });

  it('keeps the log for a while, and not for ever', () => {
    expect(service.provider.logRetentionInDays).to.equal(90);
  });

  it('grants each action by name', () => {
    const actions = [...read('serverless.yml').matchAll(/^ +- ([a-z]+:\S+)$/gm)].map(([, action]) => action);
    expect(actions).to.include('iam:GetAccountSummary');
    for (const action of actions) expect(action).to.match(/^[a-z]+:[A-Z]\w+$/);
  });

  it('registers every rule that there is', () => {
    const folders = readdirSync(at('rules'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rules.map(({ name }) => name)).to.have.members(folders.map(({ name }) => name));
  });
});
