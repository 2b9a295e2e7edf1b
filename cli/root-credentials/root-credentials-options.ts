import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import type { Command } from '../command.ts';
import { concurrency, name, readSelection } from '../dry-run/options.ts';
import { flag, list, text, type Values } from '../terminal/command-options.ts';

const file = v.optional(v.pipe(v.string(), v.nonEmpty('the name of a file')));
const days = v.optional(v.pipe(v.string(), v.regex(/^[0-9]{1,5}$/, 'a number of days'), v.transform(Number)));

const OPTIONS = {
  plan: text('FILE', 'write the plan to this file too', file),
  apply: text('FILE', 'delete what the plan in this file says, where nothing has changed since', file),
  'allow-password-recovery': text(
    'ID',
    "the way back: let the person who reads the account's root e-mail set a root password again",
    v.optional(accountId),
  ),
  account: list('ID', 'plan only this account of the organization'),
  ou: list('OU_ID', 'plan only the accounts of this organizational unit and of the units below it'),
  exclude: list('ID', 'leave this account of the organization out of the plan'),
  'used-within': text(
    'DAYS',
    'hold an account back whose access key was used within so many days; 90 by default',
    days,
  ),
  'include-used': list('ID', 'do not hold this account back'),
  yes: flag('do not ask before credentials are deleted, or a password is allowed'),
  profile: text('NAME', 'as in the AWS CLI; a profile with mfa_serial asks for the MFA code', name),
  region: text('REGION', 'as in the AWS CLI', name),
  concurrency: text(
    'N',
    'calls at the same time to each AWS service, 1 to 100; the default is 4',
    v.optional(concurrency, '4'),
  ),
  json: flag('print JSON instead of a table'),
};

/** What the command is asked to do, and how it reaches AWS. */
export type RootCredentialsOptions = ReturnType<typeof readOptions>;
export type PlanOptions = Extract<RootCredentialsOptions, { action: 'plan' }>;
export type ApplyOptions = Extract<RootCredentialsOptions, { action: 'apply' }>;
export type RecoveryOptions = Extract<RootCredentialsOptions, { action: 'allow password recovery' }>;

export const DELETE_ROOT_CREDENTIALS: Command<typeof OPTIONS, RootCredentialsOptions> = {
  name: 'delete:root-credentials',
  about: `
Deletes the root credentials of an organization's member accounts in two steps: a plan, which changes nothing, and its
application. Use credentials of the management account or of IAM's delegated administrator.

  npm run delete:root-credentials -- --plan plan.json
  npm run delete:root-credentials -- --apply plan.json
`,
  options: OPTIONS,
  notes: `
Before it deletes, --apply reads each account again, and leaves it alone where anything differs from the plan. It writes
each call to FILE.journal; the same command goes on after an interruption. Read docs/delete-root-credentials.md first.

Exit status: 0 all done; 1 an account could not be read, or something remains; 2 an option or a file is invalid; 3 an
account was held back, or has changed since the plan; 130 interrupted, 143 terminated.
`,
  read: readOptions,
};

const PLAN_ONLY = ['account', 'ou', 'exclude', 'used-within', 'include-used'] as const;

function readOptions(values: Values<typeof OPTIONS>) {
  const { plan, apply, 'allow-password-recovery': recovery, yes, profile, region, json } = values;
  if ([plan, apply, recovery].filter((value) => value !== undefined).length > 1) {
    throw new ExpectationError('use --plan, --apply or --allow-password-recovery, not two of them');
  }
  const isPlan = apply === undefined && recovery === undefined;
  const strange = isPlan ? yes && 'yes' : PLAN_ONLY.find((option) => option in values);
  if (strange) {
    throw new ExpectationError(
      `--${strange}: expected ${isPlan ? 'with --apply or --allow-password-recovery' : 'when the plan is made'}`,
    );
  }
  const common = { profile, region, concurrency: Number(values.concurrency), json };
  if (apply !== undefined) return { action: 'apply' as const, path: apply, yes, ...common };
  if (recovery !== undefined) {
    return { action: 'allow password recovery' as const, accountId: recovery, yes, ...common };
  }
  return {
    action: 'plan' as const,
    /** Where the plan is written to, if anywhere. */
    path: plan,
    selection: readSelection(values),
    usedWithinDays: values['used-within'] ?? 90,
    includeUsed: new Set(expectShape('--include-used', v.array(accountId), values['include-used'] ?? [])),
    ...common,
  };
}
