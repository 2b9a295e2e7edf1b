import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Changes, Report } from './model.ts';

/** The document of an earlier `--json`, as far as it is compared. */
const document = v.object({
  rule: v.literal(rootUserMfaEnabled.name),
  evaluations: v.array(v.object({ accountId, complianceType: v.string() })),
});

/** IDs of the accounts that needed action. */
type Previous = ReadonlySet<string>;

/**
 * @param path nothing where there is nothing to compare with
 * @throws {ExpectationError}
 */
export async function readPrevious(path: string | undefined): Promise<Previous | undefined> {
  if (path === undefined) return undefined;
  return needingAction(expectShape(`--previous ${path}`, document, await readJson(path)).evaluations);
}

function needingAction(
  evaluations: readonly { readonly accountId: string; readonly complianceType: string }[],
): Previous {
  const found = evaluations.filter(({ complianceType }) => complianceType === 'NON_COMPLIANT');
  return new Set(found.map((evaluation) => evaluation.accountId));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ExpectationError(
      `--previous ${path}: expected the output of an earlier run with --json, got: ${reason}`,
      { cause },
    );
  }
}

/** Adds what has changed since an earlier run. */
export function compared(report: Report, previous: Previous | undefined): Report {
  if (previous === undefined) return report;
  const evaluated = report.outcomes.filter((outcome) => 'complianceType' in outcome);
  const found = needingAction(evaluated);
  const changes = {
    appeared: found.difference(previous),
    solved: evaluated.filter((outcome) => previous.has(outcome.accountId) && !found.has(outcome.accountId)),
    unknown: [...previous.difference(new Set(evaluated.map((outcome) => outcome.accountId)))],
  };
  return { ...report, changes };
}

/** `Since the previous report: 2 new, 1 solved, 1 no longer known.` */
export function describeChanges({ appeared, solved, unknown }: Changes): string {
  const rest = unknown.length === 0 ? '' : `, ${unknown.length} of which nothing is known now`;
  return `Since the previous report: ${appeared.size} new, ${solved.length} solved${rest}.`;
}
