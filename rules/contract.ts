import type { GenericSchema } from 'valibot';

/**
 * What AWS Config may be told of a resource. `INSUFFICIENT_DATA` has no place here: PutEvaluations refuses it, and a
 * rule that cannot decide throws.
 */
export type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

export interface Verdict {
  readonly complianceType: ComplianceType;
  /** Why, in kebab-case: the row of the rule's verdict table. Stable, for logs and filters. */
  readonly reason: string;
  /** Why, for a person, and what to do next: 1 to 256 characters, the limits of PutEvaluations' `Annotation`. */
  readonly annotation: string;
}

/**
 * One row of a rule's verdict table. Everything that the code and the docs say of it stands here, once. `npm run docs`
 * writes the tables of the docs from it.
 */
export interface VerdictRow<Facts = never> {
  /** The state in which the row applies. */
  readonly when: string;
  /** A rule parameter decides where two are defensible. */
  readonly complianceType: ComplianceType | { readonly parameter: string };
  /** The state found, in a sentence. */
  readonly found: Words<Facts>;
  /** What to do next, in a sentence; nothing where there is nothing to do. */
  readonly next?: Words<Facts>;
}

/** A text, or a function that names the facts in it. */
type Words<Facts> = string | ((facts: Facts) => string);

export function annotationOf<Facts>({ found, next }: VerdictRow<Facts>, facts: Facts): string {
  return [found, next]
    .filter((words) => words !== undefined)
    .map((words) => (typeof words === 'string' ? words : words(facts)))
    .join(' ');
}

/** One AWS Config rule: its name, its parameters, what it reads and how it decides. */
export interface Rule<Evidence, Parameters> {
  /** Also the name of its folder, handler, function, page and tests. */
  readonly name: string;
  /** The compliant state, in one sentence. */
  readonly title: string;
  readonly resourceType: string;
  /** Every verdict that it can give, by its reason. */
  readonly verdicts: Readonly<Record<string, VerdictRow>>;
  /** Checks the rule parameters that AWS Config passes (an object of strings), and gives what `evaluate` takes. */
  readonly parameters: GenericSchema<unknown, Parameters>;
  /** What its evidence reads from AWS. */
  readonly reads: {
    /** The IAM actions, such as `iam:GetAccountSummary`. */
    readonly actions: readonly string[];
    /** How many calls a verdict takes at most, further pages not counted. */
    readonly mostCalls: number;
  };
  /** Has no side effects except reading evidence. Throws when the evidence does not allow a verdict. */
  evaluate(evidence: Evidence, parameters: Parameters): Promise<Verdict>;
}

/** The answers are valid but lack a value that the verdict needs. */
export class MissingEvidenceError extends Error {
  override readonly name = 'MissingEvidenceError';
}
