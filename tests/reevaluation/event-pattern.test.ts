import { expect } from 'chai';
import { type EventPattern, matchesPattern } from './event-pattern.ts';

/** From https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
describe('matchesPattern', () => {
  /** Each pattern with events that match it, and events that do not. */
  const cases: [pattern: object, matching: unknown[], others: unknown[]][] = [
    [
      { source: ['aws.iam', 'aws.sts'] },
      [{ source: 'aws.iam', more: 1 }, { source: 'aws.sts' }, { source: ['x', 'aws.iam'] }],
      [{ source: 'aws.IAM' }, { source: ['x'] }, {}, null],
    ],
    [{ n: [1] }, [{ n: 1 }], [{ n: '1' }]],
    [{ value: [null] }, [{ value: null }], [{}]],
    [{ a: ['x'], b: ['y'] }, [{ a: 'x', b: 'y' }], [{ a: 'x', b: 'z' }, { a: 'x' }]],
    [{ detail: { a: ['x'] } }, [{ detail: { a: 'x' } }], [{ detail: 'x' }]],
    [
      { detail: { a: [{ exists: false }] } },
      [{ detail: null }, { detail: { a: { b: 1 } } }, {}],
      [{ detail: { a: null } }],
    ],
    [{ a: [{ exists: true }] }, [{ a: null }, { a: [1] }], [{ a: { b: 1 } }, {}]],
    [{ a: [{ exists: false }, 'x'] }, [{ a: 'x' }, {}], [{ a: 'y' }]],
    [{ a: [{ 'anything-but': 'x' }] }, [{ a: 'y' }], [{ a: 'x' }, {}]],
    [{ a: [{ 'anything-but': ['x', 'y'] }] }, [{ a: 'z' }], [{ a: 'y' }]],
    [{ c: ['z'], $or: [{ a: ['x'] }, { b: ['y'] }] }, [{ c: 'z', a: 'x' }], [{ a: 'x' }, { c: 'z', b: 'x' }]],
    [{ constructor: [{ exists: false }] }, [{}], []],
  ];
  for (const [pattern, matching, others] of cases) {
    it(`takes ${JSON.stringify(pattern)} as EventBridge does`, () => {
      const isMatch = (event: unknown) => matchesPattern(pattern as EventPattern, event);
      for (const event of matching) expect(isMatch(event), JSON.stringify(event)).to.equal(true);
      for (const event of others) expect(isMatch(event), JSON.stringify(event)).to.equal(false);
    });
  }

  for (const pattern of [
    { $and: [{ a: ['x'] }] },
    { $or: [{ a: ['x'] }, { a: [{ prefix: 'x' }] }] },
    { a: { b: [{ wildcard: '*' }] } },
    { a: [{ exists: true, prefix: 'x' }] },
  ]) {
    it(`refuses ${JSON.stringify(pattern)}, whatever the event is`, () => {
      expect(() => matchesPattern(pattern as EventPattern, {})).to.throw("the event pattern's ");
    });
  }
});
