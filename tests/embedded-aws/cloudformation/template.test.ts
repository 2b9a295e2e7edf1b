// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its variables so

import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { AccountTemplate } from '../../../embedded-aws/cloudformation/template.ts';
import { china, noValue, parameters, resources, roleArn, whole } from './example-template.ts';

describe('embedded-aws/cloudformation/template', () => {
  const template = new AccountTemplate(whole, china);

  describe('the one resource of a type that is as wanted', () => {
    it('comes with its logical id and its properties resolved', () => {
      const isWanted = ({ FunctionName }: { FunctionName: string }) => FunctionName === 'example';
      expect(template.one('AWS::Lambda::Function', isWanted)).to.deep.equal({
        logicalId: 'Function',
        properties: { FunctionName: 'example', Role: roleArn },
      });
    });

    it('is an error if no resource has the type', () => {
      expect(() => template.one('AWS::SNS::Topic', () => true)).to.throw(
        Error,
        'Expected the template to have one such AWS::SNS::Topic, got 0',
      );
    });

    it('is an error if no resource of the type matches', () => {
      expect(() => template.one('AWS::Lambda::Function', () => false)).to.throw(
        Error,
        'Expected the template to have one such AWS::Lambda::Function, got 0',
      );
    });

    const two = { ...resources, OtherBucket: { Type: 'AWS::S3::Bucket', Properties: { Tag: 'other' } } };
    it('is an error if two match', () => {
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

  describe('the parameters of a stack', () => {
    const needed = { ...whole, Parameters: { ...parameters, RoleName: { Type: 'String' } } };

    it('come before the defaults, also where they are empty', () => {
      const given = new AccountTemplate(whole, china, { Topic: 'arn:of:topic', Stage: '' });
      expect(given.resolve([{ Ref: 'Topic' }, { Ref: 'Stage' }, { Ref: 'Accounts' }])).to.deep.equal([
        'arn:of:topic',
        '',
        '111122223333,444455556666',
      ]);
    });

    it('decide the conditions', () => {
      const given = new AccountTemplate(whole, china, { Topic: 'arn:of:topic', Stage: 'test' });
      const value = [{ 'Fn::If': ['HasTopic', 'topic', noValue] }, { 'Fn::If': ['IsProd', 'prod', noValue] }];
      expect(given.resolve(value)).to.deep.equal(['topic']);
    });

    it('have to be given where there is no default', () => {
      expect(() => new AccountTemplate(needed, china, { Stage: 'test' })).to.throw(
        Error,
        'The template needs a value for the parameter RoleName',
      );
    });

    it('may be given where there is no default', () => {
      const given = new AccountTemplate(needed, china, { RoleName: 'reader' });
      expect(given.resolve({ 'Fn::Sub': '${RoleName}/${Stage}' })).to.equal('reader/prod');
    });

    for (const [name, unknown] of Object.entries({ 'another name': 'Colour', 'another case': 'stage' })) {
      it(`are refused under ${name}`, () => {
        expect(() => new AccountTemplate(whole, china, { [unknown]: 'test' })).to.throw(
          Error,
          `The template has no parameter ${unknown}`,
        );
      });
    }

    const checked = {
      ...whole,
      Parameters: {
        Mode: { Type: 'String', Default: 'a', AllowedValues: ['a', 'b'] },
        Name: { Type: 'String', Default: 'x1', AllowedPattern: '^x[0-9]$' },
        Size: {
          Type: 'String',
          Default: 's',
          AllowedValues: ['s', 'm'],
          ConstraintDescription: 'must be s or m',
        },
      },
    };
    it('are taken as the template allows', () => {
      const given = new AccountTemplate(checked, china, { Mode: 'b', Name: 'x2' });
      expect(given.resolve([{ Ref: 'Mode' }, { Ref: 'Name' }])).to.deep.equal(['b', 'x2']);
    });
    for (const [given, message] of [
      [{ Mode: 'c' }, 'parameter Mode: expected a or b, got c'],
      [{ Name: 'x' }, 'parameter Name: expected a text like ^x[0-9]$, got x'],
      [{ Size: 'l' }, 'parameter Size: must be s or m, got l'],
    ] as const) {
      it(`are refused otherwise: ${message}`, () => {
        expect(() => new AccountTemplate(checked, china, given)).to.throw(ExpectationError, message);
      });
    }

    it('are refused where the template has none', () => {
      expect(() => new AccountTemplate({ Resources: resources }, china, { Stage: 'test' })).to.throw(
        Error,
        'The template has no parameter Stage',
      );
    });
  });

  describe('a resource with a condition', () => {
    const conditional = (Condition: string) => ({
      ...whole,
      Resources: { ...resources, Alarm: { Type: 'AWS::SNS::Topic', Condition, Properties: { a: 'a' } } },
    });

    it('is there where the condition is met', () => {
      const found = new AccountTemplate(conditional('IsProd'), china).all('AWS::SNS::Topic');
      expect(found).to.deep.equal([{ logicalId: 'Alarm', properties: { a: 'a' } }]);
    });

    it('is not there where the condition is not met', () => {
      expect(new AccountTemplate(conditional('HasTopic'), china).all('AWS::SNS::Topic')).to.deep.equal([]);
    });

    it('is refused where the template has no such condition', () => {
      expect(() => new AccountTemplate(conditional('HasRole'), china).all('AWS::SNS::Topic')).to.throw(
        Error,
        'The template has no condition HasRole',
      );
    });
  });
});
