import { FINDINGS, LOOKBACK_DAYS, type Status } from './freshness.ts';
import { groupByCause } from './group-by-cause.ts';
import { type Frequency, SILENCE_HOURS } from './silence-hours.ts';
import { isFinding, type Watched } from './survey.ts';
import { visibleText } from './visible-text.ts';

/** Accounts named for each cause, and characters of each line: the report fits into one message of Amazon SNS. */
const MOST_NAMED = 50;
const MOST_CHARACTERS = 300;

type Cause = (typeof FINDINGS)[number];

/** @returns accounts by status; none for a status that no account has */
export function countStatuses(watched: readonly Watched[]): Partial<Record<Status, number>> {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of watched) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

export function toText(watched: readonly Watched[], functionName: string, frequency: Frequency): string {
  const findings = watched.filter(isFinding);
  const hours = SILENCE_HOURS[frequency];
  const { fresh = 0, inactive = 0, excluded = 0, new: joined = 0, unreached = 0 } = countStatuses(watched);
  const summary =
    `${functionName}: ${freshnessOf(findings.length, fresh)} (${hours} hours). ` +
    `Not judged: ${inactive} suspended or closed, ${joined} that just joined, ${excluded} excluded.` +
    (unreached === 0 ? '' : ` Not looked at, because the time of the watch was over: ${unreached}.`);
  const sections = FINDINGS.flatMap((cause) => {
    const accounts = findings.filter(({ status }) => status === cause);
    return accounts.length === 0 ? [] : [sectionOf(cause, accounts, functionName)];
  });
  return `${[summary, ...sections].join('\n\n')}\n`;
}

export function freshnessOf(stale: number, fresh: number): string {
  const total = stale + fresh;
  if (total === 0) return 'No account was judged';
  if (stale > 0) return `${stale} of ${total} accounts have no verdict that is known to be fresh`;
  return total === 1 ? 'The only account has a fresh verdict' : `All ${total} accounts have a fresh verdict`;
}

/** A text that several accounts share stands once, above them. */
function sectionOf(cause: Cause, accounts: readonly Watched[], functionName: string): string {
  const { means, next } = EXPLANATIONS[cause](functionName);
  const more = accounts.length - MOST_NAMED;
  const lines = groupByCause(accounts.slice(0, MOST_NAMED), ({ detail }) => detail).flatMap((group) =>
    group.accounts.length === 1 || group.text === ''
      ? group.accounts.map((account) => lineOf(account, group.text))
      : [
          cut(`  The next ${group.accounts.length} accounts: ${visibleText(group.text)}`),
          ...group.accounts.map((account) => lineOf(account, '')),
        ],
  );
  return [
    `${cause.toUpperCase()} (${accounts.length}): ${means}`,
    ...lines,
    ...(more > 0 ? [`  … and ${more} more: the log of the watch names each`] : []),
    `  Next: ${next}`,
  ].join('\n');
}

function lineOf({ accountId, accountName, isManagementAccount }: Watched, detail: string): string {
  const name = isManagementAccount ? `${accountName} (management account)` : accountName;
  return cut(`  ${[accountId, visibleText(name), visibleText(detail)].join('  ').trimEnd()}`);
}

function cut(line: string): string {
  const characters = [...line];
  return characters.length <= MOST_CHARACTERS ? line : `${characters.slice(0, MOST_CHARACTERS).join('')}…`;
}

const EXPLANATIONS: Record<Cause, (functionName: string) => { means: string; next: string }> = {
  failed: (functionName) => ({
    means:
      'the function failed three times or more, or at each invocation. AWS Config may show an older verdict.',
    next: `in the account, read the errors in the log group /aws/lambda/${functionName}.`,
  }),
  silent: () => ({
    means: 'AWS Config no longer invokes the function, and shows the last verdict that it gave.',
    next: "in the account, look for the AWS Config rule, its permission to invoke the function, and the function's Throttles.",
  }),
  missing: () => ({
    means: `the function was never there, or was not invoked for ${LOOKBACK_DAYS} days.`,
    next:
      'deploy the rule to the account. StackSets deploys to its organizational units only, and never to the ' +
      'management account: there, run npx serverless deploy.',
  }),
  unreadable: () => ({
    means: 'the watch cannot tell whether the verdict is fresh.',
    next: 'deploy deploy/organization-watch-role.yml to the account, or find the policy that denies the call.',
  }),
};
