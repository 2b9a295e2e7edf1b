import { createRequire } from 'node:module';
import { expect } from 'chai';
import { AccountTemplate, type Properties } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { isAllowed } from '../../embedded-aws/services/policy.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { type ReevaluationStack, reevaluationStack } from '../reevaluation/reevaluation-stack.ts';

/** It has no declarations of its own. */
const aslValidator: (definition: object) => {
  readonly isValid: boolean;
  readonly errors: readonly unknown[];
} = createRequire(import.meta.url)('asl-validator');

const file = readTemplateFile('reevaluate-on-change.yml');
const RuleName = 'root-user-mfa-enabled';
const ruleArn = 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-0123ab';
const topic = (region: string) => `arn:aws:sns:${region}:111122223333:alarms`;

const stackIn = (region: string, parameters: Record<string, string> = {}): ReevaluationStack =>
  reevaluationStack(anAccount({ region }), { RuleName, ...parameters });
const templateIn = (region: string, parameters: Record<string, string> = {}) =>
  new AccountTemplate(file, anAccount({ region }), { RuleName, ...parameters });
const idsOf = (type: string, template: AccountTemplate) =>
  template.all(type).map(({ logicalId }) => logicalId);
const machineOf = (stack: ReevaluationStack, name: string) => {
  const machine = stack.machines.find(({ arn }) => arn.endsWith(`:${name}`));
  if (machine === undefined) throw new Error(`There is no state machine ${name}`);
  return machine;
};

