import { groupByCause } from '../../../watch/group-by-cause.ts';
import { visibleText } from '../../../watch/visible-text.ts';
import { accountsIn } from '../../terminal/accounts-table.ts';
import { describeEvidence } from '../describe-evidence.ts';
import { findingsOf } from '../findings.ts';
import { FURTHER_READING, inWords, MEANINGS } from '../guidance.ts';
import {
  countsOf,
  type Groups,
  groupsOf,
  labelOf,
  type Outcome,
  parametersInForce,
  type Report,
  stateOf,
} from '../model.ts';
import { describeChanges } from '../previous.ts';

/** The pattern over a colour, so that the picture can be read without colours. */
const PATTERNS: Readonly<Record<string, string>> = { NON_COMPLIANT: 'stripes', FAILED: 'dots' };

/** The narrowest part of the picture, in percent: one account in ten thousand is still seen. */
const LEAST_WIDTH = 0.8;

/** With this many accounts or more, a browser lays out only the rows that are seen. */
const LONG = 500;

/** What `page.eta` shows, and the functions that put it into words. */
export function pageView(report: Report) {
  const { about, outcomes, incomplete, changes } = report;
  const groups = groupsOf(outcomes);
  const counts = countsByKind(outcomes);
  return {
    ...about,
    parameters: parametersInForce(about),
    when: timeOf(about.evaluatedAt),
    isLong: outcomes.length > LONG,
    headline: headline(groups, outcomes.length),
    incomplete,
    changes,
    counts,
    bar: barOf(counts),
    findings: findingsOf(report),
    failures: groupByCause(groups.failed, ({ error }) => error),
    passed: Map.groupBy(
      groups.passed.toSorted((one, other) => one.complianceType.localeCompare(other.complianceType)),
      ({ complianceType }) => complianceType,
    ),
    notEvaluated: groups.notEvaluated,
    leftOut: countsOf(groups.notEvaluated.filter(({ state }) => labelOf(state) !== state)),
    ...{ FURTHER_READING, MEANINGS, PATTERNS },
    ...{ accountsIn, describeChanges, describeEvidence, inWords, labelOf, nameOf, trimmed },
  };
}

function headline({ nonCompliant, failed }: Groups, total: number): string {
  if (nonCompliant.length > 0) {
    const of = total === nonCompliant.length ? '' : `${nonCompliant.length.toLocaleString('en')} of `;
    return `${of}${accountsIn(total)} ${nonCompliant.length === 1 ? 'needs' : 'need'} action`;
  }
  if (failed.length > 0) return `${accountsIn(failed.length)} without a verdict`;
  return total === 0 ? 'No accounts were evaluated' : 'No account needs action';
}

function countsByKind(outcomes: readonly Outcome[]) {
  const kinds = Map.groupBy(outcomes, (outcome) => ('state' in outcome ? 'NOT_EVALUATED' : stateOf(outcome)));
  return Object.keys(MEANINGS)
    .map((kind) => ({ kind, count: kinds.get(kind)?.length ?? 0 }))
    .filter(({ count }) => count > 0);
}

/** Parts side by side, in percent of the whole width. */
function barOf(counts: ReturnType<typeof countsByKind>) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const shares = counts.map(({ count }) => Math.max(LEAST_WIDTH, (100 * count) / total));
  const scale = 100 / shares.reduce((sum, share) => sum + share, 0);
  let end = 0;
  return counts.map(({ kind }, index) => {
    const [x, width] = [end, (shares[index] as number) * scale];
    end += width;
    return { kind, x: x.toFixed(2), width: width.toFixed(2) };
  });
}

function nameOf({ accountName }: Outcome): string {
  return trimmed(accountName, '(no name)');
}

function trimmed(text: string, otherwise: string): string {
  return visibleText(text).trim() || otherwise;
}

/** `24 November 2026, 23:30 UTC` */
function timeOf(date: Date): string {
  const text = date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${text.replace(' at ', ', ')} UTC`;
}
