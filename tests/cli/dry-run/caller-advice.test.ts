import { expect } from 'chai';
import { adviceOn } from '../../../cli/dry-run/caller-advice.ts';

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
    ['iam:ListMFADevices', 'ExpectationError', 'answer: expected', /^AWS does not document such an answer/],
    ['sts:GetCallerIdentity', 'CredentialsProviderError', 'None.', /^Sign in first/],
    ['iam:GetAccountSummary', 'ExpiredToken', 'Over.', /^Sign in again/],
    ['organizations:ListAccounts', 'ExpiredTokenException', 'Over.', /^Sign in again/],
    ['iam:GetAccountSummary', 'InvalidClientTokenId', 'No.', /^Check your credentials/],
    ['organizations:ListAccounts', 'UnrecognizedClientException', 'No.', /^Check your credentials/],
    ['iam:GetAccountSummary', 'SignatureDoesNotMatch', 'No.', /^Check your credentials/],
    ['sts:AssumeRoot', 'RegionDisabledException', 'Not here.', /^Look at the Region/],
    ['sts:GetCallerIdentity', 'Error', 'Region is missing', /^Look at the Region/],
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
    [
      'sts:GetCallerIdentity',
      'Error',
      'unable to verify the first certificate',
      /^If a proxy of your network signs the connection, .*AWS_CA_BUNDLE/,
    ],
    ['iam:GetAccountSummary', 'Throttling', 'Rate exceeded', /^Run the command again\.$/],
  ];
  for (const [action, name, message, says] of advice) {
    it(`on ${action}: ${name}: ${message}`, () => {
      expect(adviceOn(action, Object.assign(new Error(message), { name }))).to.match(says);
    });
  }

  it('blames the proxy where it refuses a connection', () => {
    const cause = Object.assign(new Error('HTTP/1.1 407'), { code: 'ERR_PROXY_TUNNEL' });
    expect(adviceOn('sts:GetCallerIdentity', cause)).to.match(/^Look at the proxy, HTTPS_PROXY/);
  });
});