describe('reevaluate-on-change', () => {
  describe("in the rule's Region", () => {
    const stack = stackIn('eu-central-1');

    it('has two standard state machines, and starts the first', () => {
      expect(stack.machines.map(({ arn }) => arn)).to.deep.equal([
        'arn:aws:states:eu-central-1:111122223333:stateMachine:Collect',
        'arn:aws:states:eu-central-1:111122223333:stateMachine:Evaluate',
      ]);
      expect(stack.target.arn).to.equal(machineOf(stack, 'Collect').arn);
      for (const { properties } of templateIn('eu-central-1').all('AWS::StepFunctions::StateMachine')) {
        expect(properties.StateMachineType).to.equal('STANDARD');
      }
    });

    it('makes the same if the Region is named', () => {
      expect(stackIn('eu-central-1', { RuleRegion: 'eu-central-1' })).to.deep.equal(stack);
    });

    for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
      it(`has valid state machines in ${partition}`, () => {
        for (const { definition } of reevaluationStack(anAccount({ partition }), { RuleName }).machines) {
          expect(aslValidator(definition)).to.deep.include({ isValid: true, errors: [] });
        }
      });
    }

    it('retries what AWS Config refuses for a while for about two hours', () => {
      const { Retry } = machineOf(stack, 'Evaluate').definition.States['StartEvaluation'] as Properties;
      const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts } = Retry[0];
      const delays = Array.from({ length: MaxAttempts }, (_, attempt) =>
        Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
      );
      expect(delays.reduce((total, delay) => total + delay)).to.be.within(6000, 8000);
      expect(IntervalSeconds, 'more than the minute between calls').to.be.above(60);
    });

    it('lets each role start the next state machine, and nothing else', () => {
      const [collect, evaluate] = [machineOf(stack, 'Collect'), machineOf(stack, 'Evaluate')];
      const roles = { target: stack.target.role, collect: collect.role, evaluate: evaluate.role };
      const resources = [collect.arn, evaluate.arn, collect.arn.replace('Collect', 'Other')];
      const started = (role: keyof typeof roles) =>
        resources.filter((resource) =>
          isAllowed(roles[role].policies, { action: 'states:StartExecution', resource }),
        );
      expect(started('target')).to.deep.equal([collect.arn]);
      expect(started('collect')).to.deep.equal([evaluate.arn]);
      expect(started('evaluate')).to.deep.equal([]);
      for (const { policies } of Object.values(roles)) {
        for (const action of ['events:PutEvents', 'config:PutEvaluations']) {
          expect(isAllowed(policies, { action, resource: '*' })).to.equal(false);
        }
      }
    });

    it('may start the evaluation of rules of this account and Region, or with its ARN of one rule', () => {
      const action = 'config:StartConfigRulesEvaluation';
      const others = [ruleArn.replace('eu-central-1', 'eu-west-1'), ruleArn.replace('1111', '9999'), '*'];
      const sameRegion = ruleArn.replace('0123ab', 'cd4567');
      for (const [parameters, isOther] of [
        [{}, true],
        [{ RuleArn: ruleArn }, false],
      ] as const) {
        const { role } = machineOf(stackIn('eu-central-1', parameters), 'Evaluate');
        expect(isAllowed(role.policies, { action, resource: ruleArn })).to.equal(true);
        expect(isAllowed(role.policies, { action, resource: sameRegion })).to.equal(isOther);
        for (const resource of others) expect(isAllowed(role.policies, { action, resource })).to.equal(false);
      }
    });
  });

  describe('in the home Region, with the rule in another', () => {
    const stack = stackIn('us-east-1', { RuleRegion: 'eu-central-1' });
    const bus = 'arn:aws:events:eu-central-1:111122223333:event-bus/default';

    it('only forwards to the event bus in the Region of the rule', () => {
      expect(stack.target.arn).to.equal(bus);
      expect(stack.machines).to.deep.equal([]);
      const template = templateIn('us-east-1', { RuleRegion: 'eu-central-1' });
      expect(idsOf('AWS::IAM::Role', template)).to.deep.equal(['ForwardRole']);
    });

    it('lets EventBridge put events on that bus, and nothing else', () => {
      const { policies } = stack.target.role;
      expect(isAllowed(policies, { action: 'events:PutEvents', resource: bus })).to.equal(true);
      for (const [action, resource] of [
        ['events:PutEvents', bus.replace('eu-central-1', 'us-east-1')],
        ['events:PutEvents', bus.replace('default', 'other')],
        ['events:PutRule', bus],
        ['states:StartExecution', '*'],
      ] as const) {
        expect(isAllowed(policies, { action, resource })).to.equal(false);
      }
    });
  });

  it('lets AWS use its roles on behalf of this account only', () => {
    for (const region of ['us-east-1', 'eu-central-1']) {
      const template = templateIn(region, { RuleRegion: 'eu-central-1' });
      for (const { properties } of template.all('AWS::IAM::Role')) {
        const [statement, ...others] = properties.AssumeRolePolicyDocument.Statement;
        expect(others).to.deep.equal([]);
        expect(statement.Condition).to.deep.equal({ StringEquals: { 'aws:SourceAccount': '111122223333' } });
        expect(['events.amazonaws.com', 'states.amazonaws.com']).to.include(statement.Principal.Service);
      }
    }
  });

  describe('the alarm', () => {
    const RuleRegion = 'eu-central-1';
    const cases: [region: string, AlarmTopicArn: string, alarms: string[]][] = [
      ['eu-central-1', '', []],
      ['us-east-1', '', []],
      ['eu-central-1', topic('eu-central-1'), ['NotEvaluated']],
      ['eu-central-1', topic('us-east-1'), []],
      ['us-east-1', topic('us-east-1'), ['NotForwarded']],
      ['us-east-1', topic('eu-central-1'), []],
    ];
    for (const [region, AlarmTopicArn, alarms] of cases) {
      it(`is ${alarms.join() || 'none'} in ${region} with the topic "${AlarmTopicArn}"`, () => {
        const template = templateIn(region, { RuleRegion, AlarmTopicArn });
        expect(idsOf('AWS::CloudWatch::Alarm', template)).to.deep.equal(alarms);
      });
    }

    it('counts undelivered events and failed executions of both state machines', () => {
      const template = templateIn('eu-central-1', { AlarmTopicArn: topic('eu-central-1') });
      const { Metrics } = template.one('AWS::CloudWatch::Alarm', () => true).properties;
      const metrics = Metrics.filter(({ MetricStat }: Properties) => MetricStat !== undefined).map(
        ({ MetricStat: { Metric } }: Properties) => [Metric.MetricName, Metric.Dimensions[0].Value],
      );
      expect(metrics).to.deep.equal([
        ['FailedInvocations', 'RootUserChanged'],
        ['ExecutionsFailed', template.arnOf('Collect')],
        ['ExecutionsFailed', template.arnOf('Evaluate')],
      ]);
    });
  });

  it('accepts the names that rules can have, and no others', () => {
    for (const name of [
      'root-user-mfa-enabled',
      'OrgConfigRule-root-user-mfa-enabled-abcdefgh',
      'root-user-mfa-enabled-conformance-pack-abcd1234e',
    ]) {
      expect(() => stackIn('us-east-1', { RuleName: name })).to.not.throw();
    }
    for (const name of ['', 'a b', '*', 'x'.repeat(129), '{"a"}']) {
      expect(() => stackIn('us-east-1', { RuleName: name }), name).to.throw('RuleName');
    }
  });
});
