/** An IAM policy, with the elements that the project's templates use. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

export interface TrustPolicy {
  readonly Statement: readonly TrustStatement[];
}

interface TrustStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: { readonly AWS: string } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Condition?: Condition;
}

/** The accepted values, by operator and then by key. */
type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** The organizations of the principal and of the resource; `undefined` for an account in none. */
  readonly principalOrgId?: string | undefined;
  readonly resourceOrgId?: string | undefined;
  readonly taskPolicyArn?: string;
}

/** The value of a condition key. Keys are case-insensitive. */
const CONDITION_KEYS: Record<string, (request: Request) => string | undefined> = {
  'aws:principalorgid': ({ principalOrgId }) => principalOrgId,
  'aws:resourceorgid': ({ resourceOrgId }) => resourceOrgId,
  'sts:taskpolicyarn': ({ taskPolicyArn }) => taskPolicyArn,
};

/**
 * Whether identity-based policies allow a request. An explicit deny wins, and a request that no policy allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * @throws {Error} on an unknown policy element, which could not be enforced
 */
export function isAllowed(policies: readonly Policy[], request: Request): boolean {
  const statements = policies.flatMap((policy) => policy.Statement);
  return decide(statements, 'Resource', request, ({ Resource }) => matches(Resource, request.resource, ''));
}

/**
 * Whether a role's trust policy allows the request of a principal of another account.
 *
 * @param principalArns the ARNs by which a trust policy can name the principal: its role's and its account's root
 * @throws {Error} on an unknown policy element
 */
export function isTrusted(
  { Statement: statements }: TrustPolicy,
  principalArns: readonly string[],
  request: Request,
): boolean {
  return decide(
    statements,
    'Principal',
    request,
    ({ Principal }) => 'AWS' in Principal && principalArns.includes(Principal.AWS),
  );
}

/** @param element names what a statement is about, besides its action */
function decide<Some extends Statement | TrustStatement>(
  statements: readonly Some[],
  element: 'Resource' | 'Principal',
  request: Request,
  isAbout: (statement: Some) => boolean,
): boolean {
  const understood = ['Sid', 'Effect', 'Action', element, 'Condition'];
  const strange = statements.flatMap(Object.keys).find((key) => !understood.includes(key));
  if (strange !== undefined) {
    throw new Error(`The embedded AWS does not enforce the policy element ${strange}`);
  }
  const effects = statements
    .filter(({ Condition }) => isMet(Condition, request))
    .filter((statement) => matches(statement.Action, request.action, 'i') && isAbout(statement))
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

/** A key or a variable without a value equals no value. */
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

/** `*` stands for any characters, `?` for one. Actions are case-insensitive. */
function toRegExp(pattern: string, flags: string): RegExp {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, flags);
}
