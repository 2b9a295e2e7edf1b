import type { VerdictRow } from '../contract.ts';

/** The root user's credentials as IAM's GetAccountSummary reports them; `undefined` where it reports nothing. */
export interface RootCredentials {
  readonly password: boolean | undefined;
  readonly accessKeys: boolean | undefined;
  readonly signingCertificates: boolean | undefined;
}

const byParameter = { parameter: 'credentialFreeCompliance' } as const;

export const verdicts = {
  'mfa-enabled': {
    when: 'MFA on, virtual MFA allowed',
    complianceType: 'COMPLIANT',
    found: 'The root user has MFA enabled.',
  },
  'no-virtual-mfa': {
    when: 'MFA on, virtual MFA not allowed, no virtual device assigned',
    complianceType: 'COMPLIANT',
    found: 'The root user has MFA enabled, and no virtual MFA device is assigned to it.',
  },
  'virtual-mfa-assigned': {
    when: 'MFA on, virtual MFA not allowed, a virtual device assigned',
    complianceType: 'NON_COMPLIANT',
    found: 'A virtual MFA device is assigned to the root user, and allowVirtualMfa is false.',
    next: 'Sign in as the root user, register a passkey, security key or hardware token, then remove the virtual device.',
  },
  'member-with-credentials': {
    when: 'Credentials not allowed in member accounts, and a member account of an organization with any, MFA on or off',
    complianceType: 'NON_COMPLIANT',
    found: (credentials) =>
      `This member account's root user has ${list(namesOf(credentials))}, and allowMemberCredentials is false.`,
    next: "Delete its root credentials centrally, from the management account or IAM's delegated administrator.",
  },
  'credentials-without-mfa': {
    when: 'MFA off, with a password, an access key or a signing certificate',
    complianceType: 'NON_COMPLIANT',
    found: credentialsWithoutMfa,
    next: (credentials) =>
      `${list(['Sign in as the root user', 'enable MFA', ...deletionOfKeys(credentials)])}; or, in a member ` +
      'account, delete its root credentials centrally.',
  },
  'govcloud-credentials-without-mfa': {
    when: 'MFA off, with an access key or a signing certificate, in AWS GovCloud (US), where a password does not count',
    complianceType: 'NON_COMPLIANT',
    found: credentialsWithoutMfa,
    next: (credentials) =>
      `Root MFA does not exist in AWS GovCloud (US): ${list(deletionOfKeys(credentials))}.`,
  },
  'govcloud-without-credentials': {
    when: 'MFA off, no access key and no signing certificate, in AWS GovCloud (US)',
    complianceType: byParameter,
    found:
      'The root user has no access keys and no signing certificates; in AWS GovCloud (US) it cannot sign in to the ' +
      'console or use MFA.',
  },
  'member-without-credentials': {
    when: 'MFA off, no credentials, in a member account of an organization',
    complianceType: byParameter,
    found: "This member account's root user has no credentials: MFA is neither possible nor necessary.",
  },
  'management-without-credentials': {
    when: 'MFA off, no credentials, in the management account of an organization',
    complianceType: 'NON_COMPLIANT',
    ...passwordRecovery('Management account'),
  },
  'standalone-without-credentials': {
    when: 'MFA off, no credentials, in an account in no organization',
    complianceType: 'NON_COMPLIANT',
    ...passwordRecovery('Account in no organization'),
  },
  'china-without-root-user': {
    when: 'MFA off, no credentials reported, in the China Regions',
    complianceType: byParameter,
    found: 'Accounts in the China Regions have no root user.',
  },
} satisfies Record<string, VerdictRow<RootCredentials>>;

export type Reason = keyof typeof verdicts;

/** The root user has no credential now, but its password can be recovered by e-mail. */
function passwordRecovery(account: string) {
  return {
    found:
      `${account}: the root user has neither credentials nor MFA, and password recovery by e-mail can bring the ` +
      'password back.',
    next: 'Recover the password and enable MFA.',
  };
}

function credentialsWithoutMfa(credentials: RootCredentials): string {
  return `The root user has ${list(namesOf(credentials))} but no MFA.`;
}

function namesOf(credentials: RootCredentials): string[] {
  return [...(credentials.password ? ['a password'] : []), ...keysOf(credentials)];
}

function deletionOfKeys(credentials: RootCredentials): string[] {
  const keys = keysOf(credentials);
  return keys.length === 0 ? [] : [`delete the ${list(keys)}`];
}

/** Inactive access keys count: someone who gets in as the root user can activate them again. */
function keysOf({ accessKeys, signingCertificates }: RootCredentials): string[] {
  return [...(accessKeys ? ['access keys'] : []), ...(signingCertificates ? ['signing certificates'] : [])];
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}
