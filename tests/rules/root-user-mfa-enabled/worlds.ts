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
const govCloud: World = { ...bare, partition: 'aws-us-gov' };
const forbidden = { allowMemberCredentials: 'false' };
const compliant = { credentialFreeCompliance: 'COMPLIANT' };

/** A world for every row of the verdict table, and what becomes of it. */
export const worlds: Record<string, [World, complianceType: string, reason: string]> = {
  'row 1: MFA on': [protectedRoot, 'COMPLIANT', 'mfa-enabled'],
  'row 1: MFA on, virtual MFA allowed by name': [
    { ...protectedRoot, parameters: { allowVirtualMfa: 'true' } },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 1: MFA on, credentials not reported': [
    { ...protectedRoot, credentials: unreported },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 1: MFA on in GovCloud': [{ ...protectedRoot, partition: 'aws-us-gov' }, 'COMPLIANT', 'mfa-enabled'],
  'row 2: MFA on, no virtual device': [
    { ...hardwareOnly, virtualDevice: false },
    'COMPLIANT',
    'no-virtual-mfa',
  ],
  'row 3: MFA on, a virtual device': [
    { ...hardwareOnly, virtualDevice: true },
    'NON_COMPLIANT',
    'virtual-mfa-assigned',
  ],
  'row 0: member with a password, MFA on': [
    { ...protectedRoot, role: 'member', parameters: forbidden },
    'NON_COMPLIANT',
    'member-with-credentials',
  ],
  'row 0: a credential is enough where others are not reported': [
    {
      ...protectedRoot,
      credentials: { ...unreported, signingCertificates: true },
      role: 'member',
      parameters: forbidden,
    },
    'NON_COMPLIANT',
    'member-with-credentials',
  ],
  'row 0: whatever virtual MFA would be': [
    { ...protectedRoot, role: 'member', parameters: { ...forbidden, allowVirtualMfa: 'false' } },
    'NON_COMPLIANT',
    'member-with-credentials',
  ],
  'row 0 not: member with a password in GovCloud': [
    { ...govCloud, credentials: { ...none, password: true }, parameters: forbidden },
    'NOT_APPLICABLE',
    'govcloud-without-credentials',
  ],
  'row 0 not: member with MFA and no credential': [
    { ...protectedRoot, credentials: none, parameters: forbidden },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 0 not: member without credentials': [
    { ...bare, role: 'member', parameters: forbidden },
    'NOT_APPLICABLE',
    'member-without-credentials',
  ],
  'row 0 not: management account, MFA on': [
    { ...protectedRoot, role: 'management', parameters: forbidden },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 0 not: management account, MFA on, credentials not reported': [
    { ...protectedRoot, credentials: unreported, role: 'management', parameters: forbidden },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 0 not: in no organization, MFA on, no virtual device': [
    {
      ...hardwareOnly,
      virtualDevice: false,
      role: 'none',
      parameters: { ...forbidden, allowVirtualMfa: 'false' },
    },
    'COMPLIANT',
    'no-virtual-mfa',
  ],
  'row 0 not: China, credentials not reported': [
    { ...bare, partition: 'aws-cn', credentials: unreported, parameters: forbidden },
    'NOT_APPLICABLE',
    'china-without-root-user',
  ],
  'row 4: a password': [
    { ...bare, credentials: { ...none, password: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: access keys': [
    { ...bare, credentials: { ...none, accessKeys: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: signing certificates': [
    { ...bare, credentials: { ...none, signingCertificates: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: a credential is enough where others are not reported': [
    { ...bare, credentials: { ...unreported, accessKeys: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: whatever a credential-free account would be': [
    { ...bare, credentials: { ...none, password: true }, parameters: compliant },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: whatever virtual MFA would be': [
    { ...bare, credentials: { ...none, password: true }, parameters: { allowVirtualMfa: 'false' } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: whether the account is a member or not': [
    { ...bare, credentials: { ...none, password: true }, parameters: forbidden },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: in GovCloud, whether the account is a member or not': [
    { ...govCloud, credentials: { ...none, accessKeys: true }, parameters: forbidden },
    'NON_COMPLIANT',
    'govcloud-credentials-without-mfa',
  ],
  'row 4: in GovCloud': [
    { ...govCloud, credentials: { ...none, accessKeys: true } },
    'NON_COMPLIANT',
    'govcloud-credentials-without-mfa',
  ],
  'row 4: in China': [
    { ...bare, partition: 'aws-cn', credentials: { ...unreported, password: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: in GovCloud, with a password that does not count': [
    { ...govCloud, credentials: { ...none, password: true, signingCertificates: true } },
    'NON_COMPLIANT',
    'govcloud-credentials-without-mfa',
  ],
  'row 5: GovCloud, a password': [
    { ...govCloud, credentials: { ...none, password: true } },
    'NOT_APPLICABLE',
    'govcloud-without-credentials',
  ],
  'row 5: GovCloud, password not reported': [
    { ...govCloud, credentials: { ...none, password: undefined } },
    'NOT_APPLICABLE',
    'govcloud-without-credentials',
  ],
  'row 5: GovCloud': [govCloud, 'NOT_APPLICABLE', 'govcloud-without-credentials'],
  'row 5: GovCloud, as COMPLIANT': [
    { ...govCloud, parameters: compliant },
    'COMPLIANT',
    'govcloud-without-credentials',
  ],
  'row 6: member': [{ ...bare, role: 'member' }, 'NOT_APPLICABLE', 'member-without-credentials'],
  'row 6: member, NOT_APPLICABLE by name': [
    { ...bare, role: 'member', parameters: { credentialFreeCompliance: 'NOT_APPLICABLE' } },
    'NOT_APPLICABLE',
    'member-without-credentials',
  ],
  'row 6: member, as COMPLIANT': [
    { ...bare, role: 'member', parameters: compliant },
    'COMPLIANT',
    'member-without-credentials',
  ],
  'row 6: member in another partition': [
    { ...bare, role: 'member', partition: 'aws-eusc' },
    'NOT_APPLICABLE',
    'member-without-credentials',
  ],
  'row 7: management account': [
    { ...bare, role: 'management' },
    'NON_COMPLIANT',
    'management-without-credentials',
  ],
  'row 7: management account, whatever a member would be': [
    { ...bare, role: 'management', parameters: compliant },
    'NON_COMPLIANT',
    'management-without-credentials',
  ],
  'row 7: in no organization': [{ ...bare, role: 'none' }, 'NON_COMPLIANT', 'standalone-without-credentials'],
  'row 8: China': [{ ...bare, partition: 'aws-cn' }, 'NOT_APPLICABLE', 'china-without-root-user'],
  'row 8: China, as COMPLIANT': [
    { ...bare, partition: 'aws-cn', parameters: compliant },
    'COMPLIANT',
    'china-without-root-user',
  ],
  'row 8: China, credentials not reported': [
    { ...bare, partition: 'aws-cn', credentials: unreported },
    'NOT_APPLICABLE',
    'china-without-root-user',
  ],
};

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
