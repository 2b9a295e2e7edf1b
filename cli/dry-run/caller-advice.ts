import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/expect.ts';

type Cause = Parameters<typeof isServerError>[0] & { readonly code?: string };

/** A failure as the text `iam:GetAccountSummary AccessDenied: No.`, or what is true of its cause. */
type Failure = RegExp | ((cause: Cause) => boolean);

/** What to do, and the failures about which to do it. The first that fits counts. */
const ADVICE: Readonly<Record<string, Failure>> = {
  'You are the root user, who cannot assume a role: sign in as a user or with a role of the account.':
    /^\S+ AccessDenied: .*root accounts/s,
  'The role is not in the account, does not trust you, or your own policies do not let you assume it.':
    /^sts:AssumeRole AccessDenied:/,
  ['Centralized root access has to be on, your account must be the management account or the delegated administrator ' +
    'of IAM, you must not be the root user, and no policy may deny the call.']:
    /^sts:AssumeRoot AccessDenied:/,
  'Use credentials of the management account or of a delegated administrator.':
    /^organizations:ListAccounts AccessDenied:/,
  [adviceOnAccessDenied('<action>')]: isAccessDenied,
  "Use credentials of the management account or of IAM's delegated administrator.":
    /^\S+ AccountNotManagementOrDelegatedAdministrator/,
  'If password recovery was allowed before, or just now by a call whose answer was lost, choose "Forgot password" on the sign-in page.':
    /^iam:CreateLoginProfile EntityAlreadyExists/,
  ['STS in <region> gives no session of this account: the account may not have enabled that Region, or your own token is one ' +
    'of the global STS endpoint, which Regions that have to be enabled do not take. Choose a Region that is always enabled, with --region.']:
    /^(sts:Assume(Role|Root) (InvalidClientTokenId|UnrecognizedClientException)|\S+ RegionDisabledException):/,
  'The account is in no organization. With npm run evaluate, leave out --organization.':
    /^\S+ AWSOrganizationsNotInUseException:/,
  'Set the clock of this machine.':
    /^\S+ \w+: (Signature (expired|not yet current)|Request has expired|.*RequestTimeTooSkewed)/s,
  'Check your credentials: run aws sts get-caller-identity with the same profile.':
    /^\S+ (InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch):/,
  'Sign in again.': /^\S+ ExpiredToken(Exception)?:/,
  'Run the command on a terminal, or set the credentials of a session that you have opened with MFA.':
    /no terminal on which to ask/,
  'Sign in first (aws sso login), or name a profile that has credentials with --profile. See docs/dry-run.md.':
    /^\S+ CredentialsProviderError:/,
  'Copy it again, without what a shell, a file or a web page has added.': /holds a character that none has/,
  ['Whether this device is virtual is unknown: replace it by a passkey, a security key or a hardware token, or leave ' +
    'out allowVirtualMfa=false.']: /device of a known kind/,
  'Run the command again in a minute: IAM may be behind a change of the root user.':
    /since MFA is on, got none/,
  'Look for the device that has no User: aws iam list-virtual-mfa-devices --assignment-status Assigned.':
    /device to name its owner/,
  'Run the command again: the list may have changed while it was read.': /expected each account once/,
  'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its user name and password; NO_PROXY names hosts that need none.':
    ({ code, message }) => code === 'ERR_PROXY_TUNNEL' || message.includes('HTTP 407 with '),
  ['If a proxy of your network signs the connection, name the file with the certificate of its authority in ' +
    'AWS_CA_BUNDLE; if AWS_CA_BUNDLE or ca_bundle is set, that file lacks it.']: ({ code, message }) =>
    code !== undefined && /certificate|altnames/.test(message),
  ['A custom endpoint has no FIPS variant: unset AWS_USE_FIPS_ENDPOINT or use_fips_endpoint of the profile; or ' +
    'unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.']:
    /^\S+ EndpointError: Invalid Configuration: FIPS and/,
  ['A custom endpoint has no dual-stack variant: unset AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint of the ' +
    'profile; or unset AWS_ENDPOINT_URL, endpoint_url and services of the profile.']:
    /^\S+ EndpointError: Invalid Configuration: Dualstack and/,
  ['AWS has no such endpoint there: unset AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT, and use_fips_endpoint and ' +
    'use_dualstack_endpoint of the profile.']: /^\S+ EndpointError: .*(FIPS|DualStack)/is,
  'Name a Region with --region or AWS_REGION, or in the profile.': /Region is missing/,
  'Look at the Region, --region or AWS_REGION, and at AWS_ENDPOINT_URL and HTTPS_PROXY where they are set.':
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|Invalid URL/,
  'If your network has a proxy, name it in HTTPS_PROXY; if not, run the command again.': /^\S+ TimeoutError:/,
  ['A proxy or the sign-in page of a network redirects the call: sign in there, name the proxy in HTTPS_PROXY, and ' +
    'check AWS_ENDPOINT_URL if it is set.']: /HTTP 3\d\d with /,
  'Run the command again; if it fails again, check for a proxy between you and AWS.': /HTTP 5\d\d with /,
  'AWS does not document such an answer: check for a proxy between you and AWS, and check AWS_ENDPOINT_URL if it is set.':
    (cause) => isUndocumented(cause) || /HTTP \d+ with /.test(cause.message),
  'Run the command again.': (cause) =>
    isThrottlingError(cause) ||
    isTransientError(cause) ||
    isServerError(cause) ||
    /^EntityTemporarilyUnmodifiable/.test(cause.name),
  "Look for the error on AWS's page about <action>.": /^/,
};

/** @returns what the caller can do about a failed call in the Region, in a sentence */
export function adviceIn(region = 'this Region'): (action: string, cause: Error) => string {
  return (action, cause) => {
    const name = isAccessDenied(cause) ? 'AccessDenied' : cause.name;
    const text = `${action} ${name}: ${cause.message}`;
    const fits = (failure: Failure) =>
      failure instanceof RegExp ? failure.test(text) : failure(cause as Cause);
    const [advice = ''] = Object.entries(ADVICE).find(([, failure]) => fits(failure)) ?? [];
    return advice.replace('<action>', action).replace('<region>', region);
  };
}
