import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/undocumented.ts';

type Cause = Parameters<typeof isServerError>[0] & { readonly code?: string };

/** A failure as the text `iam:GetAccountSummary AccessDenied: No.`, or what is true of its cause. */
type Failure = RegExp | ((cause: Cause) => boolean);

/** What to do about a failure. The first row that fits counts. */
const ROWS: readonly (readonly [failure: Failure, advice: string])[] = [
  [
    /^\S+ AccessDenied: .*root accounts/s,
    'You are the root user, who cannot assume a role: sign in as a user or with a role of the account.',
  ],
  [
    /^sts:AssumeRole AccessDenied:/,
    'The role is not in the account, does not trust you, or your own policies do not let you assume it.',
  ],
  [
    /^sts:AssumeRoot AccessDenied:/,
    'Centralized root access has to be on, your account must be the management account or the delegated administrator ' +
      'of IAM, you must not be the root user, and no policy may deny the call.',
  ],
  [
    /^organizations:ListAccounts AccessDenied:/,
    'Use credentials of the management account or of a delegated administrator.',
  ],
  [isAccessDenied, adviceOnAccessDenied('<action>')],
  [
    /^\S+ AccountNotManagementOrDelegatedAdministrator/,
    "Use credentials of the management account or of IAM's delegated administrator.",
  ],
  [
    /^iam:CreateLoginProfile EntityAlreadyExists/,
    'If password recovery was allowed before, or just now by a call whose answer was lost, choose "Forgot password" on the sign-in page.',
  ],
  [/^\S+ EntityTemporarilyUnmodifiable/, 'Run the command again.'],
  [
    /^(sts:Assume(Role|Root) (InvalidClientTokenId|UnrecognizedClientException)|\S+ RegionDisabledException):/,
    'STS in <region> gives no session of this account: the account may not have enabled that Region, or your own token is one ' +
      'of the global STS endpoint, which Regions that have to be enabled do not take. Choose a Region that is always enabled, with --region.',
  ],
  [
    /^\S+ AWSOrganizationsNotInUseException:/,
    'The account is in no organization. With npm run evaluate, leave out --organization.',
  ],
  [
    /^\S+ \w+: (Signature (expired|not yet current)|Request has expired|.*RequestTimeTooSkewed)/s,
    'Set the clock of this machine.',
  ],
  [
    /^\S+ (InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch):/,
    'Check your credentials: run aws sts get-caller-identity with the same profile.',
  ],
  [/^\S+ ExpiredToken(Exception)?:/, 'Sign in again.'],
  [
    /no terminal on which to ask/,
    'Run the command on a terminal, or set the credentials of a session that you have opened with MFA.',
  ],
  [
    /^\S+ CredentialsProviderError:/,
    'Sign in first (aws sso login), or name a profile that has credentials with --profile. See docs/dry-run.md.',
  ],
  [/holds a character that none has/, 'Copy it again, without what a shell, a file or a web page has added.'],
  [
    /device of a known kind/,
    'Whether this device is virtual is unknown: replace it by a passkey, a security key or a hardware token, or leave ' +
      'out allowVirtualMfa=false.',
  ],
  [
    /since MFA is on, got none/,
    'Run the command again in a minute: IAM may be behind a change of the root user.',
  ],
  [
    /device to name its owner/,
    'Look for the device that has no User: aws iam list-virtual-mfa-devices --assignment-status Assigned.',
  ],
  [/expected each account once/, 'Run the command again: the list may have changed while it was read.'],
  [
    ({ code, message }) => code === 'ERR_PROXY_TUNNEL' || message.includes('HTTP 407 with '),
    'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.',
  ],
  [
    ({ code, message }) => code !== undefined && /certificate|altnames/.test(message),
    'If a proxy of your network signs the connection, name the file with the certificate of its authority in ' +
      'AWS_CA_BUNDLE; if AWS_CA_BUNDLE or ca_bundle is set, that file lacks it.',
  ],
  [
    /^\S+ EndpointError: Invalid Configuration: FIPS and/,
    'A custom endpoint has no FIPS variant: unset AWS_USE_FIPS_ENDPOINT or use_fips_endpoint of the profile; or ' +
      'unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.',
  ],
  [
    /^\S+ EndpointError: Invalid Configuration: Dualstack and/,
    'A custom endpoint has no dual-stack variant: unset AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint of the ' +
      'profile; or unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.',
  ],
  [
    /^\S+ EndpointError: .*(FIPS|DualStack)/is,
    'AWS has no such endpoint there: unset AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, and use_fips_endpoint and ' +
      'use_dualstack_endpoint of the profile.',
  ],
  [/Region is missing/, 'Name a Region with --region or AWS_REGION, or in the profile.'],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|Invalid URL/,
    'Look at the Region, --region or AWS_REGION, and at AWS_ENDPOINT_URL and HTTPS_PROXY where they are set.',
  ],
  [
    /^\S+ TimeoutError:/,
    'If your network has a proxy, name it in HTTPS_PROXY; if not, run the command again.',
  ],
  [
    /HTTP 3\d\d with /,
    'A proxy or the sign-in page of a network redirects the call: sign in there, name the proxy in HTTPS_PROXY, and ' +
      'check AWS_ENDPOINT_URL if it is set.',
  ],
  [/HTTP 5\d\d with /, 'Run the command again; if it fails again, check for a proxy between you and AWS.'],
  [
    (cause) => isUndocumented(cause) || /HTTP \d+ with /.test(cause.message),
    'AWS does not document such an answer: check for a proxy between you and AWS, and check AWS_ENDPOINT_URL if it is set.',
  ],
  [
    (cause) => isThrottlingError(cause) || isTransientError(cause) || isServerError(cause),
    'Run the command again.',
  ],
  [/^/, "Look for the error on AWS's page about <action>."],
];

/** @returns what the caller can do about a failed call in the Region, in a sentence */
export function adviceIn(region = 'this Region'): (action: string, cause: Error) => string {
  return (action, cause) => {
    const name = isAccessDenied(cause) ? 'AccessDenied' : cause.name;
    const text = `${action} ${name}: ${cause.message}`;
    const [, advice = ''] =
      ROWS.find(([failure]) => (failure instanceof RegExp ? failure.test(text) : failure(cause as Cause))) ??
      [];
    return advice.replace('<action>', action).replace('<region>', region);
  };
}
