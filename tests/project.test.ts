import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import { rules } from '../rules/index.ts';

const project = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(project, path), 'utf8');
const service = parse(read('serverless.yml'), { logLevel: 'silent' });

/** What every rule needs, by the step that is forgotten otherwise: docs/adding-a-rule.md. */
const steps: Record<string, (name: string) => void> = {
  'has its decision': (name) => expect(read(`rules/${name}/rule.ts`)).to.include(`name: '${name}'`),
  'has its evidence': (name) => expect(read(`rules/${name}/evidence.ts`)).to.include('export function'),
  'has its handler': (name) => expect(read(`handlers/${name}.ts`)).to.include('export const handler'),
  'has its function in serverless.yml': (name) =>
    expect(service.functions[name].handler).to.equal(`handlers/${name}.handler`),
  'has its AWS Config rule in serverless.yml': (name) => {
    const logicalId = `${name.replaceAll('-', 'Dash').replace(/^./, (letter) => letter.toUpperCase())}LambdaFunction.Arn`;
    const resources: { Type: string; Properties: { Source: object } }[] = Object.values(
      service.resources.Resources,
    );
    const rules = resources.filter(({ Type }) => Type === 'AWS::Config::ConfigRule');
    expect(rules.map(({ Properties }) => Properties.Source)).to.deep.include({
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier: logicalId,
      SourceDetails: [
        {
          EventSource: 'aws.config',
          MessageType: 'ScheduledNotification',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Serverless
          MaximumExecutionFrequency: '${param:frequency}',
        },
      ],
    });
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
    interface Statement {
      readonly Action: string[];
      readonly Resource: string;
    }
    /** A statement, or `!If [condition, statement, nothing]`. */
    const statements: (Statement | [string, Statement, string])[] =
      service.resources.Resources.RootUserMfaEnabledRole.Properties.Policies[0].PolicyDocument.Statement;
    const granted = statements
      .map((statement) => (Array.isArray(statement) ? statement[1] : statement))
      .flatMap(({ Action, Resource }) => Action.map((action) => [action, Resource]));
    const rows = () =>
      read('docs/permissions.md')
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
        .filter(([, action = '']) => /^[a-z]+:[A-Z]\w+$/.test(action));

    it('says of each action that the role has, and of no other, for which resource', () => {
      expect(rows().map(([, action, , , resource]) => [action, resource])).to.have.deep.members(granted);
    });

    it('are what the rule reads, the report, the log and the member role', () => {
      const [rule] = rules;
      expect(granted.map(([action]) => action)).to.have.members([
        ...(rule?.reads.actions ?? []),
        'config:PutEvaluations',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'sts:AssumeRole',
      ]);
    });

    it('says why, for which rows of the verdict table and under which condition', () => {
      for (const [, , why, table, , condition] of rows()) expect([why, table, condition]).to.not.include('');
    });
  });

  describe('alarms', () => {
    const { FailedAlarm, SilentAlarm } = service.resources.Resources;
    const periods: Record<string, number> = {
      One_Hour: 1,
      Three_Hours: 3,
      Six_Hours: 6,
      Twelve_Hours: 12,
      TwentyFour_Hours: 24,
    };

    it('tell that the function failed: one error is enough', () => {
      expect(FailedAlarm.Properties).to.include({
        MetricName: 'Errors',
        Statistic: 'Sum',
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
    });

    it('tell that the function was not called: no data is an alarm', () => {
      expect(SilentAlarm.Properties).to.include({
        MetricName: 'Invocations',
        Statistic: 'Sum',
        Period: 3600,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Serverless
        EvaluationPeriods: '${self:custom.silence.${param:frequency}}',
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
      });
    });

    it('wait longer than the period of the rule, and less than the seven days that CloudWatch allows', () => {
      expect(service.custom.silence).to.have.all.keys(Object.keys(periods));
      for (const [frequency, hours] of Object.entries(periods)) {
        expect(service.custom.silence[frequency], frequency).to.be.within(hours + 1, 7 * 24);
      }
    });

    it('go to the topic, if there is one', () => {
      const actions = ['HasAlarmTopic', ['AlarmTopicArn'], 'AWS::NoValue'];
      for (const alarm of [FailedAlarm, SilentAlarm])
        expect(alarm.Properties.AlarmActions).to.deep.equal(actions);
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
    const folders = readdirSync(join(project, 'rules'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rules.map(({ name }) => name)).to.have.members(folders.map(({ name }) => name));
  });

  describe('imports', () => {
    const FOLDERS = ['handlers', 'rules', 'watch', 'cli', 'embedded-aws', 'tests'];
    /** What the sources of a folder may import, besides packages and its own. */
    const ALLOWED: Record<string, readonly string[]> = {
      rules: [],
      watch: ['rules'],
      handlers: ['rules', 'watch'],
      'embedded-aws': ['rules'],
      cli: ['embedded-aws', 'handlers', 'rules', 'watch'],
      tests: FOLDERS,
    };
    const sources = FOLDERS.flatMap((folder) =>
      readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .map((path) => join(folder, path)),
    );
    const importsOf = (path: string) =>
      [...read(path).matchAll(/(?:from|import|resolve)\s*\(?'([^']+)'/g)].map(([, specifier = '']) =>
        specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : specifier,
      );
    const folderOf = (path: string) => path.split('/')[0] as string;

    it('are found', () => {
      expect(sources).to.include('rules/root-user-mfa-enabled/rule.ts');
      expect(importsOf('rules/root-user-mfa-enabled/rule.ts')).to.include('rules/contract.ts');
    });

    for (const path of sources) {
      it(`of ${path} run one way`, () => {
        const folders = importsOf(path)
          .map(folderOf)
          .filter((folder) => FOLDERS.includes(folder) && folder !== folderOf(path));
        expect(ALLOWED[folderOf(path)]).to.include.members(folders);
      });
    }

    const decisions = sources.filter((path) => path.startsWith('rules/') && path.endsWith('/rule.ts'));
    for (const path of decisions) {
      const own = dirname(path);
      it(`of ${own} decide without an SDK, a clock, an environment or a console`, () => {
        const reached = new Set([path]);
        for (const source of reached) {
          for (const specifier of importsOf(source)) {
            expect(specifier).to.match(/^(valibot$|rules\/)/);
            if (specifier.startsWith(own)) reached.add(specifier);
          }
          expect(read(source)).to.not.match(
            /\b(process|console|performance)\.|\bDate\b|\bfetch\(|\bsetTimeout\(/,
          );
        }
      });
    }
  });
});
