/** A page of AWS's documentation. */
export interface Guide {
  readonly title: string;
  readonly url: string;
}

const guide = (title: string, page: string): Guide => ({
  title,
  url: `https://docs.aws.amazon.com/IAM/latest/UserGuide/${page}.html`,
});

const BEST_PRACTICES = guide('Root user best practices', 'root-user-best-practices');
const ENABLE_MFA = guide('Enable MFA for the root user', 'enable-mfa-for-root');
const RECOVER_PASSWORD = guide('Recover the root password', 'reset-root-password');
const DELETE_CENTRALLY = guide(
  'Delete root credentials centrally (npm run delete:root-credentials)',
  'id_root-user-privileged-task',
);
const DELETE_KEYS = guide('Delete root access keys', 'id_root-user_manage_delete-key');

/** A reason in words, and AWS's page for the next step where the verdict is NON_COMPLIANT. */
const REASONS: Readonly<Record<string, readonly [words: string, next?: Guide]>> = {
  'mfa-enabled': ['MFA is on'],
  'no-virtual-mfa': ['MFA is on, and not virtual'],
  'virtual-mfa-assigned': [
    'Virtual MFA, which is not allowed',
    guide('Register a passkey or security key', 'enable-fido-mfa-for-root'),
  ],
  'member-with-credentials': ['Credentials in a member account, which are not allowed', DELETE_CENTRALLY],
  'credentials-without-mfa': ['Password or keys without MFA', ENABLE_MFA],
  'govcloud-credentials-without-mfa': [
    'Keys in AWS GovCloud (US), where root MFA does not exist',
    DELETE_KEYS,
  ],
  'govcloud-without-credentials': ['No keys, in AWS GovCloud (US)'],
  'member-without-credentials': ['Member account without root credentials'],
  'management-without-credentials': [
    'Management account without MFA: the password can come back',
    RECOVER_PASSWORD,
  ],
  'standalone-without-credentials': [
    'Account in no organization without MFA: the password can come back',
    RECOVER_PASSWORD,
  ],
  'china-without-root-user': ['No root user in the China Regions'],
};

/** The reasons for which a member account can be mended without anybody signing in as its root user. */
const CENTRALLY = ['virtual-mfa-assigned', 'credentials-without-mfa'];

/** A reason in words; nothing for a reason that is not known here. */
export function inWords(reason: string): string {
  return REASONS[reason]?.[0] ?? '';
}

/** @param reason of a NON_COMPLIANT verdict */
export function guideFor(reason: string): Guide {
  return REASONS[reason]?.[1] ?? BEST_PRACTICES;
}

/**
 * AWS's pages for the next step, the best first.
 *
 * @param reason of a NON_COMPLIANT verdict
 */
export function guidesFor(reason: string, { isMember }: { readonly isMember: boolean }): readonly Guide[] {
  const central = isMember && CENTRALLY.includes(reason) ? [DELETE_CENTRALLY] : [];
  return [...central, guideFor(reason)];
}

/** Pages for the reader who wants to know more than the next step of one account. */
export const FURTHER_READING: readonly Guide[] = [
  BEST_PRACTICES,
  ENABLE_MFA,
  DELETE_KEYS,
  guide('Centralize root access for member accounts', 'id_root-enable-root-access'),
];

/** What each state means, for a reader who has never seen AWS Config. */
export const MEANINGS: Readonly<Record<string, string>> = {
  NON_COMPLIANT:
    'The root user can be used without MFA, has a virtual MFA device that is not allowed, or can get its password back by e-mail.',
  FAILED:
    'The account got no verdict, because AWS refused a call or gave an incomplete answer. It can be in any state.',
  COMPLIANT: 'The root user has MFA enabled, or no credentials where the parameters accept that.',
  NOT_APPLICABLE:
    'The root user has no credentials that MFA could protect, and cannot get a password back by e-mail.',
  NOT_EVALUATED:
    'AWS Organizations reports the account as suspended, closing, closed or not yet active; or it was excluded, or the run was interrupted before it. It can be in any state.',
};
