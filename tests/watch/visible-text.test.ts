import { expect } from 'chai';
import fc from 'fast-check';
import { visibleJson, visibleText } from '../../watch/visible-text.ts';

describe('watch/visible-text', () => {
  const shown: Record<string, string> = {
    'plain – Größe 日本語 محمد': 'plain – Größe 日本語 محمد',
    'a\r\n\tb\u2028c\u00a0d': 'a b c d',
    '\u001b[31m\u009b1A\u0000\u007f': '\\u001b[31m\\u009b1A\\u0000\\u007f',
    '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f':
      '\\u202a\\u202b\\u202c\\u202d\\u202e\\u2066\\u2067\\u2068\\u2069\\u200e\\u200f',
    'a\u200bb\u00adc\u2060d\u3164e': 'a\\u200bb\\u00adc\\u2060d\\u3164e',
    'a\u{e0041}': 'a\\u{e0041}',
    'a\ud800b': 'a\ufffdb',
    '👨‍👩‍👧 🏳️‍🌈 👩🏽‍🚀': '👨‍👩‍👧 🏳️‍🌈 👩🏽‍🚀',
    'a\u200db 👍\u200d': 'a\\u200db 👍\\u200d',
    'a\u034fb\u180bc\u17b4d\ufe00e\ufe0ff\u{e0100}g\u{e01ef}':
      'a\\u034fb\\u180bc\\u17b4d\\ufe00e\\ufe0ff\\u{e0100}g\\u{e01ef}',
    '\ufeffa\ufeff b': '\\ufeffa\\ufeff b',
    '\u2764\ufe0f \u2764\ufe0f\u200d\u{1f525} \u2764\ufe0f\ufe0f':
      '\u2764\ufe0f \u2764\ufe0f\u200d\u{1f525} \u2764\ufe0f\\ufe0f',
    '\ue000\ue001': '\\ue000\\ue001',
    'e\u0301\u0302\u0303\u0304\u0305\u0306': 'e\u0301\u0302\u0303\u0304',
  };
  for (const [text, expected] of Object.entries(shown)) {
    it(`shows ${JSON.stringify(text)} as ${expected}`, () => expect(visibleText(text)).to.equal(expected));
  }

  it('lets through nothing that a terminal obeys or does not show', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text).replaceAll('\u200d', '')).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      { seed: 1 },
    );
  });

  it('writes what a terminal obeys as the escapes of JSON, above U+FFFF two of them', () => {
    const text = '\u009b\u202e\u2028\u{e0001}a';
    const json = visibleJson(JSON.stringify(text));
    expect(json).to.equal(String.raw`"\u009b\u202e\u2028\udb40\udc01a"`);
    expect(JSON.parse(json)).to.equal(text);
  });

  it('changes nothing of a JSON document but how it is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = visibleJson(JSON.stringify({ text }));
        expect(JSON.parse(json)).to.deep.equal({ text });
        expect(json).to.not.match(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      { seed: 1 },
    );
  });
});
