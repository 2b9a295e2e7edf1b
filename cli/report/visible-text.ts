/** Letters without a shape of their own, besides those of Unicode's category "format". */
const INVISIBLE = /[\p{Cc}\p{Cf}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** A zero-width joiner between two pictures makes one emoji of them. */
const EMOJI_JOINER =
  /(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})/gu;

/** Not in any text: stands for the joiner while the rest is replaced. */
const PLACEHOLDER = '\ue000';

/** Letters with more marks than any script needs grow over the lines above and below. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Makes a text from outside harmless to show: on one line, with every control character and every invisible or
 * direction-changing one written as its code point, such as `\u202e`. Markup is not escaped: that is the template's part.
 */
export function visibleText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(PLACEHOLDER, '\\ue000')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(EMOJI_JOINER, PLACEHOLDER)
    .replaceAll(INVISIBLE, escaped)
    .replaceAll(PLACEHOLDER, '\u200d')
    .replaceAll(MARKS, '$1');
}

/** The same for JSON, in which an escape is the character itself: the parsed document does not change. */
export function visibleJson(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (character) =>
    // JSON has no escape for a code point above U+FFFF: it takes two.
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
