import { describeEvidence } from './describe-evidence.ts';
import { guideFor } from './guidance.ts';
import { countsOf, type Evaluated, groupsOf, type Report } from './model.ts';
import { visibleText } from './visible-text.ts';

/** A job summary in GitHub Actions holds 1 MiB. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
const MOST_ROWS = 1_000;

/** GitHub-flavoured Markdown, for the summary page of a pipeline's job. */
export function toMarkdown(report: Report): string {
  const { about, outcomes, incomplete } = report;
  const { nonCompliant, failed, passed, notEvaluated } = groupsOf(outcomes);
  const sections = [
    '# Root user MFA',
    headline(nonCompliant.length, failed.length, outcomes.length),
    incomplete === undefined
      ? ''
      : `> [!WARNING]\n> The list of accounts is not complete. ${markdown(incomplete)}`,
    table(
      ['Verdict', 'Accounts'],
      countsOf(outcomes).map(({ state, count }) => [state, `${count}`]),
    ),
    section(
      'Accounts that need action',
      ['Account', 'Name', 'Evidence', 'Next step'],
      nonCompliant.map((outcome) => [
        ...named(outcome),
        markdown(describeEvidence(outcome.evidence)),
        step(outcome),
      ]),
    ),
    section(
      'Accounts without a verdict',
      ['Account', 'Name', 'Cause'],
      failed.map((outcome) => [...named(outcome), markdown(outcome.error)]),
    ),
    section(
      'Other accounts',
      ['Account', 'Name', 'Verdict', 'Evidence'],
      passed.map((outcome) => [
        ...named(outcome),
        outcome.complianceType,
        markdown(describeEvidence(outcome.evidence)),
      ]),
    ),
    section(
      'Accounts that were not evaluated',
      ['Account', 'Name', 'State'],
      notEvaluated.map((outcome) => [...named(outcome), outcome.state]),
    ),
    [
      `${about.evaluatedAt.toISOString()}, \`${about.command}\``,
      markdown(about.scope),
      markdown(about.access),
      markdown(about.parameters.join(', ') || 'parameters: defaults'),
    ].join(' · '),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function headline(nonCompliant: number, failed: number, total: number): string {
  const accounts = total === 1 ? '1 account' : `${total} accounts`;
  if (nonCompliant + failed === 0) return `**No action is needed** in ${accounts}.`;
  const without = failed === 0 ? '' : ` ${failed} got no verdict.`;
  return `**${nonCompliant} of ${accounts} ${nonCompliant === 1 ? 'needs' : 'need'} action.**${without}`;
}

function section(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const left = rows.length - MOST_ROWS;
  const more = left > 0 ? `\n\n${left} more are left out here. The other formats hold all.` : '';
  return `## ${title}\n\n${table(head, rows.slice(0, MOST_ROWS))}${more}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function named({ accountId, accountName }: { accountId: string; accountName: string }): string[] {
  return [accountId, markdown(accountName)];
}

function step({ annotation, reason }: Evaluated): string {
  const { title, url } = guideFor(reason);
  return `${markdown(annotation)} [${title}](${url})`;
}

/** A text from outside as Markdown that shows it and means nothing else: no link, picture, HTML or end of a cell. */
function markdown(text: string): string {
  return visibleText(text)
    .replaceAll(/[\\`*_{}[\]<>&#|~@/$!]|:(?=\S)/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/www\./gi, (match) => match.replace('.', '&#46;'));
}
