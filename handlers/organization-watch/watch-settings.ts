import * as v from 'valibot';
import { accountId, accountOf, functionArn } from '../../aws/account.ts';
import { roleName } from '../../aws/assume-role.ts';
import { expectShape } from '../../aws/expect.ts';
import { frequency } from '../../watch/silence-hours.ts';

/** What was decided when the watch was deployed. */
export type WatchSettings = ReturnType<typeof readWatchSettings>;

export const functionName = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'the name of a Lambda function'));
/** Account ids with a comma between them, or nothing. */
export const accountIds = v.pipe(
  v.string(),
  v.transform((text) => (text === '' ? [] : text.split(','))),
  v.array(accountId),
);

const environmentVariables = v.object({
  FUNCTION_NAME: functionName,
  FREQUENCY: frequency,
  MEMBER_ROLE_NAME: roleName,
  EXCLUDED_ACCOUNTS: accountIds,
  TOPIC_ARN: v.pipe(
    v.string(),
    v.regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[\w-]+$/, 'the ARN of an SNS topic'),
  ),
});

/**
 * @param invokedFunctionArn of Lambda's context
 * @throws {ExpectationError}
 */
export function readWatchSettings(environment: NodeJS.ProcessEnv, invokedFunctionArn: unknown) {
  const found = expectShape('environment', environmentVariables, environment);
  return {
    account: accountOf(expectShape('context.invokedFunctionArn', functionArn, invokedFunctionArn)),
    functionName: found.FUNCTION_NAME,
    frequency: found.FREQUENCY,
    memberRoleName: found.MEMBER_ROLE_NAME,
    excludedAccounts: found.EXCLUDED_ACCOUNTS,
    topicArn: found.TOPIC_ARN,
  };
}
