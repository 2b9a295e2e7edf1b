import { groupByCause } from '../../../watch/group-by-cause.ts';
import { visibleText } from '../../../watch/visible-text.ts';
import { accountsIn } from '../../terminal/table.ts';
import { describeEvidence } from '../describe-evidence.ts';
import { findingsOf } from '../findings.ts';
import { FURTHER_READING, inWords, MEANINGS, NOT_EVALUATED_MEANING } from '../guidance.ts';
import {
  countsOf,
  type Evaluated,
  type Groups,
  groupsOf,
  type Outcome,
  type Report,
  whyNot,
} from '../model.ts';
import { parametersInForce } from '../parameters-in-force.ts';
import { describeChanges } from '../previous.ts';

const NOT_EVALUATED = 'NOT_EVALUATED';

/** The pattern over a colour, so that the picture can be read without colours. */
const PATTERNS: Readonly<Record<string, string>> = { NON_COMPLIANT: 'stripes', FAILED: 'dots' };

/** The narrowest part of the picture, in percent: one account in ten thousand is still seen. */
const LEAST_WIDTH = 0.8;

/** With this many accounts or more, a browser lays out only the rows that are seen. */
const LONG = 500;

/** What `page.eta` shows: texts and numbers, each ready to be shown but for markup, which the template escapes. */
export function pageView(report: Report) {
  const { about, outcomes, incomplete, changes } = report;
  const groups = groupsOf(outcomes);
  const counts = countsByKind(groups);
  return {
    isLong: outcomes.length > LONG,
    headline: headline(groups, outcomes.length),
    scope: visibleText(about.scope),
    access: visibleText(about.access),
    parameters: parametersInForce(about).map(visibleText),
    command: about.command,
    timestamp: about.evaluatedAt.toISOString(),
    when: timeOf(about.evaluatedAt),
    incomplete: incomplete === undefined ? '' : visibleText(incomplete),
    changes: changes === undefined ? '' : describeChanges(changes),
    counts: counts.map(({ kind, count }) => ({
      kind,
      label: labelOf(kind),
      count: count.toLocaleString('en'),
    })),
    bar: barOf(counts),
    barLabel: counts.map(({ kind, count }) => `${count} ${labelOf(kind)}`).join(', '),
    action: findingsOf(report).map(({ text, accounts, reason, reasonInWords, guides }) => ({
      reason: visibleText(reason),
      reasonInWords,
      annotation: visibleText(text),
      guides,
      size: accountsIn(accounts.length),
      accounts: accounts.map((account) => ({
        ...evaluated(account),
        isNew: changes?.appeared.has(account.accountId) === true,
      })),
    })),
    solved: (changes?.solved ?? []).map(named),
    failed: groupByCause(groups.failed, ({ error }) => error).map(({ text, accounts }) => ({
      error: visibleText(text).trim() || '(no cause)',
      size: accountsIn(accounts.length),
      accounts: accounts.map(named),
    })),
    passed: ['COMPLIANT', 'NOT_APPLICABLE']
      .map((kind) => ({
        kind,
        title: kind === 'COMPLIANT' ? 'Compliant accounts' : 'Accounts to which the rule does not apply',
        text: `${kind}: ${MEANINGS[kind]}`,
        accounts: groups.passed.filter(({ complianceType }) => complianceType === kind).map(evaluated),
      }))
      .filter(({ accounts }) => accounts.length > 0),
    notEvaluated: groups.notEvaluated.map((outcome) => ({
      ...named(outcome),
      state: visibleText(whyNot(outcome)),
    })),
    notEvaluatedCounts: countsOf(groups.notEvaluated.filter((outcome) => 'notEvaluated' in outcome))
      .map(({ label, count }) => `${count.toLocaleString('en')} ${label}. `)
      .join(''),
    notEvaluatedMeaning: NOT_EVALUATED_MEANING,
    meanings: [
      ...Object.entries(MEANINGS).map(([kind, text]) => ({ kind, label: kind, text })),
      { kind: NOT_EVALUATED, label: labelOf(NOT_EVALUATED), text: NOT_EVALUATED_MEANING },
    ],
    furtherReading: FURTHER_READING,
  };
}

function headline({ nonCompliant, failed }: Groups, total: number): string {
  const needs = (count: number) => (count === 1 ? 'needs' : 'need');
  if (nonCompliant.length > 0) {
    const of = total === nonCompliant.length ? '' : `${nonCompliant.length.toLocaleString('en')} of `;
    return `${of}${accountsIn(total)} ${needs(nonCompliant.length)} action`;
  }
  if (failed.length > 0) return `${accountsIn(failed.length)} without a verdict`;
  return total === 0 ? 'No accounts were evaluated' : 'No account needs action';
}

function countsByKind({ nonCompliant, failed, passed, notEvaluated }: Groups) {
  const compliant = passed.filter(({ complianceType }) => complianceType === 'COMPLIANT').length;
  const counts = [
    { kind: 'NON_COMPLIANT', count: nonCompliant.length },
    { kind: 'FAILED', count: failed.length },
    { kind: 'COMPLIANT', count: compliant },
    { kind: 'NOT_APPLICABLE', count: passed.length - compliant },
    { kind: NOT_EVALUATED, count: notEvaluated.length },
  ];
  return counts.filter(({ count }) => count > 0);
}

/** Parts side by side, in percent of the whole width. */
function barOf(counts: readonly { readonly kind: string; readonly count: number }[]) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const shares = counts.map(({ count }) => Math.max(LEAST_WIDTH, (100 * count) / total));
  const scale = 100 / shares.reduce((sum, share) => sum + share, 0);
  let x = 0;
  return counts.map(({ kind }, index) => {
    const width = (shares[index] as number) * scale;
    const part = { kind, x: x.toFixed(2), width: width.toFixed(2), pattern: PATTERNS[kind] ?? '' };
    x += width;
    return part;
  });
}

function evaluated(outcome: Evaluated) {
  return {
    ...named(outcome),
    reason: visibleText(outcome.reason),
    reasonInWords: inWords(outcome.reason),
    evidence: visibleText(describeEvidence(outcome.evidence)),
  };
}

function named({ accountId, accountName }: Outcome) {
  return { id: visibleText(accountId), name: visibleText(accountName).trim() || '(no name)' };
}

function labelOf(kind: string): string {
  return kind === NOT_EVALUATED ? 'not evaluated' : kind;
}

/** `24 November 2026, 23:30 UTC` */
function timeOf(date: Date): string {
  const text = date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${text.replace(' at ', ', ')} UTC`;
}
