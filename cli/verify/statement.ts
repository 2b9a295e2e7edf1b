import type { Aws } from '../../aws/call.ts';

/** What a check found of a statement. `detail` names no account, person, resource or ARN: it is pasted into public issues. */
export interface CheckFinding {
  readonly result: 'confirmed' | 'differs' | 'cannot tell';
  readonly detail: string;
}

/** A statement about AWS that the documentation marks as unverified, and how an account can decide it. */
export interface Statement {
  /** Its name in docs/unverified.md. */
  readonly id: string;
  readonly says: string;
  /** The IAM actions that the check calls; all of them read. */
  readonly actions: readonly string[];
  check(aws: Aws, now: Date): Promise<CheckFinding>;
}

export const confirmed = (detail: string): CheckFinding => ({ result: 'confirmed', detail });
export const differs = (detail: string): CheckFinding => ({ result: 'differs', detail });
export const cannotTell = (detail: string): CheckFinding => ({ result: 'cannot tell', detail });
