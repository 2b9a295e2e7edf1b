import { expectShape } from '../../../aws/expect.ts';
import { type RootUserEvidence, rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';
import type { RootCredentials } from '../../../rules/root-user-mfa-enabled/verdicts.ts';

/** What an account answers, and how the rule is set. */
export interface World {
  readonly partition: string;
  readonly mfa: boolean;
  readonly credentials: RootCredentials;
  /** Left out where the rule must not ask. */
  readonly virtualDevice?: boolean;
  readonly role?: 'management' | 'member' | 'none';
  readonly parameters: Readonly<Record<string, string>>;
}

export const none: RootCredentials = { password: false, accessKeys: false, signingCertificates: false };
export const unreported: RootCredentials = {
  password: undefined,
  accessKeys: undefined,
  signingCertificates: undefined,
};
export const bare: World = { partition: 'aws', mfa: false, credentials: none, parameters: {} };
export const protectedRoot: World = { ...bare, mfa: true, credentials: { ...none, password: true } };
export const hardwareOnly: World = { ...protectedRoot, parameters: { allowVirtualMfa: 'false' } };
const withPassword: World = { ...bare, credentials: { ...none, password: true } };
const withKeys: World = { ...bare, credentials: { ...none, accessKeys: true } };
const govCloud: World = { ...bare, partition: 'aws-us-gov' };
const china: World = { ...bare, partition: 'aws-cn' };
const forbidden = { allowMemberCredentials: 'false' };
const compliant = { credentialFreeCompliance: 'COMPLIANT' };

type Expected = readonly [complianceType: string, reason: string];
const MFA_ENABLED: Expected = ['COMPLIANT', 'mfa-enabled'];
const MEMBER: Expected = ['NON_COMPLIANT', 'member-with-credentials'];
const WITHOUT_MFA: Expected = ['NON_COMPLIANT', 'credentials-without-mfa'];
const KEYS_IN_GOVCLOUD: Expected = ['NON_COMPLIANT', 'govcloud-credentials-without-mfa'];
const GOVCLOUD: Expected = ['NOT_APPLICABLE', 'govcloud-without-credentials'];
const CREDENTIAL_FREE: Expected = ['NOT_APPLICABLE', 'member-without-credentials'];
const CHINA: Expected = ['NOT_APPLICABLE', 'china-without-root-user'];

/** Worlds by row of the verdict table, and what becomes of each. */
const rows: Readonly<Record<string, readonly [what: string, World, Expected][]>> = {
  'row 1': [
    ['MFA on', protectedRoot, MFA_ENABLED],
    [
      'virtual MFA allowed by name',
      { ...protectedRoot, parameters: { allowVirtualMfa: 'true' } },
      MFA_ENABLED,
    ],
    ['credentials not reported', { ...protectedRoot, credentials: unreported }, MFA_ENABLED],
    ['in GovCloud', { ...protectedRoot, partition: 'aws-us-gov' }, MFA_ENABLED],
  ],
  'row 2': [
    ['no virtual device', { ...hardwareOnly, virtualDevice: false }, ['COMPLIANT', 'no-virtual-mfa']],
  ],
  'row 3': [
    ['a virtual device', { ...hardwareOnly, virtualDevice: true }, ['NON_COMPLIANT', 'virtual-mfa-assigned']],
  ],
  'row 0': [
    ['member with a password', { ...protectedRoot, role: 'member', parameters: forbidden }, MEMBER],
    ['member with a password, MFA off', { ...withPassword, role: 'member', parameters: forbidden }, MEMBER],
    [
      'member with access keys in GovCloud',
      { ...withKeys, partition: 'aws-us-gov', role: 'member', parameters: forbidden },
      MEMBER,
    ],
    [
      'a credential is enough where others are not reported',
      {
        ...protectedRoot,
        credentials: { ...unreported, signingCertificates: true },
        role: 'member',
        parameters: forbidden,
      },
      MEMBER,
    ],
    [
      'whatever virtual MFA would be',
      { ...protectedRoot, role: 'member', parameters: { ...forbidden, allowVirtualMfa: 'false' } },
      MEMBER,
    ],
  ],
  'row 0 not': [
    [
      'member with a password in GovCloud, MFA off',
      { ...govCloud, credentials: { ...none, password: true }, parameters: forbidden },
      GOVCLOUD,
    ],
    [
      'member with MFA and no credential',
      { ...protectedRoot, credentials: none, parameters: forbidden },
      MFA_ENABLED,
    ],
    ['member without credentials', { ...bare, role: 'member', parameters: forbidden }, CREDENTIAL_FREE],
    ['management account', { ...protectedRoot, role: 'management', parameters: forbidden }, MFA_ENABLED],
    ['in no organization, MFA off', { ...withKeys, role: 'none', parameters: forbidden }, WITHOUT_MFA],
    [
      'management account, credentials not reported',
      { ...protectedRoot, credentials: unreported, role: 'management', parameters: forbidden },
      MFA_ENABLED,
    ],
    [
      'in no organization, no virtual device',
      {
        ...hardwareOnly,
        virtualDevice: false,
        role: 'none',
        parameters: { ...forbidden, allowVirtualMfa: 'false' },
      },
      ['COMPLIANT', 'no-virtual-mfa'],
    ],
    ['China, credentials not reported', { ...china, credentials: unreported, parameters: forbidden }, CHINA],
  ],
  'row 4': [
    ['a password', withPassword, WITHOUT_MFA],
    ['access keys', withKeys, WITHOUT_MFA],
    ['signing certificates', { ...bare, credentials: { ...none, signingCertificates: true } }, WITHOUT_MFA],
    [
      'a credential is enough where others are not reported',
      { ...bare, credentials: { ...unreported, accessKeys: true } },
      WITHOUT_MFA,
    ],
    ['whatever a credential-free account would be', { ...withPassword, parameters: compliant }, WITHOUT_MFA],
    [
      'whatever virtual MFA would be',
      { ...withPassword, parameters: { allowVirtualMfa: 'false' } },
      WITHOUT_MFA,
    ],
    ['in China', { ...china, credentials: { ...unreported, password: true } }, WITHOUT_MFA],
    ['in GovCloud', { ...withKeys, partition: 'aws-us-gov' }, KEYS_IN_GOVCLOUD],
    [
      'in GovCloud, with a password that does not count',
      { ...govCloud, credentials: { ...none, password: true, signingCertificates: true } },
      KEYS_IN_GOVCLOUD,
    ],
  ],
  'row 5': [
    ['GovCloud', govCloud, GOVCLOUD],
    ['a password', { ...withPassword, partition: 'aws-us-gov' }, GOVCLOUD],
    ['password not reported', { ...govCloud, credentials: { ...none, password: undefined } }, GOVCLOUD],
    ['as COMPLIANT', { ...govCloud, parameters: compliant }, ['COMPLIANT', 'govcloud-without-credentials']],
  ],
  'row 6': [
    ['member', { ...bare, role: 'member' }, CREDENTIAL_FREE],
    [
      'NOT_APPLICABLE by name',
      { ...bare, role: 'member', parameters: { credentialFreeCompliance: 'NOT_APPLICABLE' } },
      CREDENTIAL_FREE,
    ],
    [
      'as COMPLIANT',
      { ...bare, role: 'member', parameters: compliant },
      ['COMPLIANT', 'member-without-credentials'],
    ],
    ['in another partition', { ...bare, role: 'member', partition: 'aws-eusc' }, CREDENTIAL_FREE],
  ],
  'row 7': [
    ['management', { ...bare, role: 'management' }, ['NON_COMPLIANT', 'management-without-credentials']],
    [
      'management account, whatever a member would be',
      { ...bare, role: 'management', parameters: compliant },
      ['NON_COMPLIANT', 'management-without-credentials'],
    ],
    ['standalone', { ...bare, role: 'none' }, ['NON_COMPLIANT', 'standalone-without-credentials']],
  ],
  'row 8': [
    ['China', china, CHINA],
    ['as COMPLIANT', { ...china, parameters: compliant }, ['COMPLIANT', 'china-without-root-user']],
    ['credentials not reported', { ...china, credentials: unreported }, CHINA],
  ],
};

export const worlds: Readonly<Record<string, readonly [World, complianceType: string, reason: string]>> =
  Object.fromEntries(
    Object.entries(rows).flatMap(([row, all]) =>
      all.map(([what, world, expected]) => [`${row}: ${what}`, [world, ...expected]]),
    ),
  );

export async function evaluate(world: World) {
  const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, world.parameters);
  return rootUserMfaEnabled.evaluate(evidenceOf(world), parameters);
}

/** Evidence of which only that may be asked on which the verdict depends. */
export function evidenceOf({ partition, mfa, credentials, virtualDevice, role }: World): RootUserEvidence {
  return {
    partition,
    accountSummary: async () => ({ mfaEnabled: mfa, credentials }),
    hasVirtualMfaDevice: async () => given('the virtual MFA devices', virtualDevice),
    organizationRole: async () => given('the organization', role),
  };
}

function given<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`The rule asked for ${what} without need`);
  return value;
}
