import type { Account } from '../../aws/account.ts';
import { assumeRoot, type TaskPolicy } from '../../aws/assume-root.ts';
import { type Aws, causeOf } from '../../aws/call.ts';
import { awsIn } from '../dry-run/access.ts';
import type { CallerSession } from '../dry-run/session.ts';

/** Does something in a root session, which it opens when it is first needed and again when it has expired. */
export type InRootSession = <Result>(use: (aws: Aws) => Promise<Result>) => Promise<Result>;

/** @param account a member account */
export function rootSession(session: CallerSession, account: Account, taskPolicy: TaskPolicy): InRootSession {
  const calls = session.calls();
  const open = async () =>
    awsIn(account, session, calls, await assumeRoot(session.sts, account, taskPolicy, calls.call));
  let opened: Promise<Aws> | undefined;
  return async (use) => {
    opened ??= open();
    const aws = await opened;
    try {
      return await use(aws);
    } catch (error) {
      // A root session lasts 15 minutes.
      if (!causeOf(error)?.startsWith('ExpiredToken')) throw error;
      opened = open();
      return use(await opened);
    }
  };
}
