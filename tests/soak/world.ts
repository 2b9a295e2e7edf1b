import { partition } from '@aws-sdk/core/client';
import fc from 'fast-check';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { EVALUATION_OPERATIONS, type Fault } from '../../embedded-aws/services/fault-injection.ts';
import {
  createRootUser,
  type DescribedRootUser,
  type RootUser,
} from '../../embedded-aws/services/root-user.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';

/** One account, how the rule is set there, and what goes wrong when the function asks AWS. */
export interface World {
  readonly account: AwsAccount;
  readonly parameters: Readonly<Record<string, string>>;
}

const REGIONS = [
  ...['us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-iso-east-1'],
];

type Kind = Fault['fault'];

/** Faults that pass within the SDK's three attempts. */
const PASSING: Kind[] = [
  ...(['throttled', 'internal-error', 'unavailable', 'reset-before', 'reset-after', 'cut-off'] as const),
];

/** Faults that stay. */
const LASTING: Kind[] = ['denied-by-role', 'denied-by-scp', 'expired-token', 'truncated', 'not-a-document'];

const weighted = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>) => ({ weight, arbitrary });
const operation = fc.constantFrom(...EVALUATION_OPERATIONS);
const oddField = {
  operation: fc.constant('iam:GetAccountSummary'),
  fault: fc.constant<Kind>('field'),
  field: fc.constantFrom(
    ...['AccountMFAEnabled', 'AccountPasswordPresent'],
    ...['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'],
  ),
};
const oneOf = (operation: string, ...kinds: Kind[]) =>
  fc.record({ operation: fc.constant(operation), fault: fc.constantFrom(...kinds) });

const fault: fc.Arbitrary<Fault> = fc.oneof(
  weighted(
    3,
    fc.record({
      operation,
      // What takes no answer takes its time: it is rare.
      fault: fc.oneof(weighted(12, fc.constantFrom(...PASSING)), weighted(1, fc.constant<Kind>('no-answer'))),
      requests: fc.constantFrom([1], [2], [1, 2]),
    }),
  ),
  weighted(3, fc.record({ operation, fault: fc.constantFrom(...LASTING) })),
  weighted(2, fc.record(oddField)),
  weighted(
    2,
    fc.record({ ...oddField, value: fc.constantFrom('yes', '-1', '1.5', 'NaN', '99999999999999999999') }),
  ),
  weighted(1, oneOf('iam:ListVirtualMFADevices', 'one-device-a-page', 'repeated-marker')),
  weighted(
    1,
    oneOf('config:PutEvaluations', 'invalid-result-token', 'no-such-config-rule', 'failed-evaluations'),
  ),
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

const known = {
  allowVirtualMfa: fc.constantFrom('true', 'false'),
  allowMemberCredentials: fc.constantFrom('true', 'false'),
  credentialFreeCompliance: fc.constantFrom('NOT_APPLICABLE', 'COMPLIANT'),
};
const unknown: Record<string, string>[] = [
  { allowVirtualMfa: 'yes' },
  { allowVirtualMFA: 'false' },
  { allowMemberCredentials: 'False' },
  { credentialFreeCompliance: 'INSUFFICIENT_DATA' },
];
const parameters = fc.oneof(
  weighted(19, fc.record(known, { requiredKeys: [] })),
  weighted(1, fc.constantFrom(...unknown)),
);

/** Random worlds. Most have no fault; account ids are for the runner to give. */
export const world: fc.Arbitrary<World> = fc
  .record({
    region: fc.constantFrom(...REGIONS),
    role: fc.constantFrom('management', 'member', 'member', 'none'),
    // Half of all: most rows of the table are about accounts without credentials.
    rootUser: fc.oneof(rootUser, fc.constant(bareRootUser)),
    hasRootUser: fc.boolean(),
    users,
    faults: fc.oneof(weighted(3, fc.constant([])), weighted(2, faults)),
    parameters,
  })
  .map(({ region, role, rootUser, hasRootUser, users, faults, parameters }) => {
    const id = '111111111111';
    const partitionId = partition(region).name;
    const managementAccountId = role === 'management' ? id : MANAGEMENT_ACCOUNT_ID;
    const account = anAccount({
      id,
      name: role,
      partition: partitionId,
      region,
      organization: role === 'none' ? null : { id: 'o-a1b2c3d4e5', managementAccountId },
      rootUser: partitionId === 'aws-cn' && !hasRootUser ? null : rootUser,
      users: users.map((name) => ({ name, virtualMfaDevice: `${name}-phone` })),
      faults,
    });
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
  const rootUserWithPassword = { ...bareRootUser, password: true };
  const management = { id: MANAGEMENT_ACCOUNT_ID, name: 'management', rootUser: rootUserWithPassword };
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
