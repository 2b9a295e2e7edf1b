import { expect } from 'chai';
import { ExpectationError } from '../../aws/expect.ts';
import { isUndocumented } from '../../aws/undocumented.ts';

describe('aws/undocumented', () => {
  const causes: [name: string, cause: Error, expected: boolean][] = [
    ['an answer of another shape', new ExpectationError('answer: expected'), true],
    ['unreadable JSON', new SyntaxError('Unexpected token'), true],
    ['unreadable XML', Object.assign(new Error('char'), { $responseBodyText: '<' }), true],
    ['a refusal', Object.assign(new Error('No.'), { name: 'AccessDenied' }), false],
  ];
  for (const [name, cause, expected] of causes) {
    it(`${expected ? 'is' : 'is not'} ${name}`, () => {
      expect(isUndocumented(cause)).to.equal(expected);
    });
  }
});
