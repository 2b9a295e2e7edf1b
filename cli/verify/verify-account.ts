import { type Aws, AwsCallError } from '../../aws/call.ts';
import { activityStatements } from './activity-statements.ts';
import { configStatements } from './config-statements.ts';
import { iamStatements } from './iam-statements.ts';
import { type CheckFinding, cannotTell, type Statement } from './statement.ts';

export const statements: readonly Statement[] = [
  ...iamStatements,
  ...configStatements,
  ...activityStatements,
];

interface Verified extends CheckFinding {
  readonly id: string;
  readonly says: string;
}

/**
 * Checks each statement, one after another: a handful of reads, and AWS limits LookupEvents to two a second.
 *
 * @returns also for a check that AWS refused: then it cannot tell, and `detail` names the action and the error
 */
export async function verifyAccount(
  aws: Aws,
  now: Date,
  { toCheck = statements, onChecked = () => {} },
): Promise<Verified[]> {
  const verified: Verified[] = [];
  for (const { id, says, check } of toCheck) {
    const finding = await check(aws, now).catch((error: unknown) => {
      if (!(error instanceof AwsCallError)) throw error;
      // The text of the error can name the caller; its name and the action cannot.
      const { name } = error.cause as Error;
      return cannotTell(`${error.action}: ${name}`);
    });
    verified.push({ id, says, ...finding });
    onChecked();
  }
  return verified;
}

/** The actions of all checks, each once. */
export function actionsOf(): string[] {
  return [...new Set(statements.flatMap(({ actions }) => actions))].sort();
}

/** The findings for the terminal and for an issue: nothing in them names an account, a person or a resource. */
export function findingsText(verified: readonly Verified[]): string {
  return verified
    .map(({ id, says, result, detail }) => `${result}: ${detail}\n    ${says} (${id})\n`)
    .join('');
}
