import { expect } from 'chai';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import CheckParameters from '../../serverless-plugins/check-parameters.js';
import { rejection } from '../rejection.ts';

class FrameworkError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const mode = { Default: 'a', AllowedValues: ['a', 'b'], ConstraintDescription: 'must be a or b' };
const topicName = { Default: '', AllowedPattern: '^x?$', ConstraintDescription: 'must be x, or empty' };

/** Runs the hook as Serverless does, with these parameters and `--param` settings. */
function check(changes: object, param?: readonly string[], ruleName = 'a-rule_1'): void {
  const { hooks } = new CheckParameters({
    classes: { Error: FrameworkError },
    processedInput: { options: param === undefined ? {} : { param } },
    configurationInput: {
      functions: { rule: { name: ruleName } },
      params: { default: { mode: 'a', topicName: '' }, dev: { mode: 'b', place: '' } },
      resources: { Parameters: { Mode: mode, TopicName: topicName, ...changes } },
    },
  });
  expect(hooks).to.have.all.keys('before:package:cleanup');
  hooks['before:package:cleanup']();
}

const allowed: Record<string, [changes: object, param?: readonly string[]]> = {
  'the defaults': [{}],
  'another of the values': [{ Mode: { ...mode, Default: 'b' } }],
  'a text that fits the pattern': [{ TopicName: { ...topicName, Default: 'x' } }],
  'a parameter that allows every text': [{ Mode: { Default: 'z', ConstraintDescription: '' } }],
  'params of any stage': [{}, ['mode=b', 'place=a=b', 'topicName=x']],
};

const refused: Record<string, [changes: object, message: string, param?: readonly string[]]> = {
  'another value': [{ Mode: { ...mode, Default: 'c' } }, 'The param mode must be a or b; got "c"'],
  'a value in another case': [{ Mode: { ...mode, Default: 'A' } }, 'The param mode must be a or b; got "A"'],
  'no value': [{ Mode: { ...mode, Default: '' } }, 'The param mode must be a or b; got ""'],
  'a text that does not fit the pattern': [
    { TopicName: { ...topicName, Default: 'xx' } },
    'The param topicName must be x, or empty; got "xx"',
  ],
  'what YAML takes for another type': [
    { Mode: { ...mode, AllowedValues: ['true'], Default: true } },
    'The param mode must be a text; put true in quotes in serverless.yml',
  ],
  'such a default for a pattern': [
    { TopicName: { ...topicName, Default: null } },
    'The param topicName must be a text; put null in quotes in serverless.yml',
  ],
  'a param that is in no stage': [
    {},
    'There is no param Mode; expected one of: mode, topicName, place',
    ['mode=a', 'Mode=b'],
  ],
};

describe('serverless-plugins/check-parameters', () => {
  for (const [name, [changes, param]] of Object.entries(allowed)) {
    it(`takes ${name}`, () => expect(() => check(changes, param)).to.not.throw());
  }

  for (const [name, [changes, message, param]] of Object.entries(refused)) {
    it(`refuses ${name}, with the error that Serverless shows without a stack`, () => {
      expect(() => check(changes, param))
        .to.throw(FrameworkError, message)
        .with.property('code', 'PARAM_NOT_ALLOWED');
    });
  }

  it('takes the longest ruleName with which IAM takes the name of the role in every Region, and no longer one', () => {
    expect(() => check({}, [], 'x'.repeat(48))).to.not.throw();
    for (const ruleName of ['x'.repeat(49), '', 'a.b']) {
      expect(() => check({}, [], ruleName)).to.throw(
        FrameworkError,
        `The param ruleName must have 1 to 48 letters, digits, "-" or "_"; got "${ruleName}"`,
      );
    }
  });

  it('ends serverless package with one sentence', async () => {
    const { message } = await rejection(packageFunction({ frequency: 'Hourly' }));
    expect(message).to.include(
      'The param frequency must be One_Hour, Three_Hours, Six_Hours, Twelve_Hours or TwentyFour_Hours; got "Hourly"',
    );
    expect(message).to.not.match(/^\s+at /m);
  });
});
