import { readFileSync } from 'node:fs';
import { parseDocument, type ScalarTag, type YAMLSeq } from 'yaml';
import type { Template } from './template.ts';

/** The short forms of CloudFormation's functions that the templates in deploy/ use. */
const SCALARS: Record<string, (text: string) => object> = {
  '!Ref': (text) => ({ Ref: text }),
  '!Sub': (text) => ({ 'Fn::Sub': text }),
  '!GetAtt': (text) => ({ 'Fn::GetAtt': text.split('.') }),
  '!Condition': (text) => ({ Condition: text }),
};
const SEQUENCES = ['If', 'Equals', 'Not', 'And', 'Or', 'Split', 'Select'];

const customTags = [
  ...Object.entries(SCALARS).map(([tag, resolve]) => ({ tag, resolve })),
  ...SEQUENCES.map((name) => ({
    tag: `!${name}`,
    collection: 'seq' as const,
    resolve: (items: YAMLSeq) => ({ [`Fn::${name}`]: items.toJSON() }),
  })),
] as ScalarTag[];

/**
 * @param name of a file in deploy/, such as `member-role.yml`
 * @throws {Error} on an unknown short form: the parser would keep only its argument
 */
export function readTemplateFile(name: string): Template {
  const text = readFileSync(new URL(`../../deploy/${name}`, import.meta.url), 'utf8');
  const document = parseDocument(text, { customTags });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw problem;
  return document.toJS();
}
