import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/undocumented.ts';

/** What to do when AWS denies a call, by its action. */
const REFUSED: Record<string, string> = {
  'sts:AssumeRole':
    'The role is not in the account, does not trust you, or your own policies do not let you assume it.',
  'sts:AssumeRoot':
    'Centralized root access has to be on, your account must be the management account or the delegated administrator ' +
    'of IAM, and no policy may deny the call.',
  'organizations:ListAccounts': 'Use credentials of the management account or of a delegated administrator.',
};

const UNDOCUMENTED =
  'AWS does not document such an answer: check for a proxy between you and AWS, and check AWS_ENDPOINT_URL if it is set.';
const CREDENTIALS = 'Check your credentials: run aws sts get-caller-identity with the same profile.';
const REGION = 'Look at the Region, --region or AWS_REGION, and at AWS_ENDPOINT_URL if it is set.';
const PROXY =
  'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.';
const CERTIFICATES =
  'If a proxy of your network signs the connection, name the file with its certificate in AWS_CA_BUNDLE.';

/** By the name of the error. */
const BY_NAME = new Map([
  [
    'CredentialsProviderError',
    'Sign in first (aws sso login), or name a profile that has credentials with --profile. A profile with mfa_serial ' +
      'needs a terminal, on which it asks for the MFA code. See docs/dry-run.md.',
  ],
  ['ExpiredToken', 'Sign in again.'],
  ['ExpiredTokenException', 'Sign in again.'],
  ['InvalidClientTokenId', CREDENTIALS],
  ['UnrecognizedClientException', CREDENTIALS],
  ['SignatureDoesNotMatch', CREDENTIALS],
  ['RegionDisabledException', REGION],
  ['AWSOrganizationsNotInUseException', 'The account is in no organization: leave out --organization.'],
]);

/** @returns what the caller can do about a failed call, in a sentence */
export function adviceOn(action: string, cause: Error): string {
  const { name, message } = cause;
  if (isAccessDenied(cause)) return REFUSED[action] ?? adviceOnAccessDenied(action);
  if (isUndocumented(cause)) return UNDOCUMENTED;
  if ('code' in cause && cause.code === 'ERR_PROXY_TUNNEL') return PROXY;
  if (/certificate/.test(message)) return CERTIFICATES;
  if (/Region|ENOTFOUND|ECONNREFUSED|Invalid URL/.test(message)) return REGION;
  return BY_NAME.get(name) ?? 'Run the command again.';
}
