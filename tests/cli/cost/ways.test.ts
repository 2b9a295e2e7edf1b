import { expect } from 'chai';
import { METRICS_OF_AN_ACCOUNT } from '../../../cli/cost/assumptions.ts';
import { estimate, offeredWays } from '../../../cli/cost/estimate.ts';
import type { Templates } from '../../../cli/cost/templates.ts';
import { readTemplates } from '../../../cli/cost/templates.ts';
import { type Demand, usageOf } from '../../../cli/cost/ways.ts';
import type { Template } from '../../../embedded-aws/cloudformation/template.ts';
import { deployedPackage } from '../../deployed.ts';

const text = (Default: string) => ({ Type: 'String', Default });
const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: {} };
const lambda = {
  Type: 'AWS::Lambda::Function',
  Properties: { MemorySize: 128, Timeout: 1, Architectures: ['arm64'] },
};
const bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
const role: Template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: {} } } };

const stackSet: Template = {
  Parameters: { Frequency: text('TwentyFour_Hours'), Alarms: text('true') },
  Conditions: { HasAlarms: { 'Fn::Equals': [{ Ref: 'Alarms' }, 'true'] } },
  Resources: {
    Rule: {
      Type: 'AWS::Config::ConfigRule',
      Properties: { MaximumExecutionFrequency: { Ref: 'Frequency' } },
    },
    Failed: { ...alarm, Condition: 'HasAlarms' },
    Silent: { ...alarm, Condition: 'HasAlarms' },
    // With so little memory it takes all of its timeout: one second, an eighth of a GB-second.
    Function: lambda,
  },
};

/** Templates of which the usage is known by hand. */
const templates: Templates = {
  account: { ...stackSet, Resources: { ...stackSet.Resources, Bucket: bucket } },
  stackSet,
  codeBucket: { Resources: { Bucket: bucket } },
  organizationRule: {
    Parameters: { frequency: text('TwentyFour_Hours') },
    Resources: {
      Rule: {
        Type: 'AWS::Config::OrganizationConfigRule',
        Properties: { OrganizationCustomRuleMetadata: { MaximumExecutionFrequency: { Ref: 'frequency' } } },
      },
    },
  },
  memberRole: role,
  watch: [
    {
      Resources: {
        Schedule: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)' } },
        Function: lambda,
        Failed: alarm,
        Silent: alarm,
        Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      },
    },
    role,
  ],
  reevaluation: {
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { Definition: { States: { One: {}, Two: {}, Three: {} } } },
      },
    },
  },
  zipBytes: 1_000_000,
};

const demand: Demand = { accounts: 100, frequency: 'TwentyFour_Hours', changes: 0 };

