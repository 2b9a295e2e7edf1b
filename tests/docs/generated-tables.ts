import { type Demand, estimate, isOffered, WAY_NAMES, WAYS, type WayName } from '../../cli/cost/estimate.ts';
import { rules } from '../../rules/index.ts';
import { markdownTable } from './markdown-table.ts';
import { annotationTable, verdictTable } from './verdict-tables.ts';

/** A table that stands in a page, and is written from the code. */
export interface GeneratedTable {
  /** Relative to the project's folder. */
  readonly path: string;
  /** The name in the markers around the table. */
  readonly name: string;
  readonly text: string;
}

const ACCOUNTS = [1, 10, 100, 1_000, 10_000, 50_000];

const demandOf = (accounts: number): Demand => ({ accounts, frequency: 'TwentyFour_Hours', changes: 0 });
const amount = (dollars: number, digits: number) =>
  dollars.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** What each way costs, for each number of accounts for which it is offered. */
const costTable: GeneratedTable = {
  path: 'docs/deployment/scale-and-cost.md',
  name: 'npm run docs: cost',
  text: markdownTable(
    ['accounts', ...WAY_NAMES.map((way) => WAYS[way])],
    ACCOUNTS.map((accounts) => [
      accounts.toLocaleString('en-US'),
      ...WAY_NAMES.map((way) => (isOffered(way, demandOf(accounts)) ? cell(way, demandOf(accounts)) : '')),
    ]),
  ),
};

function cell(way: WayName, demand: Demand): string {
  const { dollars, dollarsPerAccount } = estimate(way, demand);
  return `${amount(dollars, 2)} (${amount(dollarsPerAccount, 4)})`;
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
