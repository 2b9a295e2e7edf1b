import { expect } from 'chai';
import { type EventPattern, matchesPattern } from './event-pattern.ts';

/** From https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
describe('matchesPattern', () => {
  const cases: [pattern: object, event: unknown, isMatch: boolean][] = [
    [{ source: ['aws.iam'] }, { source: 'aws.iam', more: 1 }, true],
    [{ source: ['aws.iam'] }, { source: 'aws.IAM' }, false],
    [{ source: ['aws.iam', 'aws.sts'] }, { source: 'aws.sts' }, true],
    [{ source: ['aws.iam'] }, {}, false],
    [{ source: ['aws.iam'] }, null, false],
    [{ resources: ['b'] }, { resources: ['a', 'b'] }, true],
    [{ resources: ['c'] }, { resources: ['a', 'b'] }, false],
    [{ n: [1] }, { n: '1' }, false],
    [{ flag: [true] }, { flag: true }, true],
    [{ value: [null] }, { value: null }, true],
    [{ value: [null] }, {}, false],
    [{ a: ['x'], b: ['y'] }, { a: 'x', b: 'z' }, false],
    [{ detail: { a: ['x'] } }, { detail: { a: 'x' } }, true],
    [{ detail: { a: ['x'] } }, { detail: 'x' }, false],
    [{ detail: { a: [{ exists: false }] } }, { detail: null }, true],
    [{ detail: { a: [{ exists: false }] } }, {}, true],
    [{ detail: { a: [{ exists: false }] } }, { detail: { a: null } }, false],
    [{ a: [{ exists: true }] }, { a: null }, true],
    [{ a: [{ exists: true }] }, { a: { b: 1 } }, false],
    [{ a: [{ exists: false }, 'x'] }, { a: 'x' }, true],
    [{ a: [{ exists: false }, 'x'] }, { a: 'y' }, false],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'y' }, true],
    [{ a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
    [{ a: [{ 'anything-but': 'x' }] }, {}, false],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'y' }, false],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'x' }, true],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
    [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'y', b: 'x' }, false],
    [{ c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, { a: 'x' }, false],
    [{ constructor: [{ exists: false }] }, {}, true],
  ];
  for (const [pattern, event, isMatch] of cases) {
    it(`${isMatch ? 'matches' : 'does not match'} ${JSON.stringify(event)} with ${JSON.stringify(pattern)}`, () => {
      expect(matchesPattern(pattern as EventPattern, event)).to.equal(isMatch);
    });
  }

  const unknown: [operator: string, pattern: object][] = [
    ['prefix', { a: [{ prefix: 'x' }] }],
    ['$and', { $and: [{ a: ['x'] }] }],
    ['prefix', { $or: [{ a: ['x'] }, { a: [{ prefix: 'x' }] }] }],
    ['wildcard', { a: { b: [{ wildcard: '*' }] } }],
    ['{"exists":true,"prefix":"x"}', { a: [{ exists: true, prefix: 'x' }] }],
  ];
  for (const [operator, pattern] of unknown) {
    it(`refuses ${operator}, whatever the event is`, () => {
      expect(() => matchesPattern(pattern as EventPattern, {})).to.throw(`the event pattern's ${operator}`);
    });
  }
});
