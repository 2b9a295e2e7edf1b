/** An IAM policy, as far as the project's templates use the language. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const UNDERSTOOD = new Set(['Sid', 'Effect', 'Action', 'Resource']);

/**
 * Whether identity-based policies allow an action. An explicit deny wins; what nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @throws {Error} on a policy element that is not understood, since it could not be enforced
 */
export function isAllowed(policies: readonly Policy[], action: string, resource: string): boolean {
  const statements = policies.flatMap((policy) => policy.Statement);
  for (const statement of statements) {
    const strange = Object.keys(statement).find((key) => !UNDERSTOOD.has(key));
    if (strange !== undefined)
      throw new Error(`The embedded AWS does not enforce the policy element ${strange}`);
  }
  const matching = statements.filter(
    (statement) => matches(statement.Action, action, 'i') && matches(statement.Resource, resource, ''),
  );
  return (
    matching.some((statement) => statement.Effect === 'Allow') &&
    matching.every((statement) => statement.Effect !== 'Deny')
  );
}

function matches(patterns: string | readonly string[], value: string, flags: string): boolean {
  return [patterns].flat().some((pattern) => toRegExp(pattern, flags).test(value));
}

/** `*` stands for any characters, `?` for one; actions do not care for case. */
function toRegExp(pattern: string, flags: string): RegExp {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, flags);
}
