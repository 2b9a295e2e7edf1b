import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/expect.ts';

const UNDOCUMENTED = 'AWS does not document such an answer: check for a proxy between the function and AWS.';
const DEFAULT = 'Start the evaluation again; if it fails again, see docs/troubleshooting.md.';

const FOREIGN_TOKEN = 'Let AWS Config start the evaluation: only its own events carry a valid result token.';
const DELETED_RULE =
  'The rule was deleted after AWS Config sent the event. To have it back, see docs/troubleshooting.md.';

/**
 * @param action as IAM names it, such as `iam:GetAccountSummary`
 * @returns what the reader of the error can do about it, in a sentence
 */
export function adviceOnEvaluation(action: string, cause: Error): string {
  if (isUndocumented(cause)) return UNDOCUMENTED;
  if (cause.name === 'InvalidResultTokenException') return FOREIGN_TOKEN;
  if (cause.name === 'NoSuchConfigRuleException') return DELETED_RULE;
  if (!isAccessDenied(cause)) return DEFAULT;
  return action === 'sts:AssumeRole' ? adviceOnRole(String(cause.message)) : adviceOnAccessDenied(action);
}

/**
 * Advice by the reason that STS gives. STS may give none to a caller of another account, and words a missing role and a
 * role that does not trust the caller alike. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
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
