import { expect } from 'chai';
import type { Load } from '../../../cli/cost/load.ts';
import { usageOfStack } from '../../../cli/cost/stack-usage.ts';
import type { Resource, Template } from '../../../embedded-aws/cloudformation/template.ts';

const load: Load = {
  invocations: 1_000,
  secondsOf: () => 2,
  logBytesPerInvocation: 500_000,
  messages: 7,
  coveredAccounts: 40,
  changes: 3,
  zipBytes: 2_000_000,
};

const usageOf = (
  resource: Partial<Resource> & { Type: string },
  rest: Partial<Template> = {},
  parameters = {},
) => usageOfStack({ ...rest, Resources: { One: { Properties: {}, ...resource } } }, parameters, load);

describe('cli/cost: usage of a stack', () => {
  it('counts an alarm by its metrics', () => {
    const Type = 'AWS::CloudWatch::Alarm';
    expect(usageOf({ Type, Properties: { MetricName: 'Errors' } })).to.deep.equal({ alarmMetrics: 1 });
    const Metrics = [{ Expression: 'a + b' }, { Id: 'a', MetricStat: {} }, { Id: 'b', MetricStat: {} }];
    expect(usageOf({ Type, Properties: { Metrics } })).to.deep.equal({ alarmMetrics: 2 });
  });

  it('counts evaluations by the frequency of the rule, which can be a parameter', () => {
    const Type = 'AWS::Config::ConfigRule';
    const Properties = { MaximumExecutionFrequency: { Ref: 'Frequency' }, Source: { 'Fn::Unknown': [] } };
    const Parameters = { Frequency: { Type: 'String', Default: 'Six_Hours' }, Needed: { Type: 'String' } };
    expect(usageOf({ Type, Properties }, { Parameters })).to.deep.equal({ configEvaluations: 120 });
    expect(usageOf({ Type, Properties }, { Parameters }, { Frequency: 'One_Hour' })).to.deep.equal({
      configEvaluations: 720,
    });
    expect(() => usageOf({ Type, Properties: {} })).to.throw(/Expected one of One_Hour/);
  });

  it('counts the evaluations of an organization rule in every account that it covers', () => {
    const OrganizationCustomRuleMetadata = { MaximumExecutionFrequency: 'Twelve_Hours' };
    expect(
      usageOf({
        Type: 'AWS::Config::OrganizationConfigRule',
        Properties: { OrganizationCustomRuleMetadata },
      }),
    ).to.deep.equal({ configEvaluations: 40 * 60 });
  });

  it('counts time × memory of a function, on its architecture', () => {
    const Type = 'AWS::Lambda::Function';
    const Properties = { MemorySize: 512, Timeout: 60, Architectures: ['arm64'] };
    expect(usageOf({ Type, Properties })).to.deep.equal({
      lambdaRequests: 1_000,
      lambdaArmGigabyteSeconds: 1_000,
    });
    expect(usageOf({ Type, Properties: { MemorySize: 512, Timeout: 60 } })).to.deep.equal({
      lambdaRequests: 1_000,
      lambdaX86GigabyteSeconds: 1_000,
    });
  });

  it('counts what is written to a log, and for how long it is kept', () => {
    expect(usageOf({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 90 } })).to.deep.equal({
      logGigabytesWritten: 0.5,
      logGigabytesStored: 1.5,
    });
  });

  it('counts messages, state transitions and the code in a bucket', () => {
    expect(usageOf({ Type: 'AWS::SNS::Topic' })).to.deep.equal({ snsMessages: 7 });
    expect(usageOf({ Type: 'AWS::SNS::Subscription' })).to.deep.equal({ snsEmails: 7 });
    expect(usageOf({ Type: 'AWS::S3::Bucket' })).to.deep.equal({ s3Gigabytes: 0.002 });
    const Definition = { States: { One: {}, Two: {} } };
    expect(usageOf({ Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition } })).to.deep.equal({
      stateTransitions: 6,
    });
  });

  it('leaves out what the parameters leave out', () => {
    const conditional = {
      Parameters: { Alarms: { Type: 'String', Default: 'true', AllowedValues: ['true', 'false'] } },
      Conditions: { HasAlarms: { 'Fn::Equals': [{ Ref: 'Alarms' }, 'true'] } },
    };
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Condition: 'HasAlarms' };
    expect(usageOf(alarm, conditional)).to.deep.equal({ alarmMetrics: 1 });
    expect(usageOf(alarm, conditional, { Alarms: 'false' })).to.deep.equal({});
    expect(() => usageOf(alarm, conditional, { Alarms: 'no' })).to.throw(/Alarms/);
  });

  it('counts nothing for what is free', () => {
    expect(usageOf({ Type: 'AWS::IAM::Role' })).to.deep.equal({});
  });

  it('refuses a resource without a price', () => {
    expect(() => usageOf({ Type: 'AWS::DynamoDB::Table' })).to.throw(
      'Expected cli/cost/resource-prices.ts to have a price for AWS::DynamoDB::Table',
    );
  });
});
