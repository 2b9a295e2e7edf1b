import { fold, formatCounts, formatTable, type Screen } from '../terminal/table.ts';
import { describeEvidence } from './describe-evidence.ts';
import { countsOf, inOrderOfAction, type Outcome, type Report, stateOf } from './model.ts';

/** How the table is shown. */
export interface ScreenOptions {
  /** Where it is shown. Without a width nothing is folded or cut; without colours none are used. */
  readonly stream: Screen;
  /** The accounts as they are listed, and not those that need action first. */
  readonly asListed: boolean;
  /** The last line, which depends on the command. */
  readonly nextStep: (states: ReadonlySet<string>) => string;
}

/** The report for a terminal: one account a row, what to do below it, the counts and the next step. */
export function toScreen(report: Report, { stream, asListed, nextStep }: ScreenOptions): string {
  const outcomes = asListed ? report.outcomes : inOrderOfAction(report.outcomes);
  const counts = countsOf(outcomes);
  const folded = (text: string) => fold(text, stream.columns, '');
  const parts = [
    formatTable(outcomes.map(rowOf), stream),
    folded(formatCounts(counts, stream)),
    folded(nextStep(new Set(counts.map(({ state }) => state)))),
  ];
  return `${parts.join('\n\n')}\n`;
}

function rowOf(outcome: Outcome) {
  const isEvaluated = 'complianceType' in outcome;
  return {
    id: outcome.accountId,
    name: outcome.accountName,
    state: stateOf(outcome),
    reason: isEvaluated ? outcome.reason : '',
    evidence: isEvaluated ? describeEvidence(outcome.evidence) : '',
    text: textOf(outcome),
  };
}

/** A verdict that needs no action is explained by its evidence. */
function textOf(outcome: Outcome): string | undefined {
  if ('error' in outcome) return outcome.error;
  if (!('complianceType' in outcome)) return undefined;
  return outcome.complianceType === 'NON_COMPLIANT' ? outcome.annotation : undefined;
}
