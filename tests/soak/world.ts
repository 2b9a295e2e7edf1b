import { partition } from '@aws-sdk/core/client';
import fc from 'fast-check';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { EVALUATION_OPERATIONS, type Fault } from '../../embedded-aws/services/fault-injection.ts';
import {
  createRootUser,
  type DescribedRootUser,
  type RootUser,
} from '../../embedded-aws/services/root-user.ts';
import { bareRootUser as credentialFree } from '../embedded-aws/fixtures.ts';

/** One account, how the rule is set there, and what goes wrong when the function asks AWS. */
export interface World {
  readonly account: AwsAccount;
  readonly parameters: Readonly<Record<string, string>>;
}

const REGIONS = [
  'us-east-1',
  'eu-central-1',
  'us-gov-west-1',
  'cn-north-1',
  'eusc-de-east-1',
  'us-iso-east-1',
];

/** Faults that pass within the SDK's three attempts. */
const PASSING = [
  'throttled',
  'internal-error',
  'unavailable',
  'reset-before',
  'reset-after',
  'cut-off',
] as const;

/** Faults that stay. */
const LASTING = ['denied-by-role', 'denied-by-scp', 'expired-token', 'truncated', 'not-a-document'] as const;

const SUMMARY_FIELDS = [
  'AccountMFAEnabled',
  'AccountPasswordPresent',
  'AccountAccessKeysPresent',
  'AccountSigningCertificatesPresent',
];

const operation = fc.constantFrom(...EVALUATION_OPERATIONS);

const fault: fc.Arbitrary<Fault> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      operation,
      // What takes no answer takes its time: it is rare.
      fault: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom(...PASSING) },
        { weight: 1, arbitrary: fc.constant('no-answer' as const) },
      ),
      requests: fc.constantFrom([1], [2], [1, 2]),
    }),
  },
  { weight: 3, arbitrary: fc.record({ operation, fault: fc.constantFrom(...LASTING) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      operation: fc.constant('iam:GetAccountSummary' as const),
      fault: fc.constant('field' as const),
      field: fc.constantFrom(...SUMMARY_FIELDS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      operation: fc.constant('iam:GetAccountSummary' as const),
      fault: fc.constant('field' as const),
      field: fc.constantFrom(...SUMMARY_FIELDS),
      value: fc.constantFrom('yes', '-1', '1.5', 'NaN', '99999999999999999999'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      operation: fc.constant('iam:ListVirtualMFADevices' as const),
      fault: fc.constantFrom('one-device-a-page' as const, 'repeated-marker' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      operation: fc.constant('config:PutEvaluations' as const),
      fault: fc.constantFrom(
        'invalid-result-token' as const,
        'no-such-config-rule' as const,
        'failed-evaluations' as const,
      ),
    }),
  },
);

/** A world has each kind of fault at most once, and a field has at most one. */
const faults = fc.uniqueArray(fault, {
  maxLength: 2,
  selector: ({ operation, fault, field }) => `${operation} ${field ?? fault}`,
});

const rootUser: fc.Arbitrary<DescribedRootUser> = fc.record({
  password: fc.boolean(),
  accessKeys: fc.constantFrom(0, 0, 1, 2),
  signingCertificates: fc.constantFrom(0, 0, 0, 1),
  mfaDevices: fc.oneof(
    fc.constant([]),
    fc.array(fc.constantFrom('virtual' as const, 'hardware' as const, 'passkey' as const), { maxLength: 8 }),
  ),
});

const users = fc.uniqueArray(fc.constantFrom('root', 'rooter', 'Root', 'root-account-mfa-device', 'alice'), {
  maxLength: 3,
});

const parameters = fc.oneof(
  {
    weight: 19,
    arbitrary: fc.record(
      {
        allowVirtualMfa: fc.constantFrom('true', 'false'),
        allowMemberCredentials: fc.constantFrom('true', 'false'),
        credentialFreeCompliance: fc.constantFrom('NOT_APPLICABLE', 'COMPLIANT'),
      },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Record<string, string>[]>(
      { allowVirtualMfa: 'yes' },
      { allowVirtualMFA: 'false' },
      { allowMemberCredentials: 'False' },
      { credentialFreeCompliance: 'INSUFFICIENT_DATA' },
    ),
  },
);

/** Random worlds. Most have no fault; account ids are for the runner to give. */
export const world: fc.Arbitrary<World> = fc
  .record({
    region: fc.constantFrom(...REGIONS),
    role: fc.constantFrom('management', 'member', 'member', 'none'),
    // Half of all accounts have no credentials, since most rows of the table are about them.
    rootUser: fc.oneof(rootUser, fc.constant(credentialFree)),
    hasRootUser: fc.boolean(),
    users,
    faults: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: faults }),
    parameters,
  })
  .map(({ region, role, rootUser, hasRootUser, users, faults, parameters }) => {
    const id = '111111111111';
    const partitionId = partition(region).name;
    const account: AwsAccount = {
      id,
      name: role,
      partition: partitionId,
      region,
      organization:
        role === 'none'
          ? null
          : { id: 'o-a1b2c3d4e5', managementAccountId: role === 'management' ? id : MANAGEMENT_ACCOUNT_ID },
      rootUser:
        partitionId === 'aws-cn' && !hasRootUser
          ? null
          : createRootUser({ id, partition: partitionId }, rootUser),
      users: users.map((name) => ({ name, virtualMfaDevice: `${name}-phone` })),
      faults,
    };
    return { account, parameters };
  });

const MANAGEMENT_ACCOUNT_ID = '999999999999';

/** The same world in another account. */
export function inAccount(id: string, { account, parameters }: World): World {
  const { organization, rootUser } = account;
  const managementAccountId = organization?.managementAccountId === account.id ? id : MANAGEMENT_ACCOUNT_ID;
  return {
    account: {
      ...account,
      id,
      organization: organization && { ...organization, managementAccountId },
      rootUser: rootUser && createRootUser({ ...account, id }, described(rootUser)),
    },
    parameters,
  };
}

function described(rootUser: RootUser): DescribedRootUser {
  return {
    password: rootUser.password,
    accessKeys: rootUser.accessKeys.length,
    signingCertificates: rootUser.signingCertificates.length,
    mfaDevices: rootUser.mfaDevices.map(({ kind }) => kind),
  };
}

/** The world as an organization file, for `npm start -- --organization FILE`. */
export function toOrganizationFile({ account, parameters }: World): object {
  const { id, name, region, organization, rootUser, users, faults } = account;
  const management = {
    id: MANAGEMENT_ACCOUNT_ID,
    name: 'management',
    rootUser: { ...credentialFree, password: true },
  };
  const isMember = organization !== null && organization.managementAccountId !== id;
  return {
    region,
    organization,
    parameters,
    accounts: [
      { id, name, rootUser: rootUser && described(rootUser), users, faults },
      ...(isMember ? [management] : []),
    ],
  };
}
