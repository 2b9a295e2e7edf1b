/** Characters without a shape of their own: controls, formats, and letters and marks that are invisible. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A zero-width joiner between two pictures makes one emoji of them. */
const EMOJI_JOINER =
  /(?<=\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d(?=\p{Extended_Pictographic})/gu;

/** Asks for the coloured shape of a picture, such as a red heart. */
const EMOJI_SHAPE = /(?<=\p{Extended_Pictographic})\ufe0f/gu;

/** No text keeps these characters: they stand for the joiner and the shape while the rest is replaced. */
const JOINER_PLACEHOLDER = '\ue000';
const SHAPE_PLACEHOLDER = '\ue001';

/** Letters with more marks than any script needs grow over the lines above and below. */
const MARKS = /(\p{M}{4})\p{M}+/gu;

/**
 * Makes a text from outside harmless to show: on one line, with every control character and every invisible or
 * direction-changing one written as its code point, such as `\u202e`. Does not escape markup. The template does.
 */
export function visibleText(text: string): string {
  return (
    text
      .toWellFormed()
      // JavaScript counts U+FEFF as white space.
      .replaceAll(/[\ue000\ue001\ufeff]/g, escaped)
      .replaceAll(/\s+/gu, ' ')
      .replaceAll(EMOJI_JOINER, JOINER_PLACEHOLDER)
      .replaceAll(EMOJI_SHAPE, SHAPE_PLACEHOLDER)
      .replaceAll(INVISIBLE, escaped)
      .replaceAll(JOINER_PLACEHOLDER, '\u200d')
      .replaceAll(SHAPE_PLACEHOLDER, '\ufe0f')
      .replaceAll(MARKS, '$1')
  );
}

/** The same for JSON, in which an escape is the character itself: the parsed document does not change. */
export function visibleJson(json: string): string {
  // JSON has no escape for a code point above U+FFFF: it takes two.
  return json.replaceAll(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (character) =>
    character.split('').map(escaped).join(''),
  );
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) as number).toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
}
