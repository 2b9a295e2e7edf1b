import { readFile } from 'node:fs/promises';
import { ExpectationError } from '../aws/expect.ts';
import { type OrganizationAccount, organizationAccountPages } from '../aws/organization-accounts.ts';
import { type Context, runCommand } from './command.ts';
import { type DescribedOrganization, describeOrganization } from './dry-run/describe-organization.ts';
import { type CallerSession, closeSession, openSession } from './dry-run/session.ts';
import { unlessInterrupted } from './dry-run/unless-interrupted.ts';
import { jsonText } from './report/json.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { allowPasswordRecovery } from './root-credentials/allow-password-recovery.ts';
import { type AppliedAccount, applyPlan, isReady } from './root-credentials/apply-plan.ts';
import { expectCentralizedRootAccess } from './root-credentials/centralized-root-access.ts';
import { confirm } from './root-credentials/confirm.ts';
import { type Journal, openJournal, refuseUsedJournal } from './root-credentials/journal.ts';
import { lock } from './root-credentials/lock.ts';
import { makePlan } from './root-credentials/make-plan.ts';
import { type Plan, type PlannedAccount, readPlan, writePlan } from './root-credentials/plan.ts';
import {
  type ApplyOptions,
  DELETE_ROOT_CREDENTIALS,
  type PlanOptions,
  type RecoveryOptions,
  type RootCredentialsOptions,
} from './root-credentials/root-credentials-options.ts';
import { appliedScreen, planScreen, summaryOf } from './root-credentials/screens.ts';

async function makeAndWrite(options: PlanOptions, { progress, untilSignal }: Context): Promise<number> {
  const interruption = untilSignal();
  const files = options.path === undefined ? [] : [{ option: '--plan', path: options.path, make: writePlan }];
  await refuseUnwritable(files);
  if (options.path !== undefined) await refuseUsedJournal(`${options.path}.journal`);
  return inOrganization({ ...options, interruption }, async (session, { id }) => {
    const sorting = { ...options, now: new Date() };
    const run = { concurrency: 2 * options.concurrency, progress, interruption };
    const made = await unlessInterrupted(
      makePlan(session, id, options.selection, sorting, run),
      interruption,
    );
    await writeReportFiles(files, made);
    process.stdout.write(options.json ? jsonText(made) : planScreen(made, options.path, process.stdout));
    return exitStatus(made.accounts);
  });
}

async function apply(options: ApplyOptions, context: Context): Promise<number> {
  const { path } = options;
  const { plan: planned, sha256 } = readPlan(path, await textOf(path));
  const unlock = lock(`${path}.lock`);
  const journal = await openJournal(`${path}.journal`, sha256);
  try {
    return await inOrganization(options, (session, organization) => {
      if (organization.id === planned.organizationId) {
        return applyIn(session, planned, journal, options, context);
      }
      throw new ExpectationError(
        `${path}: expected a plan of the organization ${organization.id}, got one of ${planned.organizationId}`,
      );
    });
  } finally {
    await journal.close();
    unlock();
  }
}

async function applyIn(
  session: CallerSession,
  planned: Plan,
  journal: Journal,
  { concurrency, json, yes }: ApplyOptions,
  { progress, untilSignal }: Context,
): Promise<number> {
  const left = planned.accounts.filter(isReady).filter(({ id }) => journal.verdictOf(id) === undefined);
  if (left.length > 0) await confirm(summaryOf(left), left.length, yes);
  const listed = left.length > 0 ? await listAccounts(session) : [];
  const interruption = untilSignal();
  const run = { concurrency: 2 * concurrency, progress, interruption };
  const accounts = await applyPlan(session, planned, listed, journal, run);
  const { organizationId } = planned;
  process.stdout.write(
    json ? jsonText({ organizationId, accounts }) : appliedScreen(accounts, process.stdout),
  );
  return interruption.aborted ? interruption.reason.status : exitStatus(accounts);
}

async function listAccounts({ account, calls, clientConfig }: CallerSession): Promise<OrganizationAccount[]> {
  const listed: OrganizationAccount[] = [];
  for await (const page of organizationAccountPages({ account, call: calls().call, clientConfig })) {
    listed.push(...page);
  }
  return listed;
}

async function recover(options: RecoveryOptions): Promise<number> {
  const { accountId, json } = options;
  return inOrganization(options, async (session, { managementAccountId }) => {
    if (accountId === managementAccountId) {
      throw new ExpectationError(
        '--allow-password-recovery: expected a member account, got the management account',
      );
    }
    const summary = `Lets the person who reads the root e-mail of account ${accountId} set a root password: 1 account.`;
    await confirm(summary, 1, options.yes);
    await allowPasswordRecovery(session, accountId);
    process.stdout.write(
      json
        ? jsonText({ accountId, passwordRecovery: 'allowed' })
        : `Password recovery is allowed. Next: on the sign-in page, enter the root e-mail of account ${accountId} and choose\n` +
            '"Forgot password"; then turn MFA on.\n',
    );
    return 0;
  });
}

type KnownOrganization = DescribedOrganization & { readonly id: string };

async function inOrganization(
  options: RootCredentialsOptions & { readonly interruption?: AbortSignal },
  run: (session: CallerSession, organization: KnownOrganization) => Promise<number>,
): Promise<number> {
  const session = await openSession(options);
  try {
    const { id, ...organization } = await describeOrganization(session);
    if (id === undefined) throw new ExpectationError('Expected the id of the organization, got none');
    await expectCentralizedRootAccess(session);
    return await run(session, { id, ...organization });
  } finally {
    closeSession(session);
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ExpectationError(
      `--apply: expected the file of a plan, got ${path}: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

const REMAINS = ['failed', 'not reachable'];
const LEFT_ALONE = ['changed', 'held back'];

function exitStatus(accounts: readonly (AppliedAccount | PlannedAccount)[]): number {
  if (accounts.some(({ state }) => REMAINS.includes(state))) return 1;
  return accounts.some(({ state }) => LEFT_ALONE.includes(state)) ? 3 : 0;
}

await runCommand(DELETE_ROOT_CREDENTIALS, (options, context) => {
  if (options.action === 'plan') return makeAndWrite(options, context);
  return options.action === 'apply' ? apply(options, context) : recover(options);
});
