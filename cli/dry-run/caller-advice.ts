import { isUndocumented } from '../../handlers/aws-config/advice.ts';

/** What to do about a call that was refused, by its action. */
const REFUSED: Record<string, string> = {
  'sts:AssumeRole':
    'The role is not in the account, does not trust you, or your own policies do not let you assume it.',
  'sts:AssumeRoot':
    'Centralized root access has to be on, you have to be in the management account or in the delegated administrator ' +
    'of IAM, and no policy may deny it.',
  'organizations:ListAccounts': 'Use credentials of the management account or of a delegated administrator.',
};

const UNDOCUMENTED =
  'AWS does not document such an answer: look for a proxy on the way to AWS, and at AWS_ENDPOINT_URL if it is set.';
const CREDENTIALS =
  'Look at your credentials: aws sts get-caller-identity, with the same profile, has to work.';
const REGION = 'Look at the Region, --region or AWS_REGION, and at AWS_ENDPOINT_URL if it is set.';

/** By the name of the error, or by a system error's code. */
const BY_NAME = new Map([
  [
    'CredentialsProviderError',
    'Sign in first (aws sso login), or name a profile that has credentials with --profile. A profile that asks for an ' +
      'MFA code does not work: docs/dry-run.md.',
  ],
  ['ExpiredToken', 'Sign in again.'],
  ['ExpiredTokenException', 'Sign in again.'],
  ['InvalidClientTokenId', CREDENTIALS],
  ['UnrecognizedClientException', CREDENTIALS],
  ['SignatureDoesNotMatch', CREDENTIALS],
  ['RegionDisabledException', REGION],
  ['AWSOrganizationsNotInUseException', 'The account is in no organization: leave out --organization.'],
]);

/** @returns what whoever runs the command can do about it, in a sentence */
export function adviceOn(action: string, cause: Error): string {
  const { name, message } = cause;
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    return (
      REFUSED[action] ??
      `Allow ${action} to the principal, or find the policy of the organization that denies it.`
    );
  }
  if (isUndocumented(cause)) return UNDOCUMENTED;
  if (/Region|ENOTFOUND|ECONNREFUSED|Invalid URL/.test(message)) return REGION;
  return BY_NAME.get(name) ?? 'Run the command again.';
}
