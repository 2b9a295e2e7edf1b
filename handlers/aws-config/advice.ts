const DENIED =
  'Allow <action> in the role that AWS names, or find the policy of the organization that denies it.';
const UNDOCUMENTED =
  'AWS does not document such an answer: look for what stands between the function and AWS.';
const DEFAULT = 'Let AWS Config evaluate the rule again; if it fails again, see docs/troubleshooting.md.';

/** What to do about a failure, by the name of its error. IAM and STS say AccessDenied, the others with `Exception`. */
const BY_NAME = new Map([
  ['AccessDenied', DENIED],
  ['AccessDeniedException', DENIED],
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
  if (action === 'sts:AssumeRole' && cause.name === 'AccessDenied')
    return adviceOnRole(String(cause.message));
  const advice = isUndocumented(cause) ? UNDOCUMENTED : (BY_NAME.get(cause.name) ?? DEFAULT);
  return advice.replace('<action>', action);
}

/**
 * By what STS says of why. To a caller of another account it may say nothing; and of a role that is not there it says no
 * more than of one that trusts somebody else. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
function adviceOnRole(message: string): string {
  if (message.includes('with an explicit deny')) return 'Find the policy that denies it.';
  if (message.includes('no identity-based policy')) {
    return (
      "The function's role may assume roles of its own organization only: outside of it, delete the rule that names the " +
      'function; inside, look for the member role.'
    );
  }
  return (
    "Inside the function's organization, the member role is missing or does not trust the function's role: deploy " +
    'deploy/member-role.yml there. Outside of it, delete the rule that names the function.'
  );
}

/** Whether an answer was odd, or could not be parsed: JSON gives a SyntaxError, XML an Error to which the SDK adds the text. */
export function isUndocumented(cause: Error): boolean {
  const isUnreadable = cause instanceof SyntaxError || Object.hasOwn(cause, '$responseBodyText');
  return cause.name === 'ExpectationError' || isUnreadable;
}
