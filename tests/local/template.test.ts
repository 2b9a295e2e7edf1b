// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { expect } from 'chai';
import { AccountTemplate, type Resource } from '../../local/template.ts';
import { anAccount } from './fixtures.ts';

const china = anAccount({ id: '444455556666', partition: 'aws-cn', region: 'cn-north-1' });

const resources: Record<string, Resource> = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'reader-${AWS::Region}' } } },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'example', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  },
  Rule: { Type: 'AWS::Config::ConfigRule', Properties: { ConfigRuleName: 'example-rule' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
};

const roleArn = 'arn:aws-cn:iam::444455556666:role/reader-cn-north-1';
const functionArn = 'arn:aws-cn:lambda:cn-north-1:444455556666:function:example';

const resolved: Record<string, [value: unknown, expected: unknown]> = {
  'a text': ['text', 'text'],
  'a number': [60, 60],
  false: [false, false],
  null: [null, null],
  'an empty object': [{}, {}],
  'Ref to the account': [{ Ref: 'AWS::AccountId' }, '444455556666'],
  'Ref to the partition': [{ Ref: 'AWS::Partition' }, 'aws-cn'],
  'Ref to the Region': [{ Ref: 'AWS::Region' }, 'cn-north-1'],
  'Ref to a role: its name, itself resolved': [{ Ref: 'Role' }, 'reader-cn-north-1'],
  'Ref to a function: its name': [{ Ref: 'Function' }, 'example'],
  'Ref to a rule: its name': [{ Ref: 'Rule' }, 'example-rule'],
  'Ref to a resource that CloudFormation names': [{ Ref: 'Bucket' }, 'Bucket'],
  'Fn::GetAtt of a role': [{ 'Fn::GetAtt': ['Role', 'Arn'] }, roleArn],
  'Fn::GetAtt of a function': [{ 'Fn::GetAtt': ['Function', 'Arn'] }, functionArn],
  'Fn::Sub without a variable': [{ 'Fn::Sub': 'plain' }, 'plain'],
  'Fn::Sub with pseudo parameters': [
    { 'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:*' },
    'arn:aws-cn:logs:cn-north-1:444455556666:*',
  ],
  'Fn::Sub with a resource and an attribute': [
    { 'Fn::Sub': '${Function} is ${Function.Arn}' },
    `example is ${functionArn}`,
  ],
  'functions in an array': [
    [{ Ref: 'Rule' }, 'text'],
    ['example-rule', 'text'],
  ],
  'functions deep inside an object': [
    { Statement: [{ Resource: { 'Fn::GetAtt': ['Role', 'Arn'] } }] },
    { Statement: [{ Resource: roleArn }] },
  ],
  'an object that only looks like a function': [
    { Ref: 'Rule', Other: 'text' },
    { Ref: 'Rule', Other: 'text' },
  ],
};

const refused: Record<string, [value: unknown, message: string]> = {
  'a function that it does not know': [
    { 'Fn::Join': ['', ['a', 'b']] },
    'The embedded AWS does not resolve Fn::Join',
  ],
  'such a function deep inside': [
    { a: [{ b: { 'Fn::ImportValue': 'x' } }] },
    'The embedded AWS does not resolve Fn::ImportValue',
  ],
  'Ref to a resource that is not there': [{ Ref: 'Missing' }, 'The template has no resource Missing'],
  'Ref to a pseudo parameter that it does not know': [
    { Ref: 'AWS::StackName' },
    'The template has no resource AWS::StackName',
  ],
  'Fn::GetAtt of a resource that is not there': [
    { 'Fn::GetAtt': ['Missing', 'Arn'] },
    'The template has no resource Missing',
  ],
  'Fn::GetAtt of another attribute': [
    { 'Fn::GetAtt': ['Role', 'RoleId'] },
    'The embedded AWS does not resolve Role.RoleId',
  ],
  'Fn::GetAtt of a resource whose ARN it does not know': [
    { 'Fn::GetAtt': ['Bucket', 'Arn'] },
    'The embedded AWS has no ARN for Bucket',
  ],
  'Fn::Sub with a resource that is not there': [
    { 'Fn::Sub': 'a ${Missing}' },
    'The template has no resource Missing',
  ],
  'Fn::Sub with another attribute': [
    { 'Fn::Sub': '${Role.RoleId}' },
    'The embedded AWS does not resolve Role.RoleId',
  ],
};

describe('local/template', () => {
  const template = new AccountTemplate({ Resources: resources }, china);

  describe('resolves', () => {
    for (const [name, [value, expected]] of Object.entries(resolved)) {
      it(name, () => {
        expect(template.resolve(value)).to.deep.equal(expected);
      });
    }
  });

  describe('refuses', () => {
    for (const [name, [value, message]] of Object.entries(refused)) {
      it(name, () => {
        expect(() => template.resolve(value)).to.throw(Error, message);
      });
    }
  });

  it('leaves the template itself as it was', () => {
    const value = { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } };
    template.resolve(value);
    expect(value).to.deep.equal({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } });
  });

  describe('the one resource of a type that is as wanted', () => {
    it('comes with its logical id and its properties resolved', () => {
      const isWanted = ({ FunctionName }: { FunctionName: string }) => FunctionName === 'example';
      expect(template.one('AWS::Lambda::Function', isWanted)).to.deep.equal({
        logicalId: 'Function',
        properties: { FunctionName: 'example', Role: roleArn },
      });
    });

    it('is missed where there is none of the type', () => {
      expect(() => template.one('AWS::SNS::Topic', () => true)).to.throw(
        Error,
        'Expected the template to have one such AWS::SNS::Topic, got 0',
      );
    });

    it('is missed where none is as wanted', () => {
      expect(() => template.one('AWS::Lambda::Function', () => false)).to.throw(
        Error,
        'Expected the template to have one such AWS::Lambda::Function, got 0',
      );
    });

    const two = { ...resources, OtherBucket: { Type: 'AWS::S3::Bucket', Properties: { Tag: 'other' } } };
    it('is refused where there are two', () => {
      expect(() =>
        new AccountTemplate({ Resources: two }, china).one('AWS::S3::Bucket', () => true),
      ).to.throw(Error, 'Expected the template to have one such AWS::S3::Bucket, got 2');
    });

    it('is found among others of its type', () => {
      const { logicalId } = new AccountTemplate({ Resources: two }, china).one(
        'AWS::S3::Bucket',
        ({ Tag }) => Tag === 'other',
      );
      expect(logicalId).to.equal('OtherBucket');
    });
  });
});
