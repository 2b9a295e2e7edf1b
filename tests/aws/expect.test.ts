import { expect } from 'chai';
import * as v from 'valibot';
import { ExpectationError, expectShape, parseJsonObject } from '../../aws/expect.ts';

const schema = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.regex(/^[a-z]+$/, 'a lower-case word'))),
  token: v.optional(v.pipe(v.string(), v.nonEmpty('a token'))),
  list: v.optional(v.array(v.strictObject({ count: v.number() }))),
});

describe('aws/expect', () => {
  describe('expectShape', () => {
    it('returns a valid value', () => {
      expect(expectShape('it', schema, { name: 'a', list: [{ count: 1 }] })).to.deep.equal({
        name: 'a',
        list: [{ count: 1 }],
      });
    });

    const refused: [string, unknown, string][] = [
      ['another type', 'text', 'it: expected Object, got "text"'],
      ['nothing', undefined, 'it: expected Object, got nothing'],
      ['a value of another type', { name: 1 }, 'it.name: expected string, got 1'],
      ['a value that breaks a rule', { name: 'A' }, 'it.name: expected a lower-case word, got "A"'],
      ['an empty text', { token: '' }, 'it.token: expected a token, got ""'],
      ['a missing value, deep inside', { list: [{}] }, 'it.list[0].count: expected a value, got nothing'],
      ['an unknown key', { nam: 'a' }, 'it.nam: unknown name; expected one of: name, token, list'],
      ['two values, the first of them', { name: 1, list: 2 }, 'it.name: expected string, got 1'],
      ['an empty name', { '': '' }, 'it."": unknown name; expected one of: name, token, list'],
      ['an unknown key, deep inside', { list: [{ count: 1, x: 1 }] }, 'it.list[0].x: unknown name'],
      [
        'a long value, in part',
        { name: 'A'.repeat(1000) },
        `it.name: expected a lower-case word, got "${'A'.repeat(79)}… (1002 characters)`,
      ],
      [
        'a long key, in part',
        { ['A'.repeat(81)]: 1 },
        `it.${'A'.repeat(80)}… (81 characters): unknown name; expected one of: name, token, list`,
      ],
      [
        'a value of 80 characters, whole',
        { name: 'A'.repeat(78) },
        `it.name: expected a lower-case word, got "${'A'.repeat(78)}"`,
      ],
    ];
    for (const [name, value, message] of refused) {
      it(`refuses ${name}`, () => {
        expect(() => expectShape('it', schema, value)).to.throw(
          ExpectationError,
          new RegExp(`^${RegExp.escape(message)}$`),
        );
      });
    }

    it('refuses an unknown key where it knows no keys', () => {
      const words = v.union([v.strictObject({ a: v.string() })]);
      expect(() => expectShape('it', words, { a: 'x', b: 1 })).to.throw('it.b: unknown name');
    });
  });

  describe('parseJsonObject', () => {
    it('returns an object', () => {
      expect(parseJsonObject('it', '{"a": [1]}')).to.deep.equal({ a: [1] });
    });

    for (const json of ['{', '', '[]', 'null', '1']) {
      it(`refuses ${json || 'an empty text'}`, () => {
        expect(() => parseJsonObject('it', json)).to.throw(
          ExpectationError,
          `it: expected the text of a JSON object, got ${JSON.stringify(json)}`,
        );
      });
    }

    it('quotes a long text only in part', () => {
      expect(() => parseJsonObject('it', '{'.repeat(1e6))).to.throw(/got "\{{79}… \(1000002 characters\)$/);
    });

    it('refuses JSON nested deeper than the machine can follow', () => {
      expect(() => parseJsonObject('it', '['.repeat(1e6))).to.throw(ExpectationError);
    });
  });
});
