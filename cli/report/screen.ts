import { groupByCause } from '../../watch/group-by-cause.ts';
import {
  fold,
  formatAccountsTable,
  formatCounts,
  type Row,
  type Screen,
} from '../terminal/accounts-table.ts';
import { groupRows } from '../terminal/group-rows.ts';
import { describeEvidence } from './describe-evidence.ts';
import { countsOf, inOrderOfAction, labelOf, type Outcome, type Report, stateOf } from './model.ts';
import { describeChanges } from './previous.ts';

interface ScreenOptions {
  /** Shows the table. A stream without a width gets every text whole, and one without colours gets plain text. */
  readonly stream: Screen;
  /** The accounts as they are listed, and not those that need action first. */
  readonly asListed: boolean;
  /** The last line, which depends on the command. */
  readonly nextStep: (states: ReadonlySet<string>) => string;
}

/** The report for a terminal: one account a row, what to do below it, the counts and the next step. */
export function toScreen(report: Report, { stream, asListed, nextStep }: ScreenOptions): string {
  const rows = asListed
    ? rowsAsListed(report.outcomes)
    : groupRows(inOrderOfAction(report.outcomes).map(rowOf));
  const counts = countsOf(report.outcomes);
  const folded = (text: string) => fold(text, stream.columns, '');
  const parts = [
    formatAccountsTable(rows, stream),
    folded(formatCounts(counts, stream)),
    ...(report.changes === undefined ? [] : [folded(describeChanges(report.changes))]),
    folded(nextStep(new Set(counts.map(({ state }) => state)))),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** A text that several accounts share stands below the first of them. */
function rowsAsListed(outcomes: readonly Outcome[]): Row[] {
  const texts = new Map(
    groupByCause(outcomes, textOf).flatMap(({ text, accounts: [first, ...others] }) => [
      [first, text] as const,
      ...others.map((other) => [other, text === '' ? '' : `The same as ${first?.accountId}.`] as const),
    ]),
  );
  return outcomes.map((outcome) => ({ ...rowOf(outcome), text: texts.get(outcome) }));
}

function rowOf(outcome: Outcome): Row {
  const isEvaluated = 'complianceType' in outcome;
  const state = stateOf(outcome);
  const inWords = labelOf(state) === state ? '' : labelOf(state);
  return {
    id: outcome.accountId,
    name: outcome.accountName,
    state,
    reason: isEvaluated ? outcome.reason : '',
    evidence: isEvaluated ? describeEvidence(outcome.evidence) : inWords,
    text: textOf(outcome),
  };
}

/** A verdict that needs no action is explained by its evidence. */
function textOf(outcome: Outcome): string {
  if ('error' in outcome) return outcome.error;
  return 'complianceType' in outcome && outcome.complianceType === 'NON_COMPLIANT' ? outcome.annotation : '';
}
