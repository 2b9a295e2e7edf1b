import { visibleText } from '../../watch/visible-text.ts';

/**
 * A text from outside as code spans, in which GitHub finds no link, mention, picture, HTML or formula, and which end no
 * cell of a table. GitHub looks for e-mail addresses and URLs after it has decoded entities, so entities do not help.
 */
export function outsideText(text: string): string {
  return visibleText(text).trim().split('|').map(codeSpan).join('&#124;');
}

/** https://spec.commonmark.org/0.31.2/#code-spans */
function codeSpan(text: string): string {
  if (text.trim() === '') return text;
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A text of this project as Markdown that shows it and means nothing else. */
export function ownText(text: string): string {
  return visibleText(text).replaceAll(
    /[\\`*_{}[\]<>&#|~@/$!]|:(?=\S)/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
