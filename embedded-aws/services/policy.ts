/** An IAM policy, as far as the project's templates use the language. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

/** What a role says of who may assume it. */
export interface TrustPolicy {
  readonly Statement: readonly TrustStatement[];
}

interface TrustStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Condition?: Condition;
}

/** Operator, then key, then the values of which one has to be the request's. */
type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Who asks, for what, on what. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  /** The organizations of the principal and of the resource; nothing for an account that is in none. */
  readonly principalOrgId?: string | undefined;
  readonly resourceOrgId?: string | undefined;
}

/** What a key of a condition stands for. Keys do not care for case. */
const CONDITION_KEYS: Record<string, (request: Request) => string | undefined> = {
  'aws:principalorgid': ({ principalOrgId }) => principalOrgId,
  'aws:resourceorgid': ({ resourceOrgId }) => resourceOrgId,
};

/**
 * Whether identity-based policies allow a request. An explicit deny wins; what nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @throws {Error} on a policy element that is not understood, since it could not be enforced
 */
export function isAllowed(policies: readonly Policy[], request: Request): boolean {
  const statements = policies.flatMap((policy) => policy.Statement);
  expectUnderstood(statements, ['Sid', 'Effect', 'Action', 'Resource', 'Condition']);
  return decide(
    statements.filter(
      ({ Action, Resource, Condition }) =>
        isMet(Condition, request) &&
        matches(Action, request.action, 'i') &&
        matches(Resource, request.resource, ''),
    ),
  );
}

/**
 * Whether a role trusts a principal of another account with a request.
 *
 * @param principalArns by which a trust policy may name the principal: the role's ARN, the account's root ARN
 */
export function isTrusted(
  { Statement: statements }: TrustPolicy,
  principalArns: readonly string[],
  request: Request,
): boolean {
  expectUnderstood(statements, ['Sid', 'Effect', 'Action', 'Principal', 'Condition']);
  return decide(
    statements.filter(
      ({ Action, Principal, Condition }) =>
        isMet(Condition, request) &&
        matches(Action, request.action, 'i') &&
        'AWS' in Principal &&
        principalArns.includes(Principal.AWS),
    ),
  );
}

function decide(matching: readonly { readonly Effect: 'Allow' | 'Deny' }[]): boolean {
  return (
    matching.some((statement) => statement.Effect === 'Allow') &&
    matching.every((statement) => statement.Effect !== 'Deny')
  );
}

function expectUnderstood(statements: readonly object[], understood: readonly string[]): void {
  for (const statement of statements) {
    const strange = Object.keys(statement).find((key) => !understood.includes(key));
    if (strange === undefined) continue;
    throw new Error(`The embedded AWS does not enforce the policy element ${strange}`);
  }
}

/** A key or a variable without a value equals nothing. */
function isMet(condition: Condition = {}, request: Request): boolean {
  return Object.entries(condition).every(([operator, wanted]) => {
    if (operator !== 'StringEquals') {
      throw new Error(`The embedded AWS does not enforce the condition operator ${operator}`);
    }
    return Object.entries(wanted).every(([key, values]) => {
      const got = contextOf(key, request);
      return got !== undefined && [values].flat().some((value) => substitute(value, request) === got);
    });
  });
}

function contextOf(key: string, request: Request): string | undefined {
  const read = CONDITION_KEYS[key.toLowerCase()];
  if (read === undefined) throw new Error(`The embedded AWS does not enforce the condition key ${key}`);
  return read(request);
}

/** @param value a text, or one policy variable such as `${aws:PrincipalOrgID}` */
function substitute(value: string, request: Request): string | undefined {
  const [, variable] = /^\$\{(.+)\}$/.exec(value) ?? [];
  if (variable !== undefined) return contextOf(variable, request);
  if (value.includes('${')) throw new Error(`The embedded AWS does not enforce the condition value ${value}`);
  return value;
}

function matches(patterns: string | readonly string[], value: string, flags: string): boolean {
  return [patterns].flat().some((pattern) => toRegExp(pattern, flags).test(value));
}

/** `*` stands for any characters, `?` for one; actions do not care for case. */
function toRegExp(pattern: string, flags: string): RegExp {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, flags);
}
