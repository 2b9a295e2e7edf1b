import * as v from 'valibot';
import { roleName } from '../../aws/assume-role.ts';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { accountIds, functionName } from '../../handlers/organization-watch/watch-settings.ts';
import { frequency } from '../../watch/silence-hours.ts';
import type { Command } from '../command.ts';
import { concurrency, external, name } from '../dry-run/options.ts';
import { flag, list, text, type Values } from '../terminal/command-options.ts';

const DEFAULT_NAME = 'root-user-mfa-enabled';

const OPTIONS = {
  'role-name': text(
    'NAME',
    "assume the role of that name (without a path) in each account, and read there how often the rule's function " +
      'ran and failed; in the management account or a delegated administrator',
    v.optional(roleName),
  ),
  'external-id': text('ID', 'the external ID that the role expects', external),
  'function-name': text('NAME', `the default is ${DEFAULT_NAME}`, v.optional(functionName)),
  frequency: text(
    'FREQUENCY',
    'of the rule: One_Hour, Three_Hours, Six_Hours, Twelve_Hours, TwentyFour_Hours; the default is the last',
    v.optional(frequency),
  ),
  exclude: list('ID,ID', 'accounts that need no rule'),
  profile: text('NAME', 'as in the AWS CLI', name),
  region: text('REGION', 'as in the AWS CLI; the Region of the functions', name),
  concurrency: text(
    'N',
    'calls at the same time to each AWS service, 1 to 100; the default is 10',
    v.optional(concurrency),
  ),
  embedded: flag(
    'the packaged watch on an AWS embedded in this process, with the organization in ' +
      'embedded-aws/samples/watched.json',
  ),
  organization: text(
    'FILE',
    'with --embedded: your own description instead: docs/organization-file.md',
    name,
  ),
  json: flag('print one JSON document instead of a text'),
};

/** The options for a watch of AWS with the person's own credentials, or of the embedded AWS. */
export type OwnOptions = Extract<WatchOptions, { embedded: false }>;
export type EmbeddedOptions = Extract<WatchOptions, { embedded: true }>;
type WatchOptions = ReturnType<typeof readOptions>;

export const WATCH: Command<typeof OPTIONS, WatchOptions> = {
  name: 'watch:organization',
  about: `
Names the accounts of an organization whose rule failed, fell silent or is missing: what the deployed watch reports
(deploy/organization-watch.yml), with your own credentials and nothing deployed. It reads and changes nothing.

  npm run watch:organization -- --role-name NAME
  npm run watch:organization -- --embedded
`,
  options: OPTIONS,
  notes: `
Exit status: 0 every account has a fresh verdict; 1 an account has none, or the organization could not be read; 2 an
option is invalid.
`,
  read: readOptions,
};

function readOptions({ embedded, organization, json, ...own }: Values<typeof OPTIONS>) {
  if (embedded) {
    const [strange] = Object.keys(own);
    if (strange !== undefined) throw new ExpectationError(`--${strange}: expected without --embedded`);
    return { embedded, organization, json };
  }
  if (organization !== undefined) throw new ExpectationError('--organization: expected with --embedded');
  const { profile, region, 'role-name': roleName, frequency = 'TwentyFour_Hours' } = own;
  if (roleName === undefined) throw new ExpectationError('expected --role-name NAME or --embedded');
  return {
    embedded,
    profile,
    region,
    roleName,
    externalId: own['external-id'],
    functionName: own['function-name'] ?? DEFAULT_NAME,
    frequency,
    excludedAccounts: expectShape('--exclude', accountIds, own.exclude?.join(',') ?? ''),
    concurrency: Number(own.concurrency ?? 10),
    json,
  };
}
