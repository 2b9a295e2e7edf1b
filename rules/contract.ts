import type { GenericSchema } from 'valibot';

/**
 * What AWS Config may be told of a resource. `INSUFFICIENT_DATA` has no place here: PutEvaluations refuses it, and a
 * rule that cannot tell throws.
 */
export type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

export interface Verdict {
  readonly complianceType: ComplianceType;
  /** Why, in kebab-case, one of the rule's `reasons`: stable, for logs and filters. */
  readonly reason: string;
  /** Why, for a person, and what to do next: 1 to 256 characters, the limits of PutEvaluations' `Annotation`. */
  readonly annotation: string;
}

/** One AWS Config rule: what it is called, how it may be set, and how it decides. */
export interface Rule<Evidence, Parameters> {
  /** Also the name of its folder, handler, function, page and tests. */
  readonly name: string;
  /** The compliant state, in one sentence. */
  readonly title: string;
  /** The AWS resource type that it judges. */
  readonly resourceType: string;
  /** Every `reason` that a verdict of this rule can have. */
  readonly reasons: readonly string[];
  /** From the rule parameters as AWS Config passes them (an object of strings) to what `evaluate` takes. */
  readonly parameters: GenericSchema<unknown, Parameters>;
  /** Pure but for the evidence that it asks for. Throws when the evidence does not allow a verdict. */
  evaluate(evidence: Evidence, parameters: Parameters): Promise<Verdict>;
}

/** The answers were in order, and still leave open what the verdict depends on. */
export class MissingEvidenceError extends Error {
  override readonly name = 'MissingEvidenceError';
}
