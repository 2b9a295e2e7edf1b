import { membersOf, type Report } from '../report/model.ts';
import type { Progress } from '../terminal/progress.ts';
import { ownAccess } from './access.ts';
import { evaluateAccount } from './evaluate-account.ts';
import { evaluateOrganization, type OrganizationOutcomes } from './evaluate-organization.ts';
import type { EvaluateOptions } from './options.ts';
import type { CallerSession } from './session.ts';
import { unlessInterrupted } from './unless-interrupted.ts';

/**
 * Evaluates the account of the session, or the accounts of its organization.
 *
 * @throws {AwsCallError} when the organization cannot be described
 * @throws {ExpectationError} when the selection names what is not in it
 */
export async function dryRunReport(
  session: CallerSession,
  options: Pick<EvaluateOptions, 'way' | 'selection' | 'parameters' | 'concurrency'>,
  progress: Progress,
  interruption: AbortSignal,
): Promise<Report> {
  const { way, selection, parameters, concurrency } = options;
  const about = {
    command: 'npm run evaluate',
    evaluatedAt: new Date(),
    parameters: Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
  };
  if (way === undefined) {
    const target = { ...session.account, name: '', state: 'ACTIVE' };
    const evaluation = evaluateAccount(target, ownAccess(session), parameters);
    const outcome = unlessInterrupted(evaluation, interruption).catch((error) => {
      if (error !== interruption.reason) throw error;
      return { accountId: target.id, accountName: target.name, notEvaluated: 'interrupted' as const };
    });
    return {
      about: { ...about, scope: `Account ${session.account.id}`, access: 'the credentials of the caller' },
      outcomes: [await outcome],
    };
  }
  progress.show('Listing accounts');
  const observer = {
    onListed: (total: number) => progress.grow('Evaluating accounts', total),
    onAllListed: () => progress.totalIsKnown(),
    onDone: () => progress.increment(),
  };
  const { organization, outcomes, incomplete } = await evaluateOrganization(
    session,
    way,
    parameters,
    // Twice as many accounts as connections: while one account waits for AWS, another is worked on.
    2 * concurrency,
    observer,
    interruption,
    selection,
  );
  return {
    about: {
      ...about,
      scope: scopeOf(organization),
      access: way.roleName === undefined ? 'root sessions (sts:AssumeRoot)' : `the role ${way.roleName}`,
    },
    outcomes,
    incomplete,
    members: membersOf(outcomes, organization.managementAccountId),
    organization: {
      ...organization,
      // Only the management account and delegated administrators can list the accounts.
      ...(session.account.id !== organization.managementAccountId && {
        delegatedAdministratorId: session.account.id,
      }),
      region: await session.sts.config.region(),
    },
  };
}

function scopeOf({ id, managementAccountId }: OrganizationOutcomes['organization']): string {
  return id === undefined
    ? `Organization of the management account ${managementAccountId}`
    : `Organization ${id}, management account ${managementAccountId}`;
}
