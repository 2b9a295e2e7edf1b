import { type FaultCase, survived, thrown } from './fault-case.ts';

const ODD_NUMBERS = ['yes', '-1', '1.5', 'NaN', '99999999999999999999'];
const ODD_FLAGS = [...ODD_NUMBERS, '2'];

/** Each operation with each answer of its own that AWS does not document, or documents and rarely gives. */
export const oddAnswers: readonly FaultCase[] = [
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
  ...['IsTruncated', 'VirtualMFADevices'].map((field) =>
    thrown(
      'iam:ListVirtualMFADevices',
      `no ${field}`,
      { fault: 'field', field },
      new RegExp(`${field}: expected .+, got nothing`),
    ),
  ),
  ...['User', 'Arn'].map((field) =>
    thrown(
      'iam:ListVirtualMFADevices',
      `no ${field}`,
      { fault: 'field', field },
      /expected each device to name its owner, got one that does not\. Start the evaluation again/,
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
        requests: [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20],
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
    'an invalid MasterAccountId',
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
