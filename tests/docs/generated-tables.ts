import { rules } from '../../rules/index.ts';
import { costTable } from './cost-tables.ts';
import { annotationTable, verdictTable } from './verdict-tables.ts';

/** A table that stands in a page, and is written from the code. */
export interface GeneratedTable {
  /** Relative to the project's folder. */
  readonly path: string;
  /** The name in the markers around the table. */
  readonly name: string;
  readonly text: string;
}

export const generatedTables: readonly GeneratedTable[] = [
  ...rules.flatMap((rule) => [
    { path: `docs/rules/${rule.name}.md`, name: 'npm run docs: verdicts', text: verdictTable(rule) },
    { path: `docs/rules/${rule.name}.md`, name: 'npm run docs: annotations', text: annotationTable(rule) },
    ...(rule === rules[0]
      ? [{ path: 'README.md', name: 'npm run docs: verdicts', text: verdictTable(rule) }]
      : []),
  ]),
  costTable,
];
