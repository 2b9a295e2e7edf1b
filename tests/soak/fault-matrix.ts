import { FAULTY_OPERATIONS, type Fault } from '../../embedded-aws/services/fault-injection.ts';

type Operation = Fault['operation'];

export interface FaultCase {
  readonly operation: Operation;
  readonly name: string;
  readonly faults: readonly Fault[];
  /**
   * `survived`: the verdict is reported as without the fault. `thrown`: the function fails, and nothing was reported.
   * `thrown after the report`: AWS Config has the right verdict, but its answer did not say so; the function fails.
   */
  readonly expected: 'survived' | 'thrown' | 'thrown after the report';
  /** What the function's error says of it, besides the operation and the account. */
  readonly says?: RegExp;
}

type FaultOf = Omit<Fault, 'operation'>;

function survived(operation: Operation, name: string, fault: FaultOf): FaultCase {
  return { operation, name, faults: [{ operation, ...fault }], expected: 'survived' };
}

function thrown(operation: Operation, name: string, says: RegExp, ...faults: FaultOf[]): FaultCase {
  // Whether AWS Config has stored the evaluation although its answer did not come through.
  const isLate =
    operation === 'config:PutEvaluations' &&
    faults.some(({ fault }) => ['reset-after', 'cut-off', 'truncated', 'not-a-document'].includes(fault));
  return {
    operation,
    name,
    faults: faults.map((fault) => ({ operation, ...fault })),
    expected: isLate ? 'thrown after the report' : 'thrown',
    says: new RegExp(says.source.replace('<operation>', operation), 's'),
  };
}

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

const common = FAULTY_OPERATIONS.flatMap((operation) => [
  ...TRANSIENT.flatMap(([fault, says]) => [
    survived(operation, `${fault}, once`, { fault, requests: [1] }),
    survived(operation, `${fault}, twice`, { fault, requests: [1, 2] }),
    thrown(operation, `${fault}, always`, says, { fault }),
  ]),
  ...PERMANENT.map(([fault, says]) => {
    const ownSays = operation === 'sts:AssumeRole' ? ROLE_REFUSALS[fault] : undefined;
    return thrown(operation, fault, ownSays ?? says, { fault });
  }),
  survived(operation, 'clock-skewed', { fault: 'clock-skewed' }),
]);

const SUMMARY = 'iam:GetAccountSummary';
const DEVICES = 'iam:ListVirtualMFADevices';
const ORGANIZATION = 'organizations:DescribeOrganization';
const REPORT = 'config:PutEvaluations';
const ROLE = 'sts:AssumeRole';

const NO_OWNER = /expected each device to name its owner, got one that does not\. Start the evaluation again/;

/** The fields that an answer must have, and what is said without them. */
const NEEDED: readonly [Operation, field: string, says: RegExp][] = [
  [SUMMARY, 'SummaryMap', /SummaryMap: expected a value/],
  [SUMMARY, 'AccountMFAEnabled', /AccountMFAEnabled/],
  [SUMMARY, 'AccountPasswordPresent', /did not report whether the root user has password/],
  [SUMMARY, 'AccountAccessKeysPresent', /did not report whether the root user has accessKeys/],
  [SUMMARY, 'AccountSigningCertificatesPresent', /did not report .+ has signingCertificates/],
  [DEVICES, 'IsTruncated', /IsTruncated: expected .+, got nothing/],
  [DEVICES, 'VirtualMFADevices', /VirtualMFADevices: expected .+, got nothing/],
  [DEVICES, 'User', NO_OWNER],
  [DEVICES, 'Arn', NO_OWNER],
  [ORGANIZATION, 'Organization', /Organization: expected/],
  [ORGANIZATION, 'MasterAccountId', /MasterAccountId: expected/],
  [ROLE, 'Credentials', /answer\..*Credentials: expected/],
  [ROLE, 'AccessKeyId', /answer\..*AccessKeyId: expected/],
  [ROLE, 'SecretAccessKey', /answer\..*SecretAccessKey: expected/],
  [ROLE, 'SessionToken', /answer\..*SessionToken: expected/],
  [ROLE, 'AssumedRoleUser', /answer\..*AssumedRoleUser: expected/],
  [ROLE, 'Arn', /answer\..*Arn: expected/],
];

const ODD_NUMBERS = ['yes', '-1', '1.5', 'NaN', '99999999999999999999'];
const ODD_VALUES: Readonly<Record<string, readonly string[]>> = {
  AccountMFAEnabled: [...ODD_NUMBERS, '2'],
  AccountPasswordPresent: [...ODD_NUMBERS, '2'],
  AccountAccessKeysPresent: ODD_NUMBERS,
  AccountSigningCertificatesPresent: ODD_NUMBERS,
};

const field = (name: string, value?: string): FaultOf => ({
  fault: 'field',
  field: name,
  ...(value !== undefined && { value }),
});
const small: FaultOf = { fault: 'one-device-a-page' };
const noMarker = field('Marker');
/** Two of the three requests for each page. */
const unanswered: FaultOf = {
  fault: 'no-answer',
  requests: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20],
};
const invalidManagement = field('MasterAccountId', '1111222233334');
const anotherSession = field(
  'Arn',
  'arn:aws:sts::888888888888:assumed-role/RootUserMfaEvaluation/aws-config-rule',
);
const NOT_AN_OWNER = /expected the ARN of a root user or an IAM user/;
const NOT_THE_END = /Marker: expected no marker where there is no more/;
const NO_TIME = /no answer within the time that the function has/;

/** Each operation with each answer of its own that AWS does not document, or documents and rarely gives. */
const odd: readonly FaultCase[] = [
  ...NEEDED.map(([operation, name, says]) => thrown(operation, `no ${name}`, says, field(name))),
  ...Object.entries(ODD_VALUES).flatMap(([name, values]) =>
    values.map((value) => {
      const says = new RegExp(`${name}: expected .+, got (-?[\\d.]+|NaN)\\.`);
      return thrown(SUMMARY, `${name} ${value}`, says, field(name, value));
    }),
  ),
  survived(DEVICES, 'one-device-a-page', small),
  thrown(DEVICES, 'repeated-marker', /the same marker twice/, { fault: 'repeated-marker' }),
  thrown(DEVICES, 'an owner that is nobody', NOT_AN_OWNER, field('Arn', 'garbage')),
  thrown(DEVICES, 'IsTruncated yes where there is more', NOT_THE_END, small, field('IsTruncated', 'yes')),
  thrown(DEVICES, 'no Marker where there is more', /Marker: expected a value, got nothing/, small, noMarker),
  thrown(DEVICES, 'no answer to two of three requests, page after page', NO_TIME, small, unanswered),
  thrown(ORGANIZATION, 'an invalid MasterAccountId', /expected a 12-digit account id/, invalidManagement),
  thrown(ROLE, 'a session of another account', /answer\.AssumedRoleUser\.Arn: expected/, anotherSession),
  thrown(REPORT, 'invalid-result-token', /InvalidResultTokenException/, { fault: 'invalid-result-token' }),
  thrown(REPORT, 'no-such-config-rule', /NoSuchConfigRuleException/, { fault: 'no-such-config-rule' }),
  thrown(REPORT, 'failed-evaluations', /did not store the evaluation/, { fault: 'failed-evaluations' }),
  survived(REPORT, 'no FailedEvaluations', field('FailedEvaluations')),
];

/** Every operation with every fault that it can meet. */
export const faultCases: readonly FaultCase[] = [...common, ...odd];
