/** What to do about a call that was refused, by its action. */
const REFUSED: Record<string, string> = {
  'sts:AssumeRole':
    'The role is not in the account, does not trust you, or your own policies do not let you assume it.',
  'sts:AssumeRoot':
    'Centralized root access has to be on, you have to be in the management account or in the delegated administrator ' +
    'of IAM, and no policy may deny it.',
  'organizations:ListAccounts': 'Use credentials of the management account or of a delegated administrator.',
};

/** @returns what whoever runs the command can do about it, in a sentence */
export function adviceOn(action: string, { name, message }: Error): string {
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    return (
      REFUSED[action] ??
      `Allow ${action} to the principal, or find the policy of the organization that denies it.`
    );
  }
  if (name === 'CredentialsProviderError') return 'Sign in first, or name a profile with --profile.';
  if (name === 'ExpiredToken' || name === 'ExpiredTokenException') return 'Sign in again.';
  if (message.includes('Region is missing')) return 'Name one with --region, or as AWS_REGION.';
  return 'Run the command again.';
}
