const DENIED =
  'Allow <action> in the role that AWS names, or find the policy of the organization that denies it.';
const UNDOCUMENTED =
  'AWS does not document such an answer: look for what stands between the function and AWS.';
const DEFAULT = 'Let AWS Config evaluate the rule again; if it fails again, see docs/troubleshooting.md.';

/** What to do about a failure, by the name of its error. IAM and STS say AccessDenied, the others with `Exception`. */
const BY_NAME = new Map([
  ['AccessDenied', DENIED],
  ['AccessDeniedException', DENIED],
  ['ExpectationError', UNDOCUMENTED],
  [
    'InvalidResultTokenException',
    'Let AWS Config evaluate the rule: only its own events carry a token that it takes.',
  ],
  [
    'NoSuchConfigRuleException',
    'The rule was deleted after AWS Config asked: leave it, or put it back as docs/troubleshooting.md says.',
  ],
]);

/**
 * @param action as IAM names it, such as `iam:GetAccountSummary`
 * @returns what whoever reads of the failure can do about it, in a sentence
 */
export function adviceOn(action: string, cause: Error): string {
  if (action === 'sts:AssumeRole' && cause.name === 'AccessDenied') return adviceOnRole(cause.message);
  const advice = BY_NAME.get(cause.name) ?? (isUnreadable(cause) ? UNDOCUMENTED : DEFAULT);
  return advice.replace('<action>', action);
}

/**
 * By what STS says of why. Of a role that is not there it says no more than of one that trusts somebody else.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function adviceOnRole(message: string): string {
  if (message.includes('with an explicit deny')) return 'Find the policy that denies it.';
  if (message.includes('no identity-based policy')) {
    return (
      "The function's role may assume roles of its own organization only. If the account is not in it, delete the " +
      'rule there that names this function.'
    );
  }
  return (
    "The member role is not in the account, or does not trust the function's role: deploy deploy/member-role.yml " +
    'there, with the ARN of that role.'
  );
}

/** The SDK could not parse the answer: JSON gives a SyntaxError, XML an Error to which the SDK adds the text. */
function isUnreadable(cause: Error): boolean {
  return cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
}
