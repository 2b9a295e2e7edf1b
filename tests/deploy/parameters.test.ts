import { expect } from 'chai';
import { ExpectationError } from '../../aws/expect.ts';
import type { OrganizationTemplate } from '../../cli/package-organization/organization-template.ts';
import { functionStack } from '../../embedded-aws/cloudformation/stacks.ts';
import {
  AccountTemplate,
  type Parameter,
  type Properties,
} from '../../embedded-aws/cloudformation/template.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { SILENCE_HOURS } from '../../watch/silence-hours.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { danglingIn } from './dangling.ts';
import { read, ruleParameters } from './project-files.ts';

type Values = Readonly<Record<string, string>>;

const account = anAccount({ region: 'us-east-1' });
const topic = 'arn:aws:sns:us-east-1:111122223333:security-alarms';
const chinaTopic = 'arn:aws-cn:sns:cn-north-1:111122223333:a_B-1';
const govCloudTopic = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:a';

/** Each parameter's values; of a pattern, values of each kind. */
const allowed: Record<string, readonly string[]> = {
  Frequency: ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'],
  AllowVirtualMfa: ['true', 'false'],
  AllowMemberCredentials: ['true', 'false'],
  CredentialFreeCompliance: ['NOT_APPLICABLE', 'COMPLIANT'],
  Rule: ['true', 'false'],
  Alarms: ['true', 'false'],
  AlarmTopicArn: ['', topic, `${topic}.fifo`, chinaTopic, govCloudTopic],
  MemberRoleName: ['', 'Evaluation', 'a.b-c_d=e,f@g', 'x'.repeat(64)],
};

const refused: Record<string, readonly string[]> = {
  Frequency: ['', 'Hourly', 'one_hour', 'TwentyFour_Hours '],
  AllowVirtualMfa: ['', 'TRUE', 'no'],
  AllowMemberCredentials: ['', 'TRUE', 'no'],
  CredentialFreeCompliance: ['', 'NON_COMPLIANT', 'compliant'],
  Rule: ['', 'True', 'yes'],
  Alarms: ['', 'False', 'one'],
  AlarmTopicArn: [
    'security-alarms',
    'arn:aws:sqs:us-east-1:111122223333:queue',
    'arn:aws:sns:us-east-1:11112222333:short',
    `${topic}:subscription`,
    ` ${topic}`,
  ],
  MemberRoleName: ['audit/Evaluation', 'a+b', '*', '()', 'x'.repeat(65), 'a b'],
};

