import { expect } from 'chai';
import { ExpectationError } from '../../aws/expect.ts';
import {
  type OrganizationTemplate,
  toOrganizationTemplate,
} from '../../cli/package-organization/organization-template.ts';
import { functionStack } from '../../embedded-aws/cloudformation/stacks.ts';
import {
  AccountTemplate,
  type Parameter,
  type Template,
} from '../../embedded-aws/cloudformation/template.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { SILENCE_HOURS } from '../../watch/silence-hours.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { read, ruleParameters } from '../project-files.ts';

type Values = Readonly<Record<string, string>>;

const account = anAccount({ region: 'us-east-1' });
const topic = 'arn:aws:sns:us-east-1:111122223333:security-alarms';
const chinaTopic = 'arn:aws-cn:sns:cn-north-1:111122223333:a_B-1';
const govCloudTopic = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:a';
const queue = 'arn:aws:sqs:us-east-1:111122223333:queue';
const shortAccount = 'arn:aws:sns:us-east-1:11112222333:short';
const flag = ['true', 'false'];
const verdicts = ['NOT_APPLICABLE', 'COMPLIANT'];

/** Each parameter's values, or of a pattern values of each kind, and values that it refuses. */
const known: Record<string, [allowed: string[], refused: string[]]> = {
  Frequency: [Object.keys(SILENCE_HOURS), ['', 'Hourly', 'one_hour', 'TwentyFour_Hours ']],
  AllowVirtualMfa: [flag, ['', 'TRUE', 'no']],
  AllowMemberCredentials: [flag, ['', 'TRUE', 'no']],
  CredentialFreeCompliance: [verdicts, ['', 'NON_COMPLIANT', 'compliant']],
  Rule: [flag, ['', 'True', 'yes']],
  Alarms: [flag, ['', 'False', 'one']],
  AlarmTopicArn: [
    ['', topic, `${topic}.fifo`, chinaTopic, govCloudTopic],
    ['security-alarms', queue, shortAccount, `${topic}:subscription`, ` ${topic}`],
  ],
  MemberRoleName: [
    ['', 'Evaluation', 'a.b-c_d=e,f@g', 'x'.repeat(64)],
    ['audit/Evaluation', 'a+b', '*', '()', 'x'.repeat(65), 'a b'],
  ],
};

/** Resolves what a stack makes, as CloudFormation does: a reference to something that it leaves out throws. */
function make(template: Template, values: Values = {}): void {
  const stack = new AccountTemplate(template, account, { CodeBucket: 'bucket', ...values });
  for (const { Condition, Properties, DependsOn = [] } of Object.values(template.Resources)) {
    const needed = [Properties, ...[DependsOn].flat().map((id) => ({ Ref: id }))];
    stack.resolve(Condition === undefined ? needed : { 'Fn::If': [Condition, needed, ''] });
  }
  for (const { Condition, Value } of Object.values(template.Outputs ?? {})) {
    stack.resolve(Condition === undefined ? Value : { 'Fn::If': [Condition, Value, ''] });
  }
}

