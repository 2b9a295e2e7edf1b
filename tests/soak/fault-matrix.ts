import pMap from 'p-map';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { Fault } from '../../embedded-aws/services/fault-injection.ts';

type Operation = Fault['operation'];

/**
 * `survived`: the verdict is reported as without the fault. `thrown`: the function fails, and nothing was reported.
 * `thrown after the report`: AWS Config has the right verdict, but its answer did not say so; the function fails.
 */
export type Expected = 'survived' | 'thrown' | 'thrown after the report';

export interface FaultCase {
  readonly operation: Operation;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly expected: Expected;
  /** What the function's error says of it, besides the operation and the account. */
  readonly says?: RegExp;
}

export interface FaultRun extends FaultCase {
  readonly accountId: string;
  /** What AWS Config shows after the run. */
  readonly complianceType: string | undefined;
  /** The function's error. */
  readonly error: string | undefined;
}

/** The function's timeout in the matrix: short, so that what hangs does not hang for long. */
const TIMEOUT_SECONDS = 10;

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
  ['denied-by-role', /no identity-based policy.+\. Allow <operation> in the role that AWS names/],
  ['denied-by-scp', /service control policy.+ find the policy of the organization that denies it/],
  ['expired-token', /ExpiredToken/],
  ['truncated', /AWS does not document such an answer/],
  ['not-a-document', /AWS does not document such an answer/],
];

/** Of a role that may not be assumed the advice is another. */
const ROLE_REFUSALS: Readonly<Record<string, RegExp>> = {
  'denied-by-role': /no identity-based policy.+ may assume roles of its own organization only/,
  'denied-by-scp': /service control policy.+ Find the policy that denies it/,
};

const ODD_NUMBERS = ['yes', '-1', '1.5', 'NaN'];
const ODD_FLAGS = [...ODD_NUMBERS, '2'];

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

  thrown(
    'iam:GetAccountSummary',
    'no SummaryMap',
    { fault: 'field', field: 'SummaryMap' },
    /SummaryMap: expected a value/,
  ),
  thrown(
    'iam:GetAccountSummary',
    'no AccountMFAEnabled',
    { fault: 'field', field: 'AccountMFAEnabled' },
    /AccountMFAEnabled/,
  ),
  ...Object.entries({
    AccountPasswordPresent: 'password',
    AccountAccessKeysPresent: 'accessKeys',
    AccountSigningCertificatesPresent: 'signingCertificates',
  }).map(([field, credential]) =>
    thrown(
      'iam:GetAccountSummary',
      `no ${field}`,
      { fault: 'field', field },
      new RegExp(`did not report whether the root user has ${credential}`),
    ),
  ),
  ...['AccountMFAEnabled', 'AccountPasswordPresent'].flatMap((field) => oddValues(field, ODD_FLAGS)),
  ...['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'].flatMap((field) =>
    oddValues(field, ODD_NUMBERS),
  ),

  survived('iam:ListVirtualMFADevices', 'one-device-a-page', { fault: 'one-device-a-page' }),
  thrown(
    'iam:ListVirtualMFADevices',
    'repeated-marker',
    { fault: 'repeated-marker' },
    /the same marker twice/,
  ),
  ...['IsTruncated', 'VirtualMFADevices', 'User', 'Arn'].map((field) =>
    thrown(
      'iam:ListVirtualMFADevices',
      `no ${field}`,
      { fault: 'field', field },
      new RegExp(`${field}: expected .+, got nothing`),
    ),
  ),
  thrown(
    'iam:ListVirtualMFADevices',
    'an owner that is nobody',
    { fault: 'field', field: 'Arn', value: 'garbage' },
    /expected the ARN of a root user or an IAM user/,
  ),
  {
    operation: 'iam:ListVirtualMFADevices',
    name: 'IsTruncated yes where there is more',
    faults: [
      { operation: 'iam:ListVirtualMFADevices', fault: 'one-device-a-page' },
      { operation: 'iam:ListVirtualMFADevices', fault: 'field', field: 'IsTruncated', value: 'yes' },
    ],
    expected: 'thrown',
    says: /Marker: expected no marker where there is no more/,
  },
  {
    operation: 'iam:ListVirtualMFADevices',
    name: 'no Marker where there is more',
    faults: [
      { operation: 'iam:ListVirtualMFADevices', fault: 'one-device-a-page' },
      { operation: 'iam:ListVirtualMFADevices', fault: 'field', field: 'Marker' },
    ],
    expected: 'thrown',
    says: /Marker: expected a value, got nothing/,
  },
  {
    operation: 'iam:ListVirtualMFADevices',
    name: 'no answer to two of three requests, page after page',
    faults: [
      { operation: 'iam:ListVirtualMFADevices', fault: 'one-device-a-page' },
      {
        operation: 'iam:ListVirtualMFADevices',
        fault: 'no-answer',
        requests: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14],
      },
    ],
    expected: 'thrown',
    says: /no answer within the time that the function has/,
  },

  ...['Organization', 'MasterAccountId'].map((field) =>
    thrown(
      'organizations:DescribeOrganization',
      `no ${field}`,
      { fault: 'field', field },
      new RegExp(`${field}: expected`),
    ),
  ),
  thrown(
    'organizations:DescribeOrganization',
    'a MasterAccountId that is none',
    { fault: 'field', field: 'MasterAccountId', value: '1111222233334' },
    /expected a 12-digit account id/,
  ),

  ...['Credentials', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'AssumedRoleUser', 'Arn'].map(
    (field) =>
      thrown(
        'sts:AssumeRole',
        `no ${field}`,
        { fault: 'field', field },
        new RegExp(`answer\\..*${field}: expected`),
      ),
  ),
  thrown(
    'sts:AssumeRole',
    'a session of another account',
    {
      fault: 'field',
      field: 'Arn',
      value: 'arn:aws:sts::888888888888:assumed-role/RootUserMfaEvaluation/aws-config-rule',
    },
    /answer\.AssumedRoleUser\.Arn: expected/,
  ),

  thrown(
    'config:PutEvaluations',
    'invalid-result-token',
    { fault: 'invalid-result-token' },
    /InvalidResultTokenException/,
  ),
  thrown(
    'config:PutEvaluations',
    'no-such-config-rule',
    { fault: 'no-such-config-rule' },
    /NoSuchConfigRuleException/,
  ),
  thrown(
    'config:PutEvaluations',
    'failed-evaluations',
    { fault: 'failed-evaluations' },
    /did not store the evaluation/,
  ),
  survived('config:PutEvaluations', 'no FailedEvaluations', { fault: 'field', field: 'FailedEvaluations' }),
];

