// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { expect } from 'chai';
import type { Resource, Template } from '../../embedded-aws/cloudformation/template.ts';
import { danglingIn } from './dangling.ts';

const using = (value: unknown): Template => ({
  Parameters: { Rule: { Type: 'String', Default: 'false' } },
  Conditions: { HasRule: { 'Fn::Equals': [{ Ref: 'Rule' }, 'true'] } },
  Resources: {
    Rule1: { Type: 'AWS::Config::ConfigRule', Condition: 'HasRule', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { value } },
  },
});

const dangling: Record<string, unknown> = {
  Ref: { Ref: 'Rule1' },
  'Fn::GetAtt': { 'Fn::GetAtt': ['Rule1', 'Arn'] },
  'Fn::Sub': { 'Fn::Sub': 'a ${AWS::Region} ${Rule1}' },
  'Fn::Sub of an attribute': { 'Fn::Sub': '${Rule1.Arn}' },
  'Fn::If that comes to it': { 'Fn::If': ['HasRule', 'no', { a: [{ Ref: 'Rule1' }] }] },
  'an argument of another function': { 'Fn::Join': ['', ['a', { Ref: 'Rule1' }]] },
};

const sound: Record<string, unknown> = {
  'a parameter': { Ref: 'Rule' },
  'a pseudo parameter': { 'Fn::Sub': '${AWS::AccountId}' },
  'what stays a variable': { 'Fn::Sub': '${!Rule1}' },
  'Fn::If that does not come to it': { 'Fn::If': ['HasRule', { Ref: 'Rule1' }, 'no'] },
  'no reference': { a: [1, null, 'Rule1'] },
};

describe('tests/deploy/dangling', () => {
  for (const [name, value] of Object.entries(dangling)) {
    it(`finds what the condition leaves out, in ${name}`, () => {
      expect(danglingIn(using(value), {})).to.deep.equal(['Topic → Rule1']);
      expect(danglingIn(using(value), { Rule: 'true' })).to.deep.equal([]);
    });
  }

  for (const [name, value] of Object.entries(sound)) {
    it(`accepts ${name}`, () => expect(danglingIn(using(value), {})).to.deep.equal([]));
  }

  it('looks at DependsOn and outputs, and not at what the conditions leave out', () => {
    const { Resources, ...template } = using({ Ref: 'Missing' });
    const Later: Resource = { Type: 'AWS::SNS::Topic', DependsOn: ['Rule1', 'Topic'], Properties: {} };
    const Alarm = { Type: 'A', Condition: 'HasRule', Properties: { Ref: 'Rule1' } };
    const Outputs = {
      Name: { Value: { Ref: 'Rule1' } },
      Other: { Condition: 'HasRule', Value: { Ref: 'Rule1' } },
    };
    const whole = { ...template, Resources: { ...Resources, Later, Alarm }, Outputs };
    expect(danglingIn(whole, {})).to.deep.equal(['Topic → Missing', 'Later → Rule1', 'Name → Rule1']);
    expect(danglingIn(whole, { Rule: 'true' })).to.deep.equal(['Topic → Missing']);
  });
});