describe("the template's parameters", () => {
  let deployed: Package;
  /** Without what Serverless adds for itself. */
  let own: OrganizationTemplate;
  let parameters: Readonly<Record<string, Parameter>>;

  before(async () => {
    deployed = await deployedPackage();
    own = toOrganizationTemplate(deployed.template, 'key.zip');
    parameters = (deployed.template as OrganizationTemplate).Parameters;
  });

  const stackWith = (values: Values) => new AccountTemplate(deployed.template, account, values);
  const ruleWith = (values: Values) =>
    stackWith(values).one('AWS::Config::ConfigRule', () => true).properties;
  const alarmsWith = (values: Values) => stackWith(values).all('AWS::CloudWatch::Alarm');
  const silentAlarmWith = (values: Values) =>
    alarmsWith(values).find(({ logicalId }) => logicalId === 'SilentAlarm')?.properties;

  it('are the known ones, each with a description', () => {
    expect(parameters).to.have.all.keys(Object.keys(known));
    for (const parameter of Object.values(parameters)) expect(parameter).to.have.property('Description');
  });

  for (const [name, [allowed, refused]] of Object.entries(known)) {
    it(`take ${name} at each of its values`, () => {
      for (const value of allowed)
        expect(stackWith({ [name]: value }).resolve({ Ref: name })).to.equal(value);
      const { AllowedValues = allowed } = parameters[name] as Parameter;
      expect(AllowedValues).to.deep.equal(allowed);
    });

    it(`say of ${name} what it must be, since CloudFormation does not name the values by itself`, () => {
      const { AllowedValues = [], ConstraintDescription = '' } = parameters[name] as Parameter;
      expect(ConstraintDescription).to.match(/^must be ./);
      for (const value of AllowedValues) expect(ConstraintDescription.split(/[ ,]+/)).to.include(value);
    });

    it(`refuse ${name} at another value, before anything is made`, () => {
      for (const value of refused) {
        expect(() => functionStack(deployed, account, {}, { [name]: value })).to.throw(
          ExpectationError,
          `parameter ${name}: ${parameters[name]?.ConstraintDescription}, got ${value}`,
        );
      }
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

  it('refer to nothing that the stack leaves out, in any combination', () => {
    let combinations: Values[] = [{}];
    for (const [name, [allowed]] of Object.entries(known)) {
      combinations = combinations.flatMap((some) => allowed.map((value) => ({ ...some, [name]: value })));
    }
    expect(combinations).to.have.length(5 * 2 * 2 * 2 * 2 * 2 * 5 * 4);
    for (const values of combinations) make(own, values);
  });

  for (const { name, values = [] } of ruleParameters) {
    it(`allow for the rule's ${name} what the function allows, and hand it on`, () => {
      const parameter = name.replace(/^./, (letter) => letter.toUpperCase());
      expect(parameters[parameter]?.AllowedValues).to.deep.equal(values).and.have.length(2);
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

  for (const [AlarmTopicArn, actions] of [
    ['', undefined],
    [topic, [topic]],
  ] as const) {
    it(`send the alarms to the topic "${AlarmTopicArn}"`, () => {
      const [failed, silent] = alarmsWith({ AlarmTopicArn }).map(({ properties }) => properties);
      expect([failed.AlarmActions, failed.OKActions]).to.deep.equal([actions, undefined]);
      expect([silent.AlarmActions, silent.OKActions]).to.deep.equal([actions, actions]);
    });
  }

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
    expect(functionStack(deployed, account, {}, values).rule).to.equal(undefined);
    expect(deployed.template.Outputs?.['ConfigRuleName']).to.include({ Condition: 'HasRule' });
    expect(stackWith(values).one('AWS::Lambda::Permission', () => true).properties).to.include({
      Principal: 'config.amazonaws.com',
      SourceAccount: account.id,
    });
    const alarms = alarmsWith(values);
    expect(alarms.map(({ logicalId }) => logicalId)).to.deep.equal(['FailedAlarm', 'SilentAlarm']);
    for (const { properties } of alarms) {
      expect(properties.AlarmDescription).to.include('root-user-mfa-enabled');
    }
  });

  it('make the rule without alarms if Alarms is false', () => {
    const values = { Alarms: 'false', AlarmTopicArn: topic };
    expect(alarmsWith(values)).to.deep.equal([]);
    expect(ruleWith(values)).to.be.an('object');
  });

  it('make the silence alarm wait for the rule that it watches, without leaving it out along with the rule', () => {
    expect(deployed.template.Resources['SilentAlarm']).to.not.have.property('DependsOn');
    const { RootUserMfaEnabledRule: _, ...Resources } = own.Resources;
    const ruleless = { ...own, Resources, Outputs: {} };
    expect(() => make(ruleless)).to.throw('The template has no resource RootUserMfaEnabledRule');
    make(ruleless, { Rule: 'false' });
  });

  it('make by default what the stack of 1.1.0 made, and allow credentials in member accounts', () => {
    expect(ruleWith({}).MaximumExecutionFrequency).to.equal('TwentyFour_Hours');
    expect(ruleWith({}).InputParameters).to.deep.equal({
      allowVirtualMfa: 'true',
      allowMemberCredentials: 'true',
      credentialFreeCompliance: 'NOT_APPLICABLE',
    });
    expect(alarmsWith({})).to.have.length(2);
    expect(silentAlarmWith({}).AlarmDescription).to.equal(
      'AWS Config has not called root-user-mfa-enabled for longer than its period; its last verdict still shows',
    );
  });
});