/**
 * Runs the cases, each in an account of its own, with a function of its own or, to see `sts:AssumeRole`, a central one.
 *
 * @param deployed with `memberRoleName`
 * @param onDone called after each case
 */
export async function runFaultCases(
  deployed: Package,
  cases: readonly FaultCase[],
  onDone: () => void = () => {},
): Promise<FaultRun[]> {
  const aws = await EmbeddedAws.start(deployed, { keepWarm: true, timeoutSeconds: TIMEOUT_SECONDS });
  try {
    const runCase = async (faultCase: FaultCase, index: number): Promise<FaultRun> => {
      const account = accountFor(faultCase, index);
      const isCentral = faultCase.operation === 'sts:AssumeRole';
      if (isCentral) aws.deployCentrally(home, [account], PARAMETERS);
      else aws.deploy(account, PARAMETERS);
      const error = await aws.evaluate(account).then(
        () => undefined,
        (failure: Error) => failure.message,
      );
      const shown = await readCompliance(aws, account);
      aws.remove(account);
      onDone();
      return { ...faultCase, accountId: account.id, complianceType: shown?.complianceType, error };
    };
    return await pMap(cases, runCase, { concurrency: 12 });
  } finally {
    await aws.close();
  }
}

const PARAMETERS = { allowVirtualMfa: 'false' };

/** The verdict that the case's account deserves. */
export function deservedCompliance({ operation }: FaultCase): string {
  return operation === 'iam:ListVirtualMFADevices' ? 'COMPLIANT' : 'NOT_APPLICABLE';
}

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };

/** The account of a central function. */
const home: AwsAccount = {
  id: organization.managementAccountId,
  name: 'management',
  partition: 'aws',
  region: 'us-east-1',
  organization,
  rootUser: { password: false, accessKeys: 0, signingCertificates: 0, mfaDevices: [] },
  users: [],
  faults: [],
};

/** An account whose verdict needs the operation: row 2 with the devices of other users, or row 6. */
function accountFor({ operation, faults }: FaultCase, index: number): AwsAccount {
  const hasMfa = operation === 'iam:ListVirtualMFADevices';
  return {
    id: `${100_000_000_000 + index}`,
    name: 'member',
    partition: 'aws',
    region: 'us-east-1',
    organization,
    rootUser: {
      password: hasMfa,
      accessKeys: 0,
      signingCertificates: 0,
      mfaDevices: hasMfa ? ['passkey'] : [],
    },
    users: ['rooter', 'root', 'a', 'b', 'c', 'd'].map((name) => ({
      name,
      virtualMfaDevice: `${name}-phone`,
    })),
    faults,
  };
}

function saysOf(operation: Operation, fault: Fault['fault']): RegExp | undefined {
  return operation === 'sts:AssumeRole' ? ROLE_REFUSALS[fault] : undefined;
}

type WithoutOperation = Omit<Fault, 'operation'>;

function survived(operation: Operation, name: string, fault: WithoutOperation): FaultCase {
  return { operation, name, faults: [{ operation, ...fault }], expected: 'survived' };
}

function thrown(operation: Operation, name: string, fault: WithoutOperation, says: RegExp): FaultCase {
  const source = says.source.replace('<operation>', operation);
  return {
    operation,
    name,
    faults: [{ operation, ...fault }],
    expected: 'thrown',
    says: new RegExp(source, 's'),
  };
}

function oddValues(field: string, values: readonly string[]): FaultCase[] {
  return values.map((value) =>
    thrown(
      'iam:GetAccountSummary',
      `${field} ${value}`,
      { fault: 'field', field, value },
      new RegExp(`${field}: expected .+, got (-?[\\d.]+|NaN)\\.`),
    ),
  );
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