describe('cli/cost: ways', () => {
  it("asks AWS's managed rule for evaluations only", () => {
    expect(usageOf('managed-rule', templates, demand)).to.deep.equal({ configEvaluations: 3_000 });
    expect(estimate('managed-rule', templates, demand)).to.include({ dollars: 3, dollarsPerAccount: 0.03 });
  });

  it('has one account pay for its own bucket', () => {
    expect(usageOf('one-account', templates, { ...demand, accounts: 1 })).to.include({
      configEvaluations: 30,
      alarmMetrics: 2,
      lambdaRequests: 30,
      lambdaArmGigabyteSeconds: 30 / 8,
      s3Gigabytes: 0.001,
    });
  });

  it('has StackSets pay for every account, and for one bucket', () => {
    expect(usageOf('stacksets', templates, demand)).to.deep.equal({
      configEvaluations: 3_000,
      alarmMetrics: 200,
      lambdaRequests: 3_000,
      lambdaArmGigabyteSeconds: 3_000 / 8,
      s3Gigabytes: 0.001,
    });
  });

  it('has the watch take the place of the alarms', () => {
    expect(usageOf('stacksets-watch', templates, demand)).to.deep.equal({
      configEvaluations: 3_000,
      alarmMetrics: 2,
      lambdaRequests: 3_000 + 30,
      lambdaArmGigabyteSeconds: 3_030 / 8,
      metricDataMetrics: 30 * 100 * METRICS_OF_AN_ACCOUNT,
      snsMessages: 30,
      s3Gigabytes: 0.001,
    });
    // By hand: 3 + 0.2 + 3,030 × 0.0000002 + 378.75 × 0.0000133334 + 6,000 × 0.00001 + 30 × 0.0000005
    // + 0.001 × 0.023
    expect(estimate('stacksets-watch', templates, demand).dollars).to.be.closeTo(3.265694, 1e-6);
  });

  it('has one central function run for all accounts, with one pair of alarms', () => {
    expect(usageOf('central', templates, demand)).to.deep.equal({
      configEvaluations: 3_000,
      alarmMetrics: 2,
      lambdaRequests: 3_000,
      lambdaArmGigabyteSeconds: 3_000 / 8,
      s3Gigabytes: 0.001,
    });
  });

  it('evaluates as often as asked', () => {
    for (const way of ['managed-rule', 'stacksets', 'stacksets-watch', 'central'] as const) {
      expect(usageOf(way, templates, { ...demand, frequency: 'One_Hour' }), way).to.include({
        configEvaluations: 72_000,
      });
    }
  });

  it('adds to each account what a change sets off', () => {
    for (const way of ['stacksets', 'stacksets-watch', 'central'] as const) {
      const before = usageOf(way, templates, demand);
      const after = usageOf(way, templates, { ...demand, changes: 2 });
      expect(after.configEvaluations, way).to.equal((before.configEvaluations as number) + 200);
      expect(after.lambdaRequests, way).to.equal((before.lambdaRequests as number) + 200);
      expect(after.stateTransitions, way).to.equal(100 * 2 * 3);
    }
  });

  it('offers what there is', () => {
    const without: Templates = { ...templates, watch: undefined, reevaluation: undefined };
    expect(offeredWays(templates, demand)).to.deep.equal([
      'managed-rule',
      'stacksets',
      'stacksets-watch',
      'central',
    ]);
    expect(offeredWays(without, { ...demand, accounts: 1 })).to.deep.equal([
      'managed-rule',
      'one-account',
      'stacksets',
      'central',
    ]);
    expect(() => usageOf('one-account', templates, demand)).to.throw(/one-account is not offered/);
    expect(() => usageOf('stacksets-watch', without, demand)).to.throw(/not offered/);
    expect(() => usageOf('managed-rule', templates, { ...demand, changes: 1 })).to.throw(/not offered/);
    expect(() => usageOf('stacksets', without, { ...demand, changes: 1 })).to.throw(
      /no reevaluate-on-change/,
    );
  });

  describe('of the templates of this version', () => {
    let real: Templates;
    before(async () => {
      real = readTemplates(await deployedPackage());
    });

    it('have two alarms and 30 evaluations in an account', () => {
      expect(usageOf('one-account', real, { ...demand, accounts: 1 })).to.include({
        alarmMetrics: 2,
        configEvaluations: 30,
        lambdaRequests: 30,
      });
      expect(estimate('one-account', real, { ...demand, accounts: 1 }).dollars).to.be.within(0.23, 0.235);
    });

    for (const accounts of [1_000, 10_000, 50_000]) {
      it(`cost at most $0.035 an account and month at ${accounts}, watched from one place`, () => {
        const ways = offeredWays(real, { ...demand, accounts }).filter((way) =>
          ['stacksets-watch', 'central'].includes(way),
        );
        expect(ways).to.include.members(['central', 'stacksets-watch']);
        for (const way of ways) {
          const { dollarsPerAccount, items } = estimate(way, real, { ...demand, accounts });
          expect(items.map(({ name }) => name)).to.include.members(['configEvaluations', 'alarmMetrics']);
          expect(dollarsPerAccount, way).to.be.within(0.018, 0.035);
        }
      });
    }
  });
});
