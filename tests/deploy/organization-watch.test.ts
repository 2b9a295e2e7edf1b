import { expect } from 'chai';
import { AccountTemplate, type Resource } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { readWatchSettings } from '../../handlers/organization-watch/watch-settings.ts';
import { SILENCE_HOURS } from '../../watch/silence-hours.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { read, service } from './project-files.ts';

const home = anAccount({ id: '222233334444', partition: 'aws-us-gov', region: 'us-gov-west-1' });
const code = { CodeBucket: 'the-bucket', CodeKey: 'the-key.zip' };
const stackWith = (parameters: Record<string, string> = {}) =>
  new AccountTemplate(readTemplateFile('organization-watch.yml'), home, { ...code, ...parameters });
const one = (type: string, parameters?: Record<string, string>) =>
  stackWith(parameters).one(type, () => true).properties;
const alarm = (metric: string, parameters?: Record<string, string>) =>
  stackWith(parameters).one('AWS::CloudWatch::Alarm', ({ MetricName }) => MetricName === metric).properties;

describe('deploy/organization-watch.yml', () => {
  const { Parameters, Resources } = readTemplateFile('organization-watch.yml');

  it('adds nothing to the stack of the rule', () => {
    expect(read('serverless.yml')).to.not.include('organization-watch');
  });

  it('runs what the package holds, on the runtime and the architecture of the rule', () => {
    expect(one('AWS::Lambda::Function')).to.deep.include({
      Handler: 'handlers/organization-watch.handler',
      Runtime: service.provider.runtime,
      Architectures: [service.provider.architecture],
      Code: { S3Bucket: 'the-bucket', S3Key: 'the-key.zip' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: '/aws/lambda/root-user-mfa-enabled-watch' },
      Timeout: 900,
    });
  });

  it('gives the function settings that it takes', () => {
    const { Variables } = one('AWS::Lambda::Function', { ExcludedAccounts: '111122223333' }).Environment;
    const arn = 'arn:aws-us-gov:lambda:us-gov-west-1:222233334444:function:root-user-mfa-enabled-watch';
    expect(readWatchSettings(Variables, arn)).to.deep.equal({
      account: { id: home.id, partition: 'aws-us-gov' },
      functionName: service.params.default.ruleName,
      frequency: service.params.default.frequency,
      memberRoleName: 'RootUserMfaWatch',
      excludedAccounts: ['111122223333'],
      topicArn: 'arn:aws-us-gov:sns:us-gov-west-1:222233334444:root-user-mfa-enabled-watch',
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
      {
        Effect: 'Allow',
        Action: ['sns:Publish'],
        Resource: 'arn:aws-us-gov:sns:us-gov-west-1:222233334444:root-user-mfa-enabled-watch',
      },
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource:
          'arn:aws-us-gov:logs:us-gov-west-1:222233334444:log-group:/aws/lambda/root-user-mfa-enabled-watch:*',
      },
    ]);
  });

  it('names log group and topic as the role has them', () => {
    expect(one('AWS::Logs::LogGroup')).to.deep.equal({
      LogGroupName: '/aws/lambda/root-user-mfa-enabled-watch',
      RetentionInDays: service.provider.logRetentionInDays,
    });
    expect(one('AWS::SNS::Topic')).to.deep.equal({ TopicName: 'root-user-mfa-enabled-watch' });
  });

  it('tries a failed run again', () => {
    expect(one('AWS::Lambda::EventInvokeConfig')).to.include({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
    });
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
      // The schedule names the function's ARN, and its permission the schedule's: only its expression matters here.
      const schedule = Resources['Schedule'] as Resource;
      const { ScheduleExpression } = schedule.Properties as { readonly ScheduleExpression: unknown };
      expect(stackWith({ Frequency }).resolve(ScheduleExpression)).to.equal(rate);
      expect(alarm('Invocations', { Frequency })).to.deep.include({
        Period: 3600,
        EvaluationPeriods: service.custom.silence[Frequency],
        Threshold: 1,
        ComparisonOperator: 'LessThanThreshold',
        TreatMissingData: 'breaching',
        AlarmActions: ['ReportTopic'],
        OKActions: ['ReportTopic'],
      });
    });
  }

  it('rings when a run fails', () => {
    expect(alarm('Errors')).to.deep.include({
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: ['ReportTopic'],
    });
  });

  it('lets the schedule, and nothing else, call the function', () => {
    const permission = Resources['SchedulePermission']?.Properties;
    expect(permission).to.deep.include({
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': ['Schedule', 'Arn'] },
    });
  });

  it('subscribes an address only where there is one', () => {
    expect(stackWith().all('AWS::SNS::Subscription')).to.deep.equal([]);
    const { Protocol, Endpoint } = one('AWS::SNS::Subscription', { ReportEmail: 'who@example.com' });
    expect([Protocol, Endpoint]).to.deep.equal(['email', 'who@example.com']);
  });

  const refused: Record<string, string[]> = {
    FunctionName: ['', 'a b', 'x'.repeat(59)],
    Frequency: ['Daily', ''],
    MemberRoleName: ['', '*', 'path/name'],
    ExcludedAccounts: ['1234', '111122223333;444455556666', '*'],
    ReportEmail: ['nobody', 'a@b c'],
    CodeBucket: ['', 's3://the-bucket', 'the-bucket/'],
  };
  for (const [name, values] of Object.entries(refused)) {
    it(`refuses a wrong ${name} before anything is made`, () => {
      for (const value of values)
        expect(() => stackWith({ [name]: value }), value).to.throw(`parameter ${name}`);
    });
  }
});
