import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Outcome } from './evaluate.ts';

type Style = Parameters<typeof styleText>[0];

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'middle', 'top-mid', 'top-left', 'top-right', 'bottom-mid']
    .concat(['bottom-left', 'bottom-right', 'left-mid', 'mid-mid', 'right-mid'])
    .map((line) => [line, '']),
);

const STYLES: Record<string, Style> = {
  COMPLIANT: 'green',
  NON_COMPLIANT: 'red',
  NOT_APPLICABLE: 'dim',
  FAILED: ['bold', 'red'],
};

/**
 * The outcomes as a table, one account a row, with a summary and what to do next.
 *
 * @param columns the terminal's width, to which annotations are folded; without it nothing is
 */
export function formatOutcomes(outcomes: readonly Outcome[], columns: number | undefined): string {
  return `${formatTable(outcomes, columns)}\n\n${formatSummary(outcomes)}\n\n${nextStep(outcomes)}\n`;
}

function formatTable(outcomes: readonly Outcome[], columns: number | undefined): string {
  const rows = outcomes.map((outcome) => [
    outcome.accountId,
    outcome.accountName,
    stateOf(outcome),
    textOf(outcome),
  ]);
  const table = new Table({
    head: ['ACCOUNT', 'NAME', 'COMPLIANCE', 'ANNOTATION'],
    chars: NO_LINES,
    style: { head: [], 'padding-left': 0, 'padding-right': 2 },
    ...(columns !== undefined && {
      colWidths: [null, null, null, annotationWidth(rows, columns)],
      wordWrap: true,
    }),
  });
  table.push(
    ...rows.map(([id, name, state = '', text]) => [id, name, paint(STYLES[state] ?? 'reset', state), text]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What the other columns and their padding leave, and never too little to read. */
function annotationWidth(rows: readonly string[][], columns: number): number {
  const others = [0, 1, 2].map(
    (column) => Math.max(10, ...rows.map((row) => (row[column] ?? '').length)) + 2,
  );
  return Math.max(40, columns - others.reduce((sum, width) => sum + width, 0));
}

function formatSummary(outcomes: readonly Outcome[]): string {
  const counts = Object.keys(STYLES)
    .map((state) => ({ state, count: outcomes.filter((outcome) => stateOf(outcome) === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => paint(STYLES[state] ?? 'reset', `${count} ${state}`));
  const accounts = outcomes.length === 1 ? '1 account' : `${outcomes.length} accounts`;
  return `${accounts}: ${counts.join(', ')}`;
}

function nextStep(outcomes: readonly Outcome[]): string {
  const states = outcomes.map(stateOf);
  if (states.includes('FAILED')) {
    return 'FAILED accounts got no verdict: AWS Config would go on showing their last one. docs/troubleshooting.md';
  }
  if (states.includes('NON_COMPLIANT')) {
    return (
      'Each NON_COMPLIANT annotation ends in the next action; docs/rules/root-user-mfa-enabled.md has the steps.\n' +
      'Your own accounts: npm start -- --organization FILE. In AWS: npx serverless deploy'
    );
  }
  return 'Nothing to do here. In AWS: npx serverless deploy';
}

function stateOf(outcome: Outcome): string {
  return 'error' in outcome ? 'FAILED' : outcome.complianceType;
}

function textOf(outcome: Outcome): string {
  return 'error' in outcome ? outcome.error : outcome.annotation;
}

function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
