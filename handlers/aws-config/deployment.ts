import * as v from 'valibot';
import { type Account, accountOf, functionArn } from '../../aws/account.ts';
import { expectShape } from '../../aws/expect.ts';

/** What was decided when the function was deployed. No event changes it. */
export interface Deployment {
  /** The function's own account; `undefined` where Serverless runs the function locally and gives no ARN. */
  readonly account: Account | undefined;
  /** The role that the function assumes in other accounts; without one it evaluates its own account only. */
  readonly memberRoleName: string | undefined;
}

/** The same pattern as in `serverless.yml`. An empty name means none: a person may clear the value by hand. */
const memberRoleName = v.optional(
  v.pipe(v.string(), v.regex(/^[\w=,.@-]{0,64}$/, 'the name of an IAM role, without a path')),
);

/**
 * @param environment `MEMBER_ROLE_NAME`, and `IS_LOCAL` where `serverless invoke local` runs the function
 * @param invokedFunctionArn of Lambda's context
 * @throws {ExpectationError}
 */
export function readDeployment(environment: NodeJS.ProcessEnv, invokedFunctionArn: unknown): Deployment {
  const name = expectShape('MEMBER_ROLE_NAME', memberRoleName, environment['MEMBER_ROLE_NAME']);
  return {
    account: readOwnAccount(environment, invokedFunctionArn),
    memberRoleName: name === '' ? undefined : name,
  };
}

function readOwnAccount(environment: NodeJS.ProcessEnv, invokedFunctionArn: unknown): Account | undefined {
  if (invokedFunctionArn === undefined && environment['IS_LOCAL'] === 'true') return undefined;
  return accountOf(expectShape('context.invokedFunctionArn', functionArn, invokedFunctionArn));
}
