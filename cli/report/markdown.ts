import { groupByCause } from '../../watch/group-by-cause.ts';
import { accountsIn } from '../terminal/accounts-table.ts';
import { describeEvidence } from './describe-evidence.ts';
import { type Finding, findingsOf } from './findings.ts';
import { inWords } from './guidance.ts';
import { outsideText, ownText } from './markdown-text.ts';
import {
  type Changes,
  countsOf,
  type Evaluated,
  groupsOf,
  labelOf,
  type NotEvaluated,
  type Outcome,
  parametersInForce,
  type Report,
} from './model.ts';
import { describeChanges } from './previous.ts';

/**
 * The most bytes of the whole text. A job summary in GitHub Actions holds 1 MiB, which a step may share with others.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
const MOST_BYTES = 1_000_000;

/** Accounts of one cause that are shown without a click. */
const MOST_UNFOLDED = 10;

/** A table, with what is said of all its accounts. */
interface Block {
  /** The text above the table. A long table with such a text folds. */
  readonly lead: string;
  readonly head: readonly string[];
  /** Each a line of the table. */
  readonly rows: readonly string[];
}

type Section = readonly [title: string, blocks: readonly Block[]];

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
      countsOf(outcomes).map(({ label, count }) => rowOf([label, `${count}`])),
    ),
  ];
  const after = [
    `${about.evaluatedAt.toISOString()}, \`${about.command}\``,
    outsideText(about.scope),
    outsideText(about.access),
    outsideText(parametersInForce(about).join(', ')),
  ].join(' · ');
  const sections = sectionsOf(report);
  const withRows = (most: number) =>
    [...before, ...sectionsWithin(most, sections), after].filter((text) => text !== '').join('\n\n');
  let [most, tooMany] = [0, outcomes.length + (changes?.solved.length ?? 0) + 1];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (Buffer.byteLength(withRows(middle)) < MOST_BYTES) most = middle;
    else tooMany = middle;
  }
  return `${withRows(most)}\n`;
}

function headline(nonCompliant: number, failed: number, total: number): string {
  const accounts = accountsIn(total);
  if (nonCompliant + failed === 0) return `**No action is needed** in ${accounts}.`;
  const without = failed === 0 ? '' : ` ${failed} got no verdict.`;
  return `**${nonCompliant} of ${accounts} ${nonCompliant === 1 ? 'needs' : 'need'} action.**${without}`;
}

/** The most urgent first. */
function sectionsOf({ changes, ...report }: Report): readonly Section[] {
  const { failed, passed, notEvaluated } = groupsOf(report.outcomes);
  const failures = groupByCause(failed, ({ error }) => error).map(({ text, accounts }) =>
    block(outsideText(text), [], accounts, () => []),
  );
  const verdict = ({ complianceType }: Evaluated) => [complianceType];
  const verdictAndEvidence = (outcome: Evaluated) => [outcome.complianceType, evidenceOf(outcome)];
  const state = (outcome: NotEvaluated) => [labelOf(outcome.state)];
  const sections: readonly Section[] = [
    ['Accounts that need action', findingsOf(report).map((finding) => findingBlock(finding, changes))],
    ['Accounts without a verdict', failures],
    ['Solved since the previous report', [block('', ['Verdict'], changes?.solved ?? [], verdict)]],
    ['Other accounts', [block('', ['Verdict', 'Evidence'], passed, verdictAndEvidence)]],
    ['Accounts that were not evaluated', [block('', ['State'], notEvaluated, state)]],
  ];
  return sections.filter(([, blocks]) => blocks.some(({ rows }) => rows.length > 0));
}

function findingBlock({ text, accounts, reason, guides }: Finding, changes: Changes | undefined): Block {
  const words = inWords(reason) === '' ? '' : `**${ownText(inWords(reason))}** `;
  const links = guides.map(({ title, url }) => `[${title}](${url})`).join(' or ');
  const lead = `${words}(\`${reason}\`): ${ownText(text)} ${links}`;
  return block(lead, ['Evidence'], accounts, (outcome) => [
    `${changes?.appeared.has(outcome.accountId) ? '**new:** ' : ''}${evidenceOf(outcome)}`,
  ]);
}

/** @param cellsOf an account, beside its ID and its name */
function block<Account extends Outcome>(
  lead: string,
  head: readonly string[],
  accounts: readonly Account[],
  cellsOf: (account: Account) => readonly string[],
): Block {
  const rows = accounts.map((account) =>
    rowOf([account.accountId, outsideText(account.accountName), ...cellsOf(account)]),
  );
  return { lead, head: ['Account', 'Name', ...head], rows };
}

/** Keeps the first rows. Each section says how many it leaves out. */
function sectionsWithin(most: number, sections: readonly Section[]): string[] {
  let rest = most;
  return sections.flatMap(([title, blocks]) => {
    let leftOut = 0;
    const shown = blocks.flatMap((block) => {
      const rows = block.rows.slice(0, rest);
      rest -= rows.length;
      leftOut += block.rows.length - rows.length;
      return rows.length === 0 ? [] : [formatBlock({ ...block, rows }, block.rows.length)];
    });
    const more = leftOut === 0 ? [] : [`${leftOut} more are left out here. The other formats hold all.`];
    return [`## ${title}`, ...shown, ...more];
  });
}

function formatBlock({ lead, head, rows }: Block, total: number): string {
  if (lead === '') return table(head, rows);
  const accounts = accountsIn(total);
  const above = `**${accounts}:** ${lead}`;
  if (total <= MOST_UNFOLDED) return [above, table(head, rows)].join('\n\n');
  // GitHub reads Markdown inside HTML only after an empty line.
  const folded = [`<details><summary>The ${accounts}</summary>`, table(head, rows), '</details>'];
  return [above, ...folded].join('\n\n');
}

function table(head: readonly string[], rows: readonly string[]): string {
  return [rowOf(head), rowOf(head.map(() => '---')), ...rows].join('\n');
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function evidenceOf({ evidence: { mfaDevicesError, ...known } }: Evaluated): string {
  const text = ownText(describeEvidence(known));
  return mfaDevicesError === undefined
    ? text
    : `${text}; devices not listed: ${outsideText(mfaDevicesError)}`;
}
