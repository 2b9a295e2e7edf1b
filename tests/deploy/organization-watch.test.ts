import { expect } from 'chai';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { readWatchSettings } from '../../handlers/organization-watch/watch-settings.ts';
import { SILENCE_HOURS } from '../../watch/silence-hours.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { read, service, stacksOf } from '../project-files.ts';

const home = anAccount({ id: '222233334444', partition: 'aws-us-gov', region: 'us-gov-west-1' });
const name = 'root-user-mfa-enabled-watch';
const topicArn = `arn:aws-us-gov:sns:us-gov-west-1:222233334444:${name}`;
const stackWith = stacksOf('organization-watch.yml', home, {
  CodeBucket: 'the-bucket',
  CodeKey: 'the-key.zip',
});
const one = (type: string, parameters?: Record<string, string>) =>
  stackWith(parameters).one(type, () => true).properties;

describe('deploy/organization-watch.yml', () => {
  const { Parameters, Resources } = readTemplateFile('organization-watch.yml');

  it('adds nothing to the stack of the rule', () => {
    expect(read('serverless.yml')).to.not.include('organization-watch');
  });

  /** Properties of the resource that is the only one of its type. */
  const properties: Record<string, [does: string, properties: object]> = {
    'AWS::Lambda::Function': [
      'runs what the package holds, on the runtime and the architecture of the rule',
      {
        Handler: 'handlers/organization-watch.handler',
        Runtime: service.provider.runtime,
        Architectures: [service.provider.architecture],
        Code: { S3Bucket: 'the-bucket', S3Key: 'the-key.zip' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: `/aws/lambda/${name}` },
        Timeout: 900,
      },
    ],
    'AWS::Logs::LogGroup': [
      'keeps the log as long as the rule does',
      { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: service.provider.logRetentionInDays },
    ],
    'AWS::SNS::Topic': ['names the topic as the role has it', { TopicName: name }],
    'AWS::Lambda::EventInvokeConfig': [
      'tries a failed run again',
      { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
    ],
  };
  for (const [type, [does, expected]] of Object.entries(properties)) {
    it(does, () => expect(one(type)).to.deep.include(expected));
  }

  it('gives the function settings that it takes', () => {
    const { Variables } = one('AWS::Lambda::Function', { ExcludedAccounts: '111122223333' }).Environment;
    const arn = `arn:aws-us-gov:lambda:us-gov-west-1:222233334444:function:${name}`;
    expect(readWatchSettings(Variables, arn)).to.deep.equal({
      account: { id: home.id, partition: 'aws-us-gov' },
      functionName: service.params.default.ruleName,
      frequency: service.params.default.frequency,
      memberRoleName: 'RootUserMfaWatch',
      excludedAccounts: ['111122223333'],
      topicArn,
    });
  });

  it('allows the function what it calls, and no more', () => {
    const { Policies, ManagedPolicyArns } = one('AWS::IAM::Role');
    expect(ManagedPolicyArns).to.equal(undefined);
    expect(Policies).to.have.length(1);
    expect(Policies[0].PolicyDocument.Statement).to.deep.equal([
      { Effect: 'Allow', Action: ['organizations:ListAccounts', 'cloudwatch:GetMetricData'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Resource: 'arn:aws-us-gov:iam::*:role/RootUserMfaWatch',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        Condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
      },
      { Effect: 'Allow', Action: ['sns:Publish'], Resource: topicArn },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `arn:aws-us-gov:logs:us-gov-west-1:222233334444:log-group:/aws/lambda/${name}:*`,
      },
    ]);
  });

  const rates = {
    One_Hour: 'rate(1 hour)',
    Three_Hours: 'rate(3 hours)',
    Six_Hours: 'rate(6 hours)',
    Twelve_Hours: 'rate(12 hours)',
    TwentyFour_Hours: 'rate(1 day)',
  };
  it('knows the frequencies of the rule', () => {
    expect(Parameters?.['Frequency']?.AllowedValues).to.deep.equal(Object.keys(SILENCE_HOURS));
    expect(Object.keys(rates)).to.deep.equal(Object.keys(SILENCE_HOURS));
  });
  for (const [Frequency, rate] of Object.entries(rates)) {
    it(`runs as often as the rule, ${Frequency}, and misses a run as the rule's own alarm does`, () => {
      const stack = stackWith({ Frequency });
      // The schedule names the function's ARN, and its permission the schedule's: only its expression matters here.
      expect(Resources['Schedule']?.Properties)
        .to.have.property('ScheduleExpression')
        .that.satisfies((expression: unknown) => stack.resolve(expression) === rate);
      const alarms = stack.all('AWS::CloudWatch::Alarm').map((alarm) => alarm.properties);
      const common = {
        Namespace: 'AWS/Lambda',
        Statistic: 'Sum',
        Period: 3600,
        AlarmActions: ['ReportTopic'],
      };
      expect(alarms).to.have.length(2);
      expect(alarms[0]).to.deep.include({
        ...common,
        MetricName: 'Errors',
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
      });
      expect(alarms[1]).to.deep.include({
        ...common,
        MetricName: 'Invocations',
        EvaluationPeriods: service.custom.silence[Frequency],
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
        OKActions: ['ReportTopic'],
      });
    });
  }

  it('lets the schedule, and nothing else, call the function', () => {
    expect(Resources['SchedulePermission']?.Properties).to.deep.include({
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Schedule', 'Arn'] },
    });
  });

  it('subscribes an address only where there is one', () => {
    expect(stackWith().all('AWS::SNS::Subscription')).to.deep.equal([]);
    const subscription = one('AWS::SNS::Subscription', { ReportEmail: 'who@example.com' });
    expect(subscription).to.include({ Protocol: 'email', Endpoint: 'who@example.com' });
  });

  const refused: Record<string, string[]> = {
    FunctionName: ['', 'a b', 'x'.repeat(59)],
    Frequency: ['Daily', ''],
    MemberRoleName: ['', '*', 'path/name'],
    ExcludedAccounts: ['1234', '111122223333;444455556666', '*'],
    ReportEmail: ['nobody', 'a@b c'],
    CodeBucket: ['', 's3://the-bucket', 'the-bucket/'],
  };
  for (const [parameter, values] of Object.entries(refused)) {
    it(`refuses a wrong ${parameter} before anything is made`, () => {
      for (const value of values)
        expect(() => stackWith({ [parameter]: value }), value).to.throw(`parameter ${parameter}`);
    });
  }
});
