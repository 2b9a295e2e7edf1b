import { describeEvidence } from './describe-evidence.ts';
import { guideFor } from './guidance.ts';
import { outsideText, ownText } from './markdown-text.ts';
import { countsOf, type Evaluated, type Evidence, groupsOf, type Report, whyNot } from './model.ts';

/**
 * The most bytes of the whole text. A job summary in GitHub Actions holds 1 MiB, which a step may share with others.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
const MOST_BYTES = 1_000_000;

interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** GitHub-flavoured Markdown, for the summary page of a pipeline's job. */
export function toMarkdown(report: Report): string {
  const { about, outcomes, incomplete } = report;
  const { nonCompliant, failed } = groupsOf(outcomes);
  const before = [
    '# Root user MFA',
    headline(nonCompliant.length, failed.length, outcomes.length),
    incomplete === undefined
      ? ''
      : `> [!WARNING]\n> The list of accounts is not complete. ${outsideText(incomplete)}`,
    table(
      ['Verdict', 'Accounts'],
      countsOf(outcomes).map(({ state, count }) => [state, `${count}`]),
    ),
  ];
  const after = [
    `${about.evaluatedAt.toISOString()}, \`${about.command}\``,
    outsideText(about.scope),
    outsideText(about.access),
    about.parameters.length === 0 ? 'parameters: defaults' : outsideText(about.parameters.join(', ')),
  ].join(' · ');
  const rest = MOST_BYTES - Buffer.byteLength([...before, after].join('\n\n'));
  const texts = [...before, ...sectionsWithin(rest, sectionsOf(report)), after];
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}

function headline(nonCompliant: number, failed: number, total: number): string {
  const accounts = total === 1 ? '1 account' : `${total} accounts`;
  if (nonCompliant + failed === 0) return `**No action is needed** in ${accounts}.`;
  const without = failed === 0 ? '' : ` ${failed} got no verdict.`;
  return `**${nonCompliant} of ${accounts} ${nonCompliant === 1 ? 'needs' : 'need'} action.**${without}`;
}

/** The most urgent first. */
function sectionsOf({ outcomes }: Report): readonly Section[] {
  const { nonCompliant, failed, passed, notEvaluated } = groupsOf(outcomes);
  const sections: readonly Section[] = [
    {
      title: 'Accounts that need action',
      head: ['Account', 'Name', 'Evidence', 'Next step'],
      rows: nonCompliant.map((outcome) => [...named(outcome), evidence(outcome.evidence), step(outcome)]),
    },
    {
      title: 'Accounts without a verdict',
      head: ['Account', 'Name', 'Cause'],
      rows: failed.map((outcome) => [...named(outcome), outsideText(outcome.error)]),
    },
    {
      title: 'Other accounts',
      head: ['Account', 'Name', 'Verdict', 'Evidence'],
      rows: passed.map((outcome) => [...named(outcome), outcome.complianceType, evidence(outcome.evidence)]),
    },
    {
      title: 'Accounts that were not evaluated',
      head: ['Account', 'Name', 'State'],
      rows: notEvaluated.map((outcome) => [...named(outcome), whyNot(outcome)]),
    },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}

/** As many rows of each section as fit, the first sections first. Each section says how many rows it leaves out. */
function sectionsWithin(bytes: number, sections: readonly Section[]): string[] {
  const frame = (section: Section) =>
    Buffer.byteLength(format({ ...section, rows: [] }, section.rows.length)) + '\n\n'.length;
  let rest = bytes - sections.reduce((sum, section) => sum + frame(section), 0);
  return sections.map((section) => {
    const firstLeftOut = section.rows.findIndex((cells) => {
      rest -= Buffer.byteLength(`${line(cells)}\n`);
      return rest < 0;
    });
    if (firstLeftOut === -1) return format(section, 0);
    return format(
      { ...section, rows: section.rows.slice(0, firstLeftOut) },
      section.rows.length - firstLeftOut,
    );
  });
}

function format({ title, head, rows }: Section, leftOut: number): string {
  const more = leftOut === 0 ? '' : `\n\n${leftOut} more are left out here. The other formats hold all.`;
  return `## ${title}\n\n${table(head, rows)}${more}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function named({ accountId, accountName }: { accountId: string; accountName: string }): string[] {
  return [accountId, outsideText(accountName)];
}

function evidence({ mfaDevicesError, ...known }: Evidence): string {
  const text = ownText(describeEvidence(known));
  return mfaDevicesError === undefined
    ? text
    : `${text}; devices not listed: ${outsideText(mfaDevicesError)}`;
}

function step({ annotation, reason }: Evaluated): string {
  const { title, url } = guideFor(reason);
  return `${ownText(annotation)} [${title}](${url})`;
}
