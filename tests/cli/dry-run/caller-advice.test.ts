import { expect } from 'chai';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';

describe('cli/dry-run/caller-advice', () => {
  /** By action, error name and message: how the advice begins. */
  const advice: Record<string, string> = {
    'sts:AssumeRole AccessDenied: No.': 'The role is not in the account, does not trust you',
    'sts:AssumeRole AccessDenied: Roles may not be assumed by root accounts.': 'You are the root user',
    'sts:AssumeRole ValidationError: Bad.': "Look for the error on AWS's page about sts:AssumeRole.",
    'sts:AssumeRoot AccessDenied: No.': 'Centralized root access has to be on',
    'sts:AssumeRoot RegionDisabledException: No.': 'STS in ap-east-1 gives no session',
    'sts:AssumeRoot InvalidClientTokenId: No.':
      'STS in ap-east-1 gives no session of this account: the account may',
    'sts:GetCallerIdentity CredentialsProviderError: None.': 'Sign in first',
    'sts:GetCallerIdentity Error: Region is missing': 'Name a Region with --region',
    'sts:GetCallerIdentity Error: getaddrinfo ENOTFOUND sts.mars-1.amazonaws.com': 'Look at the Region',
    'sts:GetCallerIdentity Error: connect ECONNREFUSED 127.0.0.1:1': 'Look at the Region',
    'sts:GetCallerIdentity TypeError: Invalid URL': 'Look at the Region',
    'sts:GetCallerIdentity TimeoutError: No connection': 'If your network has a proxy, name it',
    'sts:X Error: HTTP 302 with text/html': 'A proxy or the sign-in page of a network redirects the',
    'sts:X Error: HTTP 407 with text/html': 'Look at the proxy, HTTPS_PROXY or HTTP_PROXY, and its',
    'sts:X Error: HTTP 502 with text/html': 'Run the command again; if it fails again, check for a',
    'sts:X Error: HTTP 403 with text/html': 'AWS does not document such an answer: check for a proxy',
    'sts:X SyntaxError: Not valid JSON (HTTP 302 with text/html)': 'A proxy or the sign-in page',
    'sts:X SyntaxError: Not valid JSON (HTTP 200 with text/html)': 'AWS does not document such',
    'organizations:ListAccounts AccessDeniedException: No.':
      'Use credentials of the management account or of a',
    'organizations:ListAccounts ExpiredTokenException: Over.': 'Sign in again.',
    'organizations:ListAccounts UnrecognizedClientException: No.': 'Check your credentials',
    'organizations:ListAccounts Error: expected each account once, got 111122223333 again':
      'Run the command again: the list may have changed',
    'organizations:DescribeOrganization AWSOrganizationsNotInUseException: No.':
      'The account is in no organization. With npm run evaluate, leave out --organization.',
    'iam:ListOrganizationsFeatures AccountNotManagementOrDelegatedAdministratorException: No.':
      "Use credentials of the management account or of IAM's delegated administrator.",
    'iam:CreateLoginProfile EntityAlreadyExistsException: No.':
      'If password recovery was allowed before, or just now',
    'iam:DeleteLoginProfile EntityTemporarilyUnmodifiableException: No.': 'Run the command again.',
    'iam:ListMFADevices AccessDenied: No.': 'Allow iam:ListMFADevices to the principal',
    'iam:ListMFADevices ExpectationError: answer: expected': 'AWS does not document such an answer',
    'iam:ListVirtualMFADevices Error: expected each device to name its owner, got one that does not':
      'Look for the device that has no User',
    'iam:GetAccountSummary ExpiredToken: Over.': 'Sign in again.',
    'iam:GetAccountSummary InvalidClientTokenId: No.': 'Check your credentials',
    'iam:GetAccountSummary SignatureDoesNotMatch: No.': 'Check your credentials',
    'iam:GetAccountSummary SignatureDoesNotMatch: Signature expired: 20261126T142400Z is now earlier':
      'Set the clock of this machine.',
    'iam:GetAccountSummary Throttling: Rate exceeded': 'Run the command again.',
  };
  for (const [failure, beginning] of Object.entries(advice)) {
    it(`on ${failure}`, () => {
      const [, action = '', name, message] = /^(\S+) (\w+): (.+)$/.exec(failure) ?? [];
      const says = adviceIn('ap-east-1')(action, Object.assign(new Error(message), { name }));
      expect(says.slice(0, beginning.length)).to.equal(beginning);
    });
  }
});
