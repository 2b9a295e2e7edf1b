import { expect } from 'chai';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';

describe('cli/dry-run/caller-advice', () => {
  const advice: [action: string, name: string, message: string, says: RegExp][] = [
    ['sts:AssumeRole', 'AccessDenied', 'No.', /^The role is not in the account, does not trust you/],
    ['sts:AssumeRoot', 'AccessDenied', 'No.', /^Centralized root access has to be on/],
    [
      'organizations:ListAccounts',
      'AccessDeniedException',
      'No.',
      /^Use credentials of the management account/,
    ],
    ['iam:ListMFADevices', 'AccessDenied', 'No.', /^Allow iam:ListMFADevices to the principal/],
    [
      'iam:ListOrganizationsFeatures',
      'AccountNotManagementOrDelegatedAdministratorException',
      'No.',
      /^Use credentials of the management account or of IAM's delegated administrator\.$/,
    ],
    ['iam:CreateLoginProfile', 'EntityAlreadyExistsException', 'No.', /by a call whose answer was lost/],
    ['iam:DeleteLoginProfile', 'EntityTemporarilyUnmodifiableException', 'No.', /^Run the command again\.$/],
    ['iam:ListMFADevices', 'ExpectationError', 'answer: expected', /^AWS does not document such an answer/],
    ['sts:GetCallerIdentity', 'CredentialsProviderError', 'None.', /^Sign in first/],
    ['iam:GetAccountSummary', 'ExpiredToken', 'Over.', /^Sign in again/],
    ['organizations:ListAccounts', 'ExpiredTokenException', 'Over.', /^Sign in again/],
    ['iam:GetAccountSummary', 'InvalidClientTokenId', 'No.', /^Check your credentials/],
    ['organizations:ListAccounts', 'UnrecognizedClientException', 'No.', /^Check your credentials/],
    ['iam:GetAccountSummary', 'SignatureDoesNotMatch', 'No.', /^Check your credentials/],
    ['sts:AssumeRoot', 'RegionDisabledException', 'Not here.', /^STS in ap-east-1 gives no session/],
    ['sts:AssumeRoot', 'InvalidClientTokenId', 'No.', /may not have enabled that Region, or your own token/],
    ['sts:GetCallerIdentity', 'Error', 'Region is missing', /^Name a Region with --region/],
    [
      'sts:AssumeRole',
      'AccessDenied',
      'Roles may not be assumed by root accounts.',
      /^You are the root user/,
    ],
    [
      'iam:GetAccountSummary',
      'SignatureDoesNotMatch',
      'Signature expired: 20261126T142400Z is now earlier than 20261126T152400Z',
      /^Set the clock of this machine\.$/,
    ],
    ['sts:GetCallerIdentity', 'TimeoutError', 'No connection', /^If your network has a proxy, name it/],
    [
      'iam:ListVirtualMFADevices',
      'Error',
      'expected each device to name its owner, got one that does not',
      /^Look for the device that has no User/,
    ],
    [
      'organizations:ListAccounts',
      'Error',
      'expected each account once, got 111122223333 again',
      /^Run the command again: the list may have changed/,
    ],
    [
      'sts:AssumeRole',
      'ValidationError',
      'Bad.',
      /^Look for the error on AWS's page about sts:AssumeRole\.$/,
    ],
    [
      'sts:GetCallerIdentity',
      'Error',
      'getaddrinfo ENOTFOUND sts.mars-1.amazonaws.com',
      /^Look at the Region/,
    ],
    ['sts:GetCallerIdentity', 'Error', 'connect ECONNREFUSED 127.0.0.1:1', /^Look at the Region/],
    ['sts:GetCallerIdentity', 'TypeError', 'Invalid URL', /^Look at the Region/],
    [
      'organizations:DescribeOrganization',
      'AWSOrganizationsNotInUseException',
      'No.',
      /leave out --organization/,
    ],
    ['iam:GetAccountSummary', 'Throttling', 'Rate exceeded', /^Run the command again\.$/],
  ];
  for (const [action, name, message, says] of advice) {
    it(`on ${action}: ${name}: ${message}`, () => {
      expect(adviceIn('ap-east-1')(action, Object.assign(new Error(message), { name }))).to.match(says);
    });
  }

  it('blames the proxy where it refuses a connection', () => {
    const cause = Object.assign(new Error('HTTP/1.1 407'), { code: 'ERR_PROXY_TUNNEL' });
    expect(adviceIn()('sts:GetCallerIdentity', cause)).to.match(/^Look at the proxy, HTTPS_PROXY/);
  });
});
