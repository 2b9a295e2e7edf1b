import { groupByCause } from '../../watch/group-by-cause.ts';
import { accountsIn } from '../terminal/table.ts';
import { describeEvidence } from './describe-evidence.ts';
import { type Finding, findingsOf } from './findings.ts';
import { inWords } from './guidance.ts';
import { outsideText, ownText } from './markdown-text.ts';
import {
  type Changes,
  countsOf,
  type Evaluated,
  groupsOf,
  type Report,
  type ReportedEvidence,
  whyNot,
} from './model.ts';
import { parametersInForce } from './parameters-in-force.ts';
import { describeChanges } from './previous.ts';

/**
 * The most bytes of the whole text. A job summary in GitHub Actions holds 1 MiB, which a step may share with others.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
const MOST_BYTES = 1_000_000;

/** Accounts of one cause that are shown without a click. */
const MOST_UNFOLDED = 10;

interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A table, with what is said of all its accounts. */
interface Block {
  /** The text above the table. A long table with such a text folds. */
  readonly lead: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** GitHub-flavoured Markdown, for the summary page of a pipeline's job. */
export function toMarkdown(report: Report): string {
  const { about, outcomes, incomplete, changes } = report;
  const { nonCompliant, failed } = groupsOf(outcomes);
  const before = [
    '# Root user MFA',
    headline(nonCompliant.length, failed.length, outcomes.length),
    incomplete === undefined
      ? ''
      : `> [!WARNING]\n> The list of accounts is not complete. ${outsideText(incomplete)}`,
    changes === undefined ? '' : describeChanges(changes),
    table(
      ['Verdict', 'Accounts'],
      countsOf(outcomes).map(({ label, count }) => [label, `${count}`]),
    ),
  ];
  const after = [
    `${about.evaluatedAt.toISOString()}, \`${about.command}\``,
    outsideText(about.scope),
    outsideText(about.access),
    outsideText(parametersInForce(about).join(', ')),
  ].join(' · ');
  const rest = MOST_BYTES - Buffer.byteLength([...before, after].join('\n\n'));
  const texts = [...before, ...sectionsWithin(rest, sectionsOf(report)), after];
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}

function headline(nonCompliant: number, failed: number, total: number): string {
  const accounts = accountsIn(total);
  if (nonCompliant + failed === 0) return `**No action is needed** in ${accounts}.`;
  const without = failed === 0 ? '' : ` ${failed} got no verdict.`;
  return `**${nonCompliant} of ${accounts} ${nonCompliant === 1 ? 'needs' : 'need'} action.**${without}`;
}

/** The most urgent first. */
function sectionsOf(report: Report): readonly Section[] {
  const { failed, passed, notEvaluated } = groupsOf(report.outcomes);
  const sections: readonly Section[] = [
    {
      title: 'Accounts that need action',
      blocks: findingsOf(report).map((finding) => findingBlock(finding, report.changes)),
    },
    {
      title: 'Accounts without a verdict',
      blocks: groupByCause(failed, ({ error }) => error).map(({ text, accounts }) => ({
        lead: outsideText(text),
        head: ['Account', 'Name'],
        rows: accounts.map(named),
      })),
    },
    {
      title: 'Solved since the previous report',
      blocks: block(
        ['Account', 'Name', 'Verdict'],
        (report.changes?.solved ?? []).map((outcome) => [...named(outcome), outcome.complianceType]),
      ),
    },
    {
      title: 'Other accounts',
      blocks: block(
        ['Account', 'Name', 'Verdict', 'Evidence'],
        passed.map((outcome) => [...named(outcome), outcome.complianceType, evidence(outcome.evidence)]),
      ),
    },
    {
      title: 'Accounts that were not evaluated',
      blocks: block(
        ['Account', 'Name', 'State'],
        notEvaluated.map((outcome) => [...named(outcome), whyNot(outcome)]),
      ),
    },
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function findingBlock({ text, accounts, reason, guides }: Finding, changes: Changes | undefined): Block {
  const mark = ({ accountId }: Evaluated) => (changes?.appeared.has(accountId) ? '**new:** ' : '');
  const words = inWords(reason) === '' ? '' : `**${ownText(inWords(reason))}** `;
  const links = guides.map(({ title, url }) => `[${title}](${url})`).join(' or ');
  return {
    lead: `${words}(\`${reason}\`): ${ownText(text)} ${links}`,
    head: ['Account', 'Name', 'Evidence'],
    rows: accounts.map((outcome) => [...named(outcome), mark(outcome) + evidence(outcome.evidence)]),
  };
}

function block(head: readonly string[], rows: readonly (readonly string[])[]): Block[] {
  return rows.length === 0 ? [] : [{ lead: '', head, rows }];
}

/** Keeps as many rows as fit, the first sections first. Each section says how many rows it leaves out. */
function sectionsWithin(bytes: number, sections: readonly Section[]): string[] {
  const frames = sections.map((section) => format(section.title, [], 1_000_000));
  let rest = bytes - frames.reduce((sum, frame) => sum + Buffer.byteLength(frame) + '\n\n'.length, 0);
  const fits = (text: string) => {
    rest -= Buffer.byteLength(text);
    return rest >= 0;
  };
  return sections.map(({ title, blocks }) => {
    const shown: string[] = [];
    let leftOut = 0;
    for (const { rows, ...block } of blocks) {
      const first = fits(`${formatBlock({ ...block, rows: [] }, rows.length)}\n\n`)
        ? rows.findIndex((cells) => !fits(`${line(cells)}\n`))
        : 0;
      const kept = first === -1 ? rows : rows.slice(0, first);
      leftOut += rows.length - kept.length;
      if (kept.length > 0) shown.push(formatBlock({ ...block, rows: kept }, rows.length));
    }
    return format(title, shown, leftOut);
  });
}

function format(title: string, blocks: readonly string[], leftOut: number): string {
  const more = leftOut === 0 ? [] : [`${leftOut} more are left out here. The other formats hold all.`];
  return [`## ${title}`, ...blocks, ...more].join('\n\n');
}

function formatBlock({ lead, head, rows }: Block, total: number): string {
  if (lead === '') return table(head, rows);
  const accounts = accountsIn(total);
  if (total <= MOST_UNFOLDED) return [`**${accounts}:** ${lead}`, table(head, rows)].join('\n\n');
  // GitHub reads Markdown inside HTML only after an empty line.
  return [
    `**${accounts}:** ${lead}`,
    `<details><summary>The ${accounts}</summary>`,
    table(head, rows),
    '</details>',
  ].join('\n\n');
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

function evidence({ mfaDevicesError, ...known }: ReportedEvidence): string {
  const text = ownText(describeEvidence(known));
  return mfaDevicesError === undefined
    ? text
    : `${text}; devices not listed: ${outsideText(mfaDevicesError)}`;
}
