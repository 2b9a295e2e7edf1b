import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import { type Expected, type FaultCase, type Operation, survived, thrown } from './fault-case.ts';
import { oddAnswers } from './odd-answers.ts';

const OPERATIONS: readonly Operation[] = [
  'iam:GetAccountSummary',
  'iam:ListVirtualMFADevices',
  'organizations:DescribeOrganization',
  'config:PutEvaluations',
  'sts:AssumeRole',
];

/** Faults that pass: survived twice, and an error when they stay. */
const TRANSIENT: readonly [kind: Fault['fault'], says: RegExp][] = [
  ['throttled', /Throttling|TooManyRequests/],
  ['internal-error', /ServiceFailure|InternalServerError/],
  ['unavailable', /ServiceUnavailable/],
  ['reset-before', /socket hang up|ECONNRESET/],
  ['reset-after', /socket hang up|ECONNRESET/],
  ['no-answer', /TimeoutError/],
  ['cut-off', /aborted/],
];

/** Answers that are refused at once. */
const PERMANENT: readonly [kind: Fault['fault'], says: RegExp][] = [
  ['denied-by-role', /no identity-based policy.+\. Allow <operation> to the principal that AWS names/],
  ['denied-by-scp', /service control policy.+ find the policy of the organization that denies it/],
  ['expired-token', /ExpiredToken/],
  ['truncated', /AWS does not document such an answer/],
  ['not-a-document', /AWS does not document such an answer/],
];

/** A role that may not be assumed has advice of its own. */
const ROLE_REFUSALS: Readonly<Record<string, RegExp>> = {
  'denied-by-role': /no identity-based policy.+ may assume roles of its own organization only/,
  'denied-by-scp': /service control policy.+ Find the policy that denies it/,
};

/** Every operation with every fault that it can meet. */
export const faultCases: readonly FaultCase[] = [
  ...OPERATIONS.flatMap((operation) => [
    ...TRANSIENT.flatMap(([fault, says]) => [
      survived(operation, `${fault}, once`, { fault, requests: [1] }),
      survived(operation, `${fault}, twice`, { fault, requests: [1, 2] }),
      { ...thrown(operation, `${fault}, always`, { fault }, says), ...lateIf(takesEffect(operation, fault)) },
    ]),
    ...PERMANENT.map(([fault, says]) => ({
      ...thrown(operation, fault, { fault }, saysOf(operation, fault) ?? says),
      ...lateIf(takesEffect(operation, fault)),
    })),
    survived(operation, 'clock-skewed', { fault: 'clock-skewed' }),
  ]),

  ...oddAnswers,
];

function saysOf(operation: Operation, fault: Fault['fault']): RegExp | undefined {
  return operation === 'sts:AssumeRole' ? ROLE_REFUSALS[fault] : undefined;
}

function lateIf(isLate: boolean): { expected: Expected } {
  return { expected: isLate ? 'thrown after the report' : 'thrown' };
}

/** Whether AWS Config has stored the evaluation although its answer did not come through. */
function takesEffect(operation: Operation, fault: Fault['fault']): boolean {
  return (
    operation === 'config:PutEvaluations' &&
    ['reset-after', 'cut-off', 'truncated', 'not-a-document'].includes(fault)
  );
}
