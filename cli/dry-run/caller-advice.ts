import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/expect.ts';

type Cause = Parameters<typeof isServerError>[0] & { readonly code?: string };

/** What to do about the failures that meet every condition of the row. */
interface Row {
  readonly action?: RegExp;
  readonly name?: RegExp;
  readonly message?: RegExp;
  readonly is?: (cause: Cause) => boolean;
  readonly advice: string;
}

const SESSION = /^sts:Assume(Role|Root)$/;
const KEY_REFUSED = /^(InvalidClientTokenId|UnrecognizedClientException)$/;

const CREDENTIALS = 'Check your credentials: run aws sts get-caller-identity with the same profile.';
const PROXY =
  'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.';
const STS_REGION =
  'STS in <region> gives no session of this account: the account may not have enabled that Region, or your own token is one ' +
  'of the global STS endpoint, which Regions that have to be enabled do not take. Choose a Region that is always enabled, with --region.';

/** The first row that fits counts. */
const ROWS: readonly Row[] = [
  {
    is: isAccessDenied,
    message: /root accounts/,
    advice:
      'You are the root user, who cannot assume a role: sign in as a user or with a role of the account.',
  },
  {
    action: /^sts:AssumeRole$/,
    is: isAccessDenied,
    advice:
      'The role is not in the account, does not trust you, or your own policies do not let you assume it.',
  },
  {
    action: /^sts:AssumeRoot$/,
    is: isAccessDenied,
    advice:
      'Centralized root access has to be on, your account must be the management account or the delegated administrator ' +
      'of IAM, you must not be the root user, and no policy may deny the call.',
  },
  {
    action: /^organizations:ListAccounts$/,
    is: isAccessDenied,
    advice: 'Use credentials of the management account or of a delegated administrator.',
  },
  {
    is: isAccessDenied,
    advice: adviceOnAccessDenied('<action>'),
  },
  {
    name: /^AccountNotManagementOrDelegatedAdministrator/,
    advice: "Use credentials of the management account or of IAM's delegated administrator.",
  },
  {
    action: /^iam:CreateLoginProfile$/,
    name: /^EntityAlreadyExists/,
    advice:
      'If password recovery was allowed before, or just now by a call whose answer was lost, choose "Forgot password" on the sign-in page.',
  },
  { name: /^EntityTemporarilyUnmodifiable/, advice: 'Run the command again.' },
  { action: SESSION, name: KEY_REFUSED, advice: STS_REGION },
  { name: /^RegionDisabledException$/, advice: STS_REGION },
  {
    name: /^AWSOrganizationsNotInUseException$/,
    advice: 'The account is in no organization. With npm run evaluate, leave out --organization.',
  },
  {
    message: /^Signature (expired|not yet current)|^Request has expired|RequestTimeTooSkewed/,
    advice: 'Set the clock of this machine.',
  },
  { name: KEY_REFUSED, advice: CREDENTIALS },
  { name: /^SignatureDoesNotMatch$/, advice: CREDENTIALS },
  { name: /^ExpiredToken(Exception)?$/, advice: 'Sign in again.' },
  {
    message: /no terminal on which to ask/,
    advice:
      'Run the command on a terminal, or set the credentials of a session that you have opened with MFA.',
  },
  {
    name: /^CredentialsProviderError$/,
    advice:
      'Sign in first (aws sso login), or name a profile that has credentials with --profile. See docs/dry-run.md.',
  },
  {
    message: /holds a character that none has/,
    advice: 'Copy it again, without what a shell, a file or a web page has added.',
  },
  {
    message: /device of a known kind/,
    advice:
      'Whether this device is virtual is unknown: replace it by a passkey, a security key or a hardware token, or leave ' +
      'out allowVirtualMfa=false.',
  },
  {
    message: /since MFA is on, got none/,
    advice: 'Run the command again in a minute: IAM may be behind a change of the root user.',
  },
  {
    message: /device to name its owner/,
    advice:
      'Look for the device that has no User: aws iam list-virtual-mfa-devices --assignment-status Assigned.',
  },
  {
    message: /expected each account once/,
    advice: 'Run the command again: the list may have changed while it was read.',
  },
  { is: ({ code }) => code === 'ERR_PROXY_TUNNEL', advice: PROXY },
  { message: /HTTP 407 with /, advice: PROXY },
  {
    message: /certificate|altnames/,
    is: ({ code }) => code !== undefined,
    advice:
      'If a proxy of your network signs the connection, name the file with the certificate of its authority in ' +
      'AWS_CA_BUNDLE; if AWS_CA_BUNDLE or ca_bundle is set, that file lacks it.',
  },
  {
    name: /^EndpointError$/,
    message: /^Invalid Configuration: FIPS and/,
    advice:
      'A custom endpoint has no FIPS variant: unset AWS_USE_FIPS_ENDPOINT or use_fips_endpoint of the profile; or ' +
      'unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.',
  },
  {
    name: /^EndpointError$/,
    message: /^Invalid Configuration: Dualstack and/,
    advice:
      'A custom endpoint has no dual-stack variant: unset AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint of the ' +
      'profile; or unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.',
  },
  {
    name: /^EndpointError$/,
    message: /FIPS|DualStack/i,
    advice:
      'AWS has no such endpoint there: unset AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, and use_fips_endpoint and ' +
      'use_dualstack_endpoint of the profile.',
  },
  {
    message: /Region is missing/,
    advice: 'Name a Region with --region or AWS_REGION, or in the profile.',
  },
  {
    message: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|Invalid URL/,
    advice:
      'Look at the Region, --region or AWS_REGION, and at AWS_ENDPOINT_URL and HTTPS_PROXY where they are set.',
  },
  {
    name: /^TimeoutError$/,
    advice: 'If your network has a proxy, name it in HTTPS_PROXY; if not, run the command again.',
  },
  {
    message: /HTTP 3\d\d with /,
    advice:
      'A proxy or the sign-in page of a network redirects the call: sign in there, name the proxy in HTTPS_PROXY, and ' +
      'check AWS_ENDPOINT_URL if it is set.',
  },
  {
    message: /HTTP 5\d\d with /,
    advice: 'Run the command again; if it fails again, check for a proxy between you and AWS.',
  },
  {
    is: (cause) => isUndocumented(cause) || /HTTP \d+ with /.test(cause.message),
    advice:
      'AWS does not document such an answer: check for a proxy between you and AWS, and check AWS_ENDPOINT_URL if it is set.',
  },
  {
    is: (cause) => isThrottlingError(cause) || isTransientError(cause) || isServerError(cause),
    advice: 'Run the command again.',
  },
  { advice: "Look for the error on AWS's page about <action>." },
];

/** @returns what the caller can do about a failed call in the Region, in a sentence */
export function adviceIn(region = 'this Region'): (action: string, cause: Error) => string {
  return (action, cause) => {
    const fits = (row: Row) =>
      row.action?.test(action) !== false &&
      row.name?.test(cause.name) !== false &&
      row.message?.test(cause.message) !== false &&
      row.is?.(cause as Cause) !== false;
    return (ROWS.find(fits)?.advice ?? '').replace('<action>', action).replace('<region>', region);
  };
}
