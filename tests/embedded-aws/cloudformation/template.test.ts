// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { AccountTemplate, type Template } from '../../../embedded-aws/cloudformation/template.ts';
import { china, noValue, parameters, resources, roleArn, whole } from './example-template.ts';

describe('embedded-aws/cloudformation/template', () => {
  const templateOf = (changes: Partial<Template> = {}, given?: Record<string, string>) =>
    new AccountTemplate({ ...whole, ...changes }, china, given);

  describe('the one resource of a type that is as wanted', () => {
    const OtherBucket = { Type: 'AWS::S3::Bucket', Properties: { Tag: 'other' } };
    const two = templateOf({ Resources: { ...resources, OtherBucket } });

    it('comes with its logical id and its properties resolved', () => {
      const isWanted = ({ FunctionName }: { FunctionName: string }) => FunctionName === 'example';
      expect(templateOf().one('AWS::Lambda::Function', isWanted)).to.deep.equal({
        logicalId: 'Function',
        properties: { FunctionName: 'example', Role: roleArn },
      });
    });

    it('is found among others of its type', () => {
      const { logicalId } = two.one('AWS::S3::Bucket', ({ Tag }) => Tag === 'other');
      expect(logicalId).to.equal('OtherBucket');
    });

    for (const [type, isWanted, count] of [
      ['AWS::SNS::Topic', true, 0],
      ['AWS::Lambda::Function', false, 0],
      ['AWS::S3::Bucket', true, 2],
    ] as const) {
      it(`is an error where ${count} resources match, such as ${type}`, () => {
        const message = `Expected the template to have one such ${type}, got ${count}`;
        expect(() => two.one(type, () => isWanted)).to.throw(Error, message);
      });
    }
  });

  describe('the parameters of a stack', () => {
    const size = { AllowedValues: ['s', 'm'], ConstraintDescription: 'must be s or m' };
    const checked = {
      Parameters: {
        ...parameters,
        Mode: { Type: 'String', Default: 'a', AllowedValues: ['a', 'b'] },
        Name: { Type: 'String', Default: 'x1', AllowedPattern: '^x[0-9]$' },
        Size: { Type: 'String', Default: 's', ...size },
      },
    };
    const needed = { Parameters: { ...parameters, RoleName: { Type: 'String' } } };

    it('come before the defaults, also where they are empty', () => {
      const given = templateOf({}, { Topic: 'arn:of:topic', Stage: '' });
      const values = given.resolve([{ Ref: 'Topic' }, { Ref: 'Stage' }, { Ref: 'Accounts' }]);
      expect(values).to.deep.equal(['arn:of:topic', '', '111122223333,444455556666']);
    });

    it('decide the conditions', () => {
      const given = templateOf({}, { Topic: 'arn:of:topic', Stage: 'test' });
      const value = [{ 'Fn::If': ['HasTopic', 'topic', noValue] }, { 'Fn::If': ['IsProd', 'prod', noValue] }];
      expect(given.resolve(value)).to.deep.equal(['topic']);
    });

    it('may be given where there is no default', () => {
      const given = templateOf(needed, { RoleName: 'reader' });
      expect(given.resolve({ 'Fn::Sub': '${RoleName}/${Stage}' })).to.equal('reader/prod');
    });

    it('are taken as the template allows', () => {
      const given = templateOf(checked, { Mode: 'b', Name: 'x2' });
      expect(given.resolve([{ Ref: 'Mode' }, { Ref: 'Name' }])).to.deep.equal(['b', 'x2']);
    });

    it('have to be given where there is no default', () => {
      const message = 'The template needs a value for the parameter RoleName';
      expect(() => templateOf(needed, { Stage: 'test' })).to.throw(Error, message);
    });

    for (const [given, message] of [
      [{ Mode: 'c' }, 'parameter Mode: expected a or b, got c'],
      [{ Name: 'x' }, 'parameter Name: expected a text like ^x[0-9]$, got x'],
      [{ Size: 'l' }, 'parameter Size: must be s or m, got l'],
      [{ Colour: 'test' }, 'The template has no parameter Colour'],
      [{ stage: 'test' }, 'The template has no parameter stage'],
    ] as const) {
      it(`are refused: ${message}`, () => {
        expect(() => templateOf(checked, given)).to.throw(ExpectationError, message);
      });
    }

    it('are refused where the template has none', () => {
      const message = 'The template has no parameter Stage';
      expect(() => new AccountTemplate({ Resources: resources }, china, { Stage: 'test' })).to.throw(message);
    });
  });

  describe('a resource with a condition', () => {
    const topics = (Condition: string) => {
      const Alarm = { Type: 'AWS::SNS::Topic', Condition, Properties: { a: 'a' } };
      return templateOf({ Resources: { ...resources, Alarm } }).all('AWS::SNS::Topic');
    };

    it('is there where the condition is met, and only there', () => {
      expect(topics('IsProd')).to.deep.equal([{ logicalId: 'Alarm', properties: { a: 'a' } }]);
      expect(topics('HasTopic')).to.deep.equal([]);
    });

    it('is refused where the template has no such condition', () => {
      expect(() => topics('HasRole')).to.throw(Error, 'The template has no condition HasRole');
    });
  });
});
