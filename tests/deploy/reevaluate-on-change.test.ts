import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Properties } from '../../embedded-aws/cloudformation/template.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { stacksOf } from '../project-files.ts';

/** It has no declarations of its own. */
const aslValidator: (definition: object) => {
  readonly isValid: boolean;
  readonly errors: readonly unknown[];
} = createRequire(import.meta.url)('asl-validator');

const RuleName = 'root-user-mfa-enabled';
const RuleRegion = 'eu-central-1';
const RuleArn = 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-0123ab';
const machines = 'arn:aws:states:eu-central-1:111122223333:stateMachine:';
const bus = 'arn:aws:events:eu-central-1:111122223333:event-bus/default';
const topic = (region: string) => `arn:aws:sns:${region}:111122223333:alarms`;

const stackIn = (region: string, parameters: Record<string, string> = {}, partition = 'aws') =>
  stacksOf('reevaluate-on-change.yml', anAccount({ partition, region }), { RuleName })(parameters);

/** A role for a service of AWS on behalf of this account only, with one permission. */
const aRole = (service: string, Action: string, Resource: string) => ({
  trust: [
    {
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  ],
  permissions: [[{ Effect: 'Allow', Action, Resource }]],
});

describe('reevaluate-on-change', () => {
  const here = {
    target: `${machines}Collect`,
    role: 'StartCollectRole',
    machines: { Collect: 'CollectRole', Evaluate: 'EvaluateRole' },
    roles: {
      StartCollectRole: aRole('events', 'states:StartExecution', `${machines}Collect`),
      CollectRole: aRole('states', 'states:StartExecution', `${machines}Evaluate`),
      EvaluateRole: aRole(
        'states',
        'config:StartConfigRulesEvaluation',
        'arn:aws:config:eu-central-1:111122223333:config-rule/*',
      ),
    },
  };
  const EvaluateRole = aRole('states', 'config:StartConfigRulesEvaluation', RuleArn);
  const stacks: Record<string, [region: string, parameters: Record<string, string>, made: object]> = {
    "starts the first of two state machines in the rule's Region": ['eu-central-1', {}, here],
    'makes the same if the Region is named': ['eu-central-1', { RuleRegion }, here],
    'may start the evaluation of one rule only, with its ARN': [
      'eu-central-1',
      { RuleArn },
      { ...here, roles: { ...here.roles, EvaluateRole } },
    ],
    'only forwards from the home Region to the event bus in the Region of the rule': [
      'us-east-1',
      { RuleRegion },
      {
        target: bus,
        role: 'ForwardRole',
        machines: {},
        roles: { ForwardRole: aRole('events', 'events:PutEvents', bus) },
      },
    ],
  };
  for (const [title, [region, parameters, made]] of Object.entries(stacks)) {
    it(`${title}, in roles with one permission each`, () => {
      const stack = stackIn(region, parameters);
      const nameOf = (arn: string) => arn.replace('arn:aws:iam::111122223333:role/', '');
      const [target, ...others] = stack.one('AWS::Events::Rule', () => true).properties.Targets;
      expect(others).to.deep.equal([]);
      const foundMachines = stack.all('AWS::StepFunctions::StateMachine');
      const roles = stack.all('AWS::IAM::Role').map(({ logicalId, properties }) => {
        const permissions = properties.Policies.map(
          ({ PolicyDocument }: Properties) => PolicyDocument.Statement,
        );
        return [logicalId, { trust: properties.AssumeRolePolicyDocument.Statement, permissions }];
      });
      expect({
        target: target.Arn,
        role: nameOf(target.RoleArn),
        machines: Object.fromEntries(
          foundMachines.map(({ logicalId, properties }) => [logicalId, nameOf(properties.RoleArn)]),
        ),
        roles: Object.fromEntries(roles),
      }).to.deep.equal(made);
    });
  }

  for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
    it(`has valid, standard state machines in ${partition}`, () => {
      const found = stackIn('eu-central-1', {}, partition).all('AWS::StepFunctions::StateMachine');
      expect(found).to.have.length(2);
      for (const { properties } of found) {
        expect(aslValidator(properties.Definition)).to.deep.include({ isValid: true, errors: [] });
        expect(properties.StateMachineType).to.equal('STANDARD');
      }
    });
  }

  it('retries what AWS Config refuses for a while for about two hours', () => {
    const { properties: evaluate } = stackIn('eu-central-1').one(
      'AWS::StepFunctions::StateMachine',
      ({ Definition }) => Definition.StartAt === 'Settle',
    );
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts } =
      evaluate.Definition.States.StartEvaluation.Retry[0];
    const delays = Array.from({ length: MaxAttempts }, (_, attempt) =>
      Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
    );
    expect(delays.reduce((total, delay) => total + delay)).to.be.within(6000, 8000);
    expect(IntervalSeconds, 'more than the minute between calls').to.be.above(60);
  });

  describe('the alarm', () => {
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
        const found = stackIn(region, { RuleRegion, AlarmTopicArn }).all('AWS::CloudWatch::Alarm');
        expect(found.map(({ logicalId }) => logicalId)).to.deep.equal(alarms);
      });
    }

    it('counts undelivered events and failed executions of both state machines', () => {
      const stack = stackIn('eu-central-1', { AlarmTopicArn: topic('eu-central-1') });
      const { Metrics } = stack.one('AWS::CloudWatch::Alarm', () => true).properties;
      const metrics = Metrics.filter(({ MetricStat }: Properties) => MetricStat !== undefined).map(
        ({ MetricStat: { Metric } }: Properties) => [Metric.MetricName, Metric.Dimensions[0].Value],
      );
      expect(metrics).to.deep.equal([
        ['FailedInvocations', 'RootUserChanged'],
        ['ExecutionsFailed', `${machines}Collect`],
        ['ExecutionsFailed', `${machines}Evaluate`],
      ]);
    });
  });

  it('accepts the names that rules can have, and no others', () => {
    for (const name of [
      'root-user-mfa-enabled',
      'OrgConfigRule-root-user-mfa-enabled-abcdefgh',
      'root-user-mfa-enabled-conformance-pack-abcd1234e',
    ]) {
      stackIn('us-east-1', { RuleName: name });
    }
    for (const name of ['', 'a b', '*', 'x'.repeat(129), '{"a"}']) {
      expect(() => stackIn('us-east-1', { RuleName: name }), name).to.throw('RuleName');
    }
  });
});
