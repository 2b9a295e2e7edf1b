import pLimit from 'p-limit';
import { ExpectationError } from '../../aws/expect.ts';
import { membersOf, type Outcome, type Report, stateOf } from '../report/model.ts';
import type { Progress } from '../terminal/progress.ts';
import { organizationAccess, ownAccess } from './access.ts';
import { describeOrganization } from './describe-organization.ts';
import { evaluateAccount } from './evaluate-account.ts';
import type { EvaluateOptions } from './options.ts';
import { type SelectableAccount, selectAccounts } from './selection.ts';
import type { CallerSession } from './session.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

type Options = Pick<EvaluateOptions, 'way' | 'selection' | 'parameters' | 'concurrency'>;
type RunProgress = Pick<Progress, 'show' | 'grow' | 'totalIsKnown' | 'increment'>;

/**
 * Evaluates the account of the session, or the accounts of its organization while it lists them.
 *
 * @param interruption stops the run: accounts whose evaluation has not started, or waits for AWS, are not evaluated
 * @returns the outcomes in the order of the list; `incomplete` is the reason why the list is not complete
 * @throws {AwsCallError} when the organization cannot be described; no account has been evaluated then
 * @throws {ExpectationError} when the selection names what is not in it; no account has been evaluated then
 */
export async function dryRunReport(
  session: CallerSession,
  { way, selection, parameters, concurrency }: Options,
  progress: RunProgress,
  interruption: AbortSignal,
): Promise<Report> {
  const { account } = session;
  const about = {
    command: 'npm run evaluate',
    evaluatedAt: new Date(),
    parameters: Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
  };
  if (way === undefined) {
    const target = { ...account, name: '', state: 'ACTIVE' };
    const evaluation = evaluateAccount(target, ownAccess(session), parameters, interruption);
    const outcome = await unlessInterrupted(evaluation, interruption).catch((error): Outcome => {
      if (error !== interruption.reason) throw error;
      return { accountId: account.id, accountName: '', state: 'INTERRUPTED' };
    });
    return {
      about: { ...about, scope: `Account ${account.id}`, access: 'the credentials of the caller' },
      outcomes: [outcome],
    };
  }
  progress.show('Listing accounts');
  const organization = await describeOrganization(session);
  const { id, managementAccountId } = organization;
  const access = organizationAccess(session, way, managementAccountId);
  // Twice as many accounts as connections: while one account waits for AWS, another is worked on.
  const limit = pLimit(2 * concurrency);
  const evaluate = async (listed: SelectableAccount) => {
    const target = { ...listed, partition: account.partition };
    const outcome = await evaluateAccount(target, access, parameters, interruption);
    if (stateOf(outcome) !== 'INTERRUPTED') progress.increment();
    return outcome;
  };
  const running: Promise<Outcome>[] = [];
  let incomplete: string | undefined;
  try {
    for await (const page of selectAccounts(session, selection, interruption)) {
      interruption.throwIfAborted();
      running.push(...page.map((listed) => limit(evaluate, listed)));
      progress.grow('Evaluating accounts', running.length);
    }
  } catch (error) {
    if (error instanceof ExpectationError) throw error;
    incomplete = (error as Error).message;
  }
  progress.totalIsKnown();
  const outcomes = await Promise.all(running);
  return {
    about: {
      ...about,
      scope: `Organization ${id === undefined ? 'of the' : `${id},`} management account ${managementAccountId}`,
      access: way.roleName === undefined ? 'root sessions (sts:AssumeRoot)' : `the role ${way.roleName}`,
    },
    outcomes,
    incomplete,
    members: membersOf(outcomes, managementAccountId),
    organization: {
      ...organization,
      // Only the management account and delegated administrators can list the accounts.
      ...(account.id !== managementAccountId && { delegatedAdministratorId: account.id }),
      region: await session.sts.config.region(),
    },
  };
}
