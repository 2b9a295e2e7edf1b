import * as v from 'valibot';
import { annotationOf, MissingEvidenceError, type Rule } from '../contract.ts';
import { type Reason, type RootCredentials, verdicts } from './verdicts.ts';

/** IAM's GetAccountSummary, as far as it is about the root user. */
export interface RootUserSummary {
  readonly mfaEnabled: boolean;
  readonly credentials: RootCredentials;
}

/** What the rule may ask of an account. Each method may throw, and is called only when the verdict depends on it. */
export interface RootUserEvidence {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  accountSummary(): Promise<RootUserSummary>;
  /** Whether a virtual MFA device is assigned to the root user. AWS does not list hardware tokens and passkeys. */
  hasVirtualMfaDevice(): Promise<boolean>;
  organizationRole(): Promise<'management' | 'member' | 'none'>;
}

const allowed = v.pipe(
  v.optional(v.picklist(['true', 'false']), 'true'),
  v.transform((value) => value === 'true'),
);

const parameters = v.strictObject({
  allowVirtualMfa: allowed,
  allowMemberCredentials: allowed,
  credentialFreeCompliance: v.optional(v.picklist(['NOT_APPLICABLE', 'COMPLIANT']), 'NOT_APPLICABLE'),
});

export type RootUserMfaParameters = v.InferOutput<typeof parameters>;

export const rootUserMfaEnabled: Rule<RootUserEvidence, RootUserMfaParameters> = {
  name: 'root-user-mfa-enabled',
  title: 'Root user has MFA enabled, or no credentials that MFA could protect',
  resourceType: 'AWS::::Account',
  verdicts,
  parameters,
  reads: {
    actions: ['iam:GetAccountSummary', 'iam:ListVirtualMFADevices', 'organizations:DescribeOrganization'],
    mostCalls: 3,
  },

  async evaluate(root, settings) {
    const { mfaEnabled, credentials: reported } = await root.accountSummary();
    // Nobody can use a root password in AWS GovCloud (US): whatever IAM says of it decides nothing there.
    const credentials = root.partition === 'aws-us-gov' ? { ...reported, password: false } : reported;
    const reason = await findReason(root, { mfaEnabled, credentials }, settings);
    const { complianceType } = verdicts[reason];
    return {
      complianceType:
        typeof complianceType === 'string' ? complianceType : settings[complianceType.parameter],
      reason,
      annotation: annotationOf<RootCredentials>(verdicts[reason], credentials),
    };
  },
};

async function findReason(
  root: RootUserEvidence,
  { mfaEnabled, credentials }: RootUserSummary,
  { allowVirtualMfa, allowMemberCredentials }: RootUserMfaParameters,
): Promise<Reason> {
  const present = Object.values(credentials);
  const hasCredentials = present.includes(true);
  if (!mfaEnabled && !hasCredentials) return findReasonWithoutCredentials(root, credentials);

  if (!allowMemberCredentials && present.some((isPresent) => isPresent !== false)) {
    if ((await root.organizationRole()) === 'member') {
      if (!hasCredentials) requireAllReported(credentials);
      return 'member-with-credentials';
    }
  }
  if (mfaEnabled && allowVirtualMfa) return 'mfa-enabled';
  if (mfaEnabled) return (await root.hasVirtualMfaDevice()) ? 'virtual-mfa-assigned' : 'no-virtual-mfa';
  return root.partition === 'aws-us-gov' ? 'govcloud-credentials-without-mfa' : 'credentials-without-mfa';
}

/** The verdict if MFA is off and no credential is reported. */
async function findReasonWithoutCredentials(
  root: RootUserEvidence,
  credentials: RootCredentials,
): Promise<Reason> {
  if (root.partition === 'aws-cn') return 'china-without-root-user';
  requireAllReported(credentials);
  if (root.partition === 'aws-us-gov') return 'govcloud-without-credentials';

  switch (await root.organizationRole()) {
    case 'member':
      return 'member-without-credentials';
    case 'management':
      return 'management-without-credentials';
    case 'none':
      return 'standalone-without-credentials';
  }
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
