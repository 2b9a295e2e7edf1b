import * as v from 'valibot';
import { MissingEvidenceError, type Rule, type Verdict } from '../contract.ts';

/** The root user's credentials as IAM's GetAccountSummary reports them; `undefined` where it reports nothing. */
export interface RootCredentials {
  readonly password: boolean | undefined;
  readonly accessKeys: boolean | undefined;
  readonly signingCertificates: boolean | undefined;
}

/** What the rule may ask of an account. Each method may throw, and is called only when the verdict depends on it. */
export interface RootUserEvidence {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  accountSummary(): Promise<{ readonly mfaEnabled: boolean; readonly credentials: RootCredentials }>;
  /** Whether a virtual MFA device is assigned to the root user; hardware and passkeys are not listed by AWS. */
  hasVirtualMfaDevice(): Promise<boolean>;
  organizationRole(): Promise<'management' | 'member' | 'none'>;
}

const parameters = v.strictObject({
  allowVirtualMfa: v.pipe(
    v.optional(v.picklist(['true', 'false']), 'true'),
    v.transform((value) => value === 'true'),
  ),
  credentialFreeCompliance: v.optional(v.picklist(['NOT_APPLICABLE', 'COMPLIANT']), 'NOT_APPLICABLE'),
});

const reasons = [
  'mfa-enabled',
  'no-virtual-mfa',
  'virtual-mfa-assigned',
  'credentials-without-mfa',
  'govcloud-credentials-without-mfa',
  'govcloud-without-credentials',
  'member-without-credentials',
  'management-without-credentials',
  'standalone-without-credentials',
  'china-without-root-user',
] as const;

type Reason = (typeof reasons)[number];

export type RootUserMfaParameters = v.InferOutput<typeof parameters>;

export const rootUserMfaEnabled: Rule<RootUserEvidence, RootUserMfaParameters> = {
  name: 'root-user-mfa-enabled',
  title: 'Root user has MFA enabled, or no credentials that MFA could protect',
  resourceType: 'AWS::::Account',
  reasons,
  parameters,

  async evaluate(root, { allowVirtualMfa, credentialFreeCompliance }) {
    const { mfaEnabled, credentials } = await root.accountSummary();

    if (mfaEnabled) {
      if (allowVirtualMfa) return compliant('mfa-enabled', 'The root user has MFA enabled.');
      return (await root.hasVirtualMfaDevice()) ? virtualMfaAssigned : noVirtualMfaAssigned;
    }

    if (Object.values(credentials).includes(true)) return unprotected(credentials, root.partition);

    const credentialFree = (reason: Reason, annotation: string): Verdict => ({
      complianceType: credentialFreeCompliance,
      reason,
      annotation,
    });

    if (root.partition === 'aws-cn') {
      return credentialFree('china-without-root-user', 'Accounts in the China Regions have no root user.');
    }
    requireAllReported(credentials);
    if (root.partition === 'aws-us-gov') {
      return credentialFree(
        'govcloud-without-credentials',
        'The root user has no credentials; in AWS GovCloud (US) it cannot sign in to the console or use MFA.',
      );
    }
    switch (await root.organizationRole()) {
      case 'member':
        return credentialFree(
          'member-without-credentials',
          "This member account's root user has no credentials: MFA is neither possible nor necessary.",
        );
      case 'management':
        return recoverable('management-without-credentials', 'Management account');
      case 'none':
        return recoverable('standalone-without-credentials', 'Account in no organization');
    }
  },
};

const noVirtualMfaAssigned = compliant(
  'no-virtual-mfa',
  'The root user has MFA enabled, and no virtual MFA device is assigned to it.',
);

const virtualMfaAssigned = nonCompliant(
  'virtual-mfa-assigned',
  'A virtual MFA device is assigned to the root user, and allowVirtualMfa is false. Sign in as the root user, ' +
    'register a passkey, security key or hardware token, then remove the virtual device.',
);

/** Inactive access keys count: whoever gets in as the root user can turn them on again. */
function unprotected(
  { password, accessKeys, signingCertificates }: RootCredentials,
  partition: string,
): Verdict {
  const keys = [accessKeys && 'access keys', signingCertificates && 'signing certificates'].filter(isText);
  const present = [password && 'a password', ...keys].filter(isText);
  const state = `The root user has ${list(present)} but no MFA.`;
  if (partition === 'aws-us-gov') {
    return nonCompliant(
      'govcloud-credentials-without-mfa',
      `${state} Root MFA does not exist in AWS GovCloud (US): delete the credentials.`,
    );
  }
  const steps = [
    'Sign in as the root user',
    'enable MFA',
    keys.length > 0 && `delete the ${list(keys)}`,
  ].filter(isText);
  return nonCompliant(
    'credentials-without-mfa',
    `${state} ${list(steps)}; or, in a member account, delete its root credentials centrally.`,
  );
}

/** Without a credential, but not for good: whoever reads the root user's mail can set a password. */
function recoverable(reason: Reason, account: string): Verdict {
  return nonCompliant(
    reason,
    `${account}: the root user has neither credentials nor MFA, and password recovery by e-mail can bring the ` +
      'password back. Recover the password and enable MFA.',
  );
}

/** `AccountPasswordPresent` came to IAM on 2024-11-14: an endpoint that leaves it out has not said 0. */
function requireAllReported(credentials: RootCredentials): void {
  const missing = Object.entries(credentials)
    .filter(([, present]) => present === undefined)
    .map(([name]) => name);
  if (missing.length === 0) return;
  throw new MissingEvidenceError(
    `iam:GetAccountSummary did not report whether the root user has ${missing.join(', ')}; ` +
      'the verdict depends on it. Check that nothing between the function and IAM shortens the answer.',
  );
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(words);
}

function isText(word: string | false | undefined): word is string {
  return typeof word === 'string';
}

function compliant(reason: Reason, annotation: string): Verdict {
  return { complianceType: 'COMPLIANT', reason, annotation };
}

function nonCompliant(reason: Reason, annotation: string): Verdict {
  return { complianceType: 'NON_COMPLIANT', reason, annotation };
}