describe("the template's parameters", () => {
  let deployed: Package;
  let parameters: Readonly<Record<string, Parameter>>;

  before(async () => {
    deployed = await deployedPackage();
    parameters = (deployed.template as OrganizationTemplate).Parameters;
  });

  const stackWith = (values: Values) => new AccountTemplate(deployed.template, account, values);
  const only = (values: Values, type: string, logicalId: string): Properties =>
    stackWith(values)
      .all(type)
      .find((found) => found.logicalId === logicalId)?.properties;
  const ruleWith = (values: Values) => only(values, 'AWS::Config::ConfigRule', 'RootUserMfaEnabledRule');
  const silentAlarmWith = (values: Values) => only(values, 'AWS::CloudWatch::Alarm', 'SilentAlarm');

  it('are the known ones, each with a description', () => {
    expect(parameters).to.have.all.keys(Object.keys(allowed));
    for (const parameter of Object.values(parameters)) expect(parameter).to.have.property('Description');
  });

  for (const [name, values] of Object.entries(allowed)) {
    it(`take ${name} at each of its values`, () => {
      for (const value of values) expect(stackWith({ [name]: value }).resolve({ Ref: name })).to.equal(value);
      const { AllowedValues } = parameters[name] as Parameter;
      if (AllowedValues !== undefined) expect(AllowedValues).to.deep.equal(values);
    });

    it(`say of ${name} what it must be, since CloudFormation does not name the values by itself`, () => {
      const { AllowedValues = [], ConstraintDescription = '' } = parameters[name] as Parameter;
      expect(ConstraintDescription).to.match(/^must be ./);
      for (const value of AllowedValues) expect(ConstraintDescription.split(/[ ,]+/)).to.include(value);
    });
  }

  it('are in docs/deployment/parameters.md with their values and defaults', () => {
    const page = read('docs/deployment/parameters.md');
    const rows = [...page.matchAll(/^\| `([A-Z]\w+)` \| (.+?) \| (.+?) \|/gm)].map(([, ...cells]) => cells);
    expect(rows.map(([name]) => name)).to.deep.equal(Object.keys(parameters));
    for (const [name = '', values, standard] of rows) {
      const { AllowedValues, Default } = parameters[name] as Parameter;
      const listed = AllowedValues?.map((value) => `\`${value}\``).join(', ');
      if (listed === undefined) expect(`${values}; ${standard}`).to.match(/or empty; empty$/);
      else expect([values, standard]).to.deep.equal([listed, `\`${Default}\``]);
    }
  });

  for (const [name, values] of Object.entries(refused)) {
    it(`refuse ${name} at another value, before anything is made`, () => {
      for (const value of values) {
        expect(() => functionStack(deployed, account, {}, { [name]: value })).to.throw(
          ExpectationError,
          `parameter ${name}: ${parameters[name]?.ConstraintDescription}, got ${value}`,
        );
      }
    });
  }

  it('refuse one that the template does not have', () => {
    expect(() => functionStack(deployed, account, {}, { Alarm: 'false' })).to.throw(
      ExpectationError,
      'The template has no parameter Alarm',
    );
  });

  it('refer to nothing that the stack leaves out, in any combination', async () => {
    const { template } = await deployedPackage();
    let combinations: Values[] = [{}];
    for (const [name, values] of Object.entries(allowed)) {
      combinations = combinations.flatMap((some) => values.map((value) => ({ ...some, [name]: value })));
    }
    expect(combinations).to.have.length(5 * 2 * 2 * 2 * 2 * 2 * 5 * 4);
    for (const values of combinations) expect(danglingIn(template, values)).to.deep.equal([]);
  });

  for (const { name, values = [] } of ruleParameters) {
    it(`allow for the rule's ${name} what the function allows, and hand it on`, () => {
      const parameter = name.replace(/^./, (letter) => letter.toUpperCase());
      expect(values).to.have.length(2);
      expect(parameters[parameter]?.AllowedValues).to.deep.equal(values);
      for (const value of values) {
        const { InputParameters } = ruleWith({ [parameter]: value });
        expect(InputParameters).to.have.all.keys(ruleParameters.map((one) => one.name));
        expect(InputParameters[name]).to.equal(value);
      }
    });
  }

  for (const [Frequency, hours] of Object.entries(SILENCE_HOURS)) {
    it(`set the rule to ${Frequency}, and the silence alarm to ${hours} hours`, () => {
      const rule = ruleWith({ Frequency });
      expect(rule.MaximumExecutionFrequency).to.equal(Frequency);
      expect(rule.Source.SourceDetails[0].MaximumExecutionFrequency).to.equal(Frequency);
      expect(silentAlarmWith({ Frequency })).to.include({ EvaluationPeriods: hours, Period: 3600 });
      expect(functionStack(deployed, account, {}, { Frequency }).rule?.frequency).to.equal(Frequency);
    });
  }

  it('send the alarms to the topic, or nowhere', () => {
    for (const AlarmTopicArn of ['', topic]) {
      const actions = AlarmTopicArn === '' ? undefined : [topic];
      const { AlarmActions, OKActions } = silentAlarmWith({ AlarmTopicArn });
      const failed = only({ AlarmTopicArn }, 'AWS::CloudWatch::Alarm', 'FailedAlarm');
      expect([AlarmActions, OKActions, failed.AlarmActions]).to.deep.equal([actions, actions, actions]);
    }
  });

  it('give the function and its role the same member role', () => {
    const stack = functionStack(deployed, account, {}, { MemberRoleName: 'Evaluation' });
    expect(stack.lambdaFunction.environment).to.deep.equal({ MEMBER_ROLE_NAME: 'Evaluation' });
    expect(JSON.stringify(stack.session)).to.include('arn:aws:iam::*:role/Evaluation');
    const without = functionStack(deployed, account, {});
    expect(without.lambdaFunction.environment).to.deep.equal({});
    expect(JSON.stringify(without.session)).to.not.include('sts:AssumeRole');
  });

  it('make, without a rule of its own, the permission for the rule of a pack, and both alarms', () => {
    const values = { Rule: 'false' };
    expect(ruleWith(values)).to.equal(undefined);
    expect(functionStack(deployed, account, {}, values).rule).to.equal(undefined);
    expect(deployed.template.Outputs?.['ConfigRuleName']).to.include({ Condition: 'HasRule' });
    expect(stackWith(values).one('AWS::Lambda::Permission', () => true).properties).to.include({
      Principal: 'config.amazonaws.com',
      SourceAccount: account.id,
    });
    const alarms = stackWith(values).all('AWS::CloudWatch::Alarm');
    expect(alarms.map(({ logicalId }) => logicalId)).to.deep.equal(['FailedAlarm', 'SilentAlarm']);
    for (const { properties } of alarms) {
      expect(properties.AlarmDescription).to.include('root-user-mfa-enabled');
    }
  });

  it('make the rule without alarms if Alarms is false', () => {
    const stack = stackWith({ Alarms: 'false', AlarmTopicArn: topic });
    expect(stack.all('AWS::CloudWatch::Alarm')).to.deep.equal([]);
    expect(stack.all('AWS::Config::ConfigRule')).to.have.length(1);
  });

  it('make the silence alarm wait for the rule that it watches, without leaving it out along with the rule', () => {
    expect(deployed.template.Resources['SilentAlarm']).to.not.have.property('DependsOn');
    const { RootUserMfaEnabledRule: _, ...Resources } = deployed.template.Resources;
    const ruleless = { ...deployed.template, Resources };
    expect(danglingIn(ruleless, {})).to.include('SilentAlarm → RootUserMfaEnabledRule');
  });

  it('make by default what the stack of 1.1.0 made, and allow credentials in member accounts', () => {
    expect(ruleWith({})).to.include({ MaximumExecutionFrequency: 'TwentyFour_Hours' });
    expect(ruleWith({}).InputParameters).to.deep.equal({
      allowVirtualMfa: 'true',
      allowMemberCredentials: 'true',
      credentialFreeCompliance: 'NOT_APPLICABLE',
    });
    expect(silentAlarmWith({})).to.include({
      EvaluationPeriods: 26,
      AlarmDescription:
        'AWS Config has not called root-user-mfa-enabled for longer than its period; its last verdict still shows',
    });
    expect(stackWith({}).all('AWS::CloudWatch::Alarm')).to.have.length(2);
  });
});
