import { adviceOnAccessDenied, isAccessDenied } from '../../aws/access-denied.ts';
import { isUndocumented } from '../../aws/expect.ts';

const ROLE =
  'The role is not in the account or does not trust the caller: deploy deploy/organization-watch-role.yml there.';
const LIST = 'Use the management account or a delegated administrator, and allow organizations:ListAccounts.';
const UNDOCUMENTED = 'AWS does not document such an answer.';
const DEFAULT = 'Run the watch again.';

/**
 * @param action as IAM names it, such as `cloudwatch:GetMetricData`
 * @returns what the reader of the error can do about it, in a sentence
 */
export function adviceOnWatch(action: string, cause: Error): string {
  if (isUndocumented(cause)) return UNDOCUMENTED;
  if (!isAccessDenied(cause)) return DEFAULT;
  if (action === 'organizations:ListAccounts') return LIST;
  if (action === 'sts:AssumeRole' && !cause.message.includes('explicit deny')) return ROLE;
  return adviceOnAccessDenied(action);
}
