import { readFile } from 'node:fs/promises';
import { ExpectationError } from '../aws/expect.ts';
import { type OrganizationAccount, organizationAccountPages } from '../aws/organization-accounts.ts';
import { visibleText } from '../watch/visible-text.ts';
import { type Context, runCommand } from './command.ts';
import { describeOrganization } from './dry-run/describe-organization.ts';
import { type CallerSession, closeSession, openSession } from './dry-run/session.ts';
import { unlessInterrupted } from './dry-run/unless-interrupted.ts';
import { jsonText } from './report/json.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { type AppliedAccount, applyPlan, isReady } from './root-credentials/apply-plan.ts';
import { expectCentralizedRootAccess } from './root-credentials/centralized-root-access.ts';
import { lock, openJournal, refuseUsedJournal } from './root-credentials/journal.ts';
import { makePlan } from './root-credentials/make-plan.ts';
import { memberRootUser } from './root-credentials/member-root-user.ts';
import { type PlannedAccount, readPlan, writePlan } from './root-credentials/plan.ts';
import {
  type ApplyOptions,
  DELETE_ROOT_CREDENTIALS,
  type PlanOptions,
  type RecoveryOptions,
  type RootCredentialsOptions,
} from './root-credentials/root-credentials-options.ts';
import { appliedScreen, planScreen, summaryOf } from './root-credentials/screens.ts';
import { ask, ownTerminal } from './terminal/ask.ts';

async function makeAndWrite(options: PlanOptions, { progress, untilSignal }: Context): Promise<number> {
  const interruption = untilSignal();
  const { path, json, concurrency } = options;
  const files = path === undefined ? [] : [{ option: '--plan', path, make: writePlan }];
  await refuseUnwritable(files);
  if (path !== undefined) await refuseUsedJournal(`${path}.journal`);
  return inOrganization({ ...options, interruption }, async (session, { id }) => {
    const run = { concurrency: 2 * concurrency, progress, interruption };
    const plan = await unlessInterrupted(makePlan(session, id, options, run), interruption);
    await writeReportFiles(files, plan);
    process.stdout.write(json ? jsonText(plan) : planScreen(plan, path, process.stdout));
    return exitStatus(plan.accounts);
  });
}

async function apply(options: ApplyOptions, { progress, untilSignal }: Context): Promise<number> {
  const { path, json, yes, concurrency } = options;
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    const message = `--apply: expected the file of a plan, got ${path}: ${cause.message}`;
    throw new ExpectationError(message, { cause });
  });
  const { plan, sha256 } = readPlan(path, text);
  const { organizationId } = plan;
  const unlock = lock(`${path}.lock`);
  const journal = await openJournal(`${path}.journal`, sha256);
  try {
    return await inOrganization(options, async (session, { id }) => {
      if (id !== organizationId) {
        throw new ExpectationError(
          `${path}: expected a plan of the organization ${id}, got one of ${organizationId}`,
        );
      }
      const left = plan.accounts.filter(isReady).filter((ready) => journal.verdictOf(ready.id) === undefined);
      const listed: OrganizationAccount[] = [];
      if (left.length > 0) {
        await confirm(summaryOf(left), left.length, yes);
        const { account, calls, clientConfig } = session;
        const pages = organizationAccountPages({ account, call: calls().call, clientConfig });
        for await (const page of pages) listed.push(...page);
      }
      const interruption = untilSignal();
      const run = { concurrency: 2 * concurrency, progress, interruption };
      const accounts = await applyPlan(session, plan, listed, journal, run);
      process.stdout.write(
        json ? jsonText({ organizationId, accounts }) : appliedScreen(accounts, process.stdout),
      );
      return interruption.aborted ? interruption.reason.status : exitStatus(accounts);
    });
  } finally {
    await journal.close();
    unlock();
  }
}

async function recover({ accountId, yes, json, ...options }: RecoveryOptions): Promise<number> {
  return inOrganization(options, async (session, { managementAccountId }) => {
    if (accountId === managementAccountId) {
      throw new ExpectationError(
        '--allow-password-recovery: expected a member account, got the management account',
      );
    }
    const summary = `Lets the person who reads the root e-mail of account ${accountId} set a root password: 1 account.`;
    await confirm(summary, 1, yes);
    await memberRootUser(session, accountId).allowPasswordRecovery();
    process.stdout.write(
      json
        ? jsonText({ accountId, passwordRecovery: 'allowed' })
        : `Password recovery is allowed. Next: on the sign-in page, enter the root e-mail of account ${accountId} and choose\n` +
            '"Forgot password"; then turn MFA on.\n',
    );
    return 0;
  });
}

/**
 * Shows what is going to happen, and goes on when the person types the number of accounts.
 *
 * @param yes goes on without asking
 * @throws {ExpectationError} when there is no terminal to ask on, or no answer comes
 */
async function confirm(summary: string, accounts: number, yes: boolean): Promise<void> {
  process.stderr.write(`${visibleText(summary)}\n`);
  if (yes) return;
  const terminal = ownTerminal();
  if (terminal === undefined) {
    throw new ExpectationError('Expected --yes, since there is no terminal to ask on. Nothing was changed.');
  }
  const prompt = 'To go on, type the number of accounts: ';
  const complaint = `Expected ${accounts}. Ctrl+C ends the command.`;
  await ask(prompt, new RegExp(`^${accounts}$`), complaint, terminal).catch((cause) => {
    throw new ExpectationError(`${cause.message} Nothing was changed.`, { cause });
  });
}

type Organization = Record<'id' | 'managementAccountId', string>;
type Reach = Pick<RootCredentialsOptions, 'profile' | 'region' | 'concurrency'>;

/** Refuses an organization in which root credentials are not managed centrally. */
async function inOrganization(
  options: Reach & { readonly interruption?: AbortSignal },
  run: (session: CallerSession, organization: Organization) => Promise<number>,
): Promise<number> {
  const session = await openSession(options);
  try {
    const { id, managementAccountId } = await describeOrganization(session);
    if (id === undefined) throw new ExpectationError('Expected the id of the organization, got none');
    await expectCentralizedRootAccess(session);
    return await run(session, { id, managementAccountId });
  } finally {
    closeSession(session);
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
