import type { Outcome } from '../../embedded-aws/compliance.ts';
import { formatCounts, formatTable } from './table.ts';

/**
 * The outcomes as a table, one account a row, with a summary and what to do next.
 *
 * @param columns the terminal's width, to which annotations are folded; without it nothing is
 */
export function formatOutcomes(outcomes: readonly Outcome[], columns: number | undefined): string {
  const rows = outcomes.map((outcome) => [
    outcome.accountId,
    outcome.accountName,
    stateOf(outcome),
    'error' in outcome ? outcome.error : outcome.annotation,
  ]);
  const table = formatTable(['ACCOUNT', 'NAME', 'COMPLIANCE', 'ANNOTATION'], rows, columns);
  const states = outcomes.map(stateOf);
  return `${table}\n\n${formatCounts(states)}\n\n${nextStep(states)}\n`;
}

function nextStep(states: readonly string[]): string {
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
