// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import {
  AccountTemplate,
  type Resource,
  type Template,
} from '../../../embedded-aws/cloudformation/template.ts';
import { anAccount } from '../fixtures.ts';

const china = anAccount({ id: '444455556666', partition: 'aws-cn', region: 'cn-north-1' });

const resources: Record<string, Resource> = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'reader-${AWS::Region}' } } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'example', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  },
  Rule: { Type: 'AWS::Config::ConfigRule', Properties: { ConfigRuleName: 'example-rule' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
  TopicRole: { Type: 'AWS::IAM::Role', Condition: 'HasTopic', Properties: { RoleName: 'topic' } },
};

const parameters = {
  Topic: { Type: 'String', Default: '' },
  Stage: { Type: 'String', Default: 'prod' },
};

const conditions = {
  IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
  HasTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Topic' }, ''] }] },
};

const noValue = { Ref: 'AWS::NoValue' };

const roleArn = 'arn:aws-cn:iam::444455556666:role/reader-cn-north-1';

const whole = { Parameters: parameters, Conditions: conditions, Resources: resources };

const functionArn = 'arn:aws-cn:lambda:cn-north-1:444455556666:function:example';

/** What the templates of deploy/ do not have, or their tests would not tell apart. */
const resolved: Record<string, [value: unknown, expected: unknown]> = {
  null: [null, null],
  'an empty object': [{}, {}],
  'Ref to a rule: its name': [{ Ref: 'Rule' }, 'example-rule'],
  'Ref to a resource that CloudFormation names': [{ Ref: 'Bucket' }, 'Bucket'],
  'Fn::Sub with a resource and an attribute': [
    { 'Fn::Sub': '${Function} is ${Function.Arn}' },
    `example is ${functionArn}`,
  ],
  'Fn::Sub with ${!name}, which becomes ${name}': [
    { 'Fn::Sub': '${!aws:PrincipalOrgID} in ${Stage} is not ${!Stage}' },
    '${aws:PrincipalOrgID} in prod is not ${Stage}',
  ],
  'Fn::Equals of texts in another case': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'PROD'] }, false],
  'Fn::Not of false': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  'Fn::If, without an excluded resource': [{ 'Fn::If': ['HasTopic', { Ref: 'TopicRole' }, 'no'] }, 'no'],
  'Fn::If, without its other value': [{ 'Fn::If': ['IsProd', 'yes', { Ref: 'Missing' }] }, 'yes'],
  'AWS::NoValue deep inside': [{ a: [{ b: noValue, c: 'c', d: [noValue] }] }, { a: [{ c: 'c', d: [] }] }],
  'AWS::NoValue from Fn::If, in an object': [{ a: 1, b: { 'Fn::If': ['IsProd', noValue, 2] } }, { a: 1 }],
  'an object that only looks like a function': [
    { Ref: 'Rule', Other: 'text' },
    { Ref: 'Rule', Other: 'text' },
  ],
};

/** Values by the message of their refusal. */
const refused: Record<string, unknown[]> = {
  'The embedded AWS does not resolve Fn::Join': [{ 'Fn::Join': ['', ['a', 'b']] }],
  'The embedded AWS does not resolve Fn::ImportValue': [{ a: [{ b: { 'Fn::ImportValue': 'x' } }] }],
  'The template has no condition HasRole': [{ 'Fn::If': ['HasRole', 'yes', 'no'] }],
  'The template has no resource AWS::StackName': [{ Ref: 'AWS::StackName' }],
  'The template has no resource Missing': [
    { Ref: 'Missing' },
    { 'Fn::Equals': [{ Ref: 'Missing' }, ''] },
    { 'Fn::GetAtt': ['Missing', 'Arn'] },
    { 'Fn::Sub': 'a ${Missing}' },
  ],
  'Template format error: Unresolved resource dependencies [TopicRole]': [
    { Ref: 'TopicRole' },
    { 'Fn::GetAtt': ['TopicRole', 'Arn'] },
  ],
  'The embedded AWS does not resolve Role.RoleId': [
    { 'Fn::GetAtt': ['Role', 'RoleId'] },
    { 'Fn::Sub': '${Role.RoleId}' },
  ],
  'The embedded AWS has no ARN for Bucket': [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }],
};

describe('embedded-aws/cloudformation/template', () => {
  const templateOf = (changes: Partial<Template> = {}, given?: Record<string, string>) =>
    new AccountTemplate({ ...whole, ...changes }, china, given);

  describe('searching for one resource of a type', () => {
    const OtherBucket = { Type: 'AWS::S3::Bucket', Properties: { Tag: 'other' } };
    const two = templateOf({ Resources: { ...resources, OtherBucket } });

    it('gives its logical id and its resolved properties', () => {
      const isWanted = ({ FunctionName }: { FunctionName: string }) => FunctionName === 'example';
      expect(templateOf().one('AWS::Lambda::Function', isWanted)).to.deep.equal({
        logicalId: 'Function',
        properties: { FunctionName: 'example', Role: roleArn },
      });
    });

    it('finds it among others of its type', () => {
      const { logicalId } = two.one('AWS::S3::Bucket', ({ Tag }) => Tag === 'other');
      expect(logicalId).to.equal('OtherBucket');
    });

    for (const [type, isWanted, count] of [
      ['AWS::SNS::Topic', true, 0],
      ['AWS::Lambda::Function', false, 0],
      ['AWS::S3::Bucket', true, 2],
    ] as const) {
      it(`fails where ${count} resources match: ${type}`, () => {
        const message = `Expected the template to have one such ${type}, got ${count}`;
        expect(() => two.one(type, () => isWanted)).to.throw(Error, message);
      });
    }
  });

  describe('the parameters of a stack', () => {
    const checked = {
      Parameters: {
        ...parameters,
        Mode: { Type: 'String', Default: 'a', AllowedValues: ['a', 'b'] },
        Name: { Type: 'String', Default: 'x1', AllowedPattern: '^x[0-9]$' },
      },
    };
    const needed = { Parameters: { ...parameters, RoleName: { Type: 'String' } } };

    it('have to be given where there is no default', () => {
      const message = 'The template needs a value for the parameter RoleName';
      expect(() => templateOf(needed, { Stage: 'test' })).to.throw(Error, message);
    });

    for (const [given, message] of [
      [{ Mode: 'c' }, 'parameter Mode: expected a or b, got c'],
      [{ Name: 'x' }, 'parameter Name: expected a text like ^x[0-9]$, got x'],
      [{ Colour: 'test' }, 'The template has no parameter Colour'],
    ] as const) {
      it(`are refused: ${message}`, () => {
        expect(() => templateOf(checked, given)).to.throw(ExpectationError, message);
      });
    }
  });

  it('refuses a resource with a condition that the template does not have', () => {
    const Alarm = { Type: 'AWS::SNS::Topic', Condition: 'HasRole', Properties: {} };
    const message = 'The template has no condition HasRole';
    expect(() => templateOf({ Resources: { Alarm } }).all('AWS::SNS::Topic')).to.throw(Error, message);
  });

  const template = templateOf();

  describe('resolves', () => {
    for (const [name, [value, expected]] of Object.entries(resolved)) {
      it(name, () => {
        expect(template.resolve(value)).to.deep.equal(expected);
      });
    }
  });

  for (const [message, values] of Object.entries(refused)) {
    for (const value of values) {
      it(`refuses ${JSON.stringify(value)}`, () => {
        expect(() => template.resolve(value)).to.throw(Error, message);
      });
    }
  }
});
