import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { accountIds, functionName, roleName } from '../../handlers/organization-watch/watch-settings.ts';
import { type Frequency, frequency } from '../../watch/freshness.ts';
import type { Command } from '../command.ts';
import { concurrency, external, name } from '../dry-run/options.ts';
import { flag, list, text, type Values } from '../terminal/command-options.ts';

const DEFAULT_NAME = 'root-user-mfa-enabled';

const OPTIONS = {
  'role-name': text(
    'NAME',
    "assume the role of that name (without a path) in each account, and read there how often the rule's function " +
      'ran and failed; in the management account or a delegated administrator',
  ),
  'external-id': text('ID', 'the external ID that the role expects'),
  'function-name': text('NAME', `the default is ${DEFAULT_NAME}`),
  frequency: text(
    'FREQUENCY',
    'of the rule: One_Hour, Three_Hours, Six_Hours, Twelve_Hours, TwentyFour_Hours; the default is the last',
  ),
  exclude: list('ID,ID', 'accounts that need no rule'),
  profile: text('NAME', 'as in the AWS CLI'),
  region: text('REGION', 'as in the AWS CLI; the Region of the functions'),
  concurrency: text('N', 'calls at the same time to each AWS service, 1 to 100; the default is 10'),
  embedded: flag(
    'the packaged watch on an AWS embedded in this process, with the organization in ' +
      'embedded-aws/samples/watched.json',
  ),
  organization: text('FILE', 'with --embedded: your own description instead: docs/organization-file.md'),
  json: flag('print one JSON document instead of a text'),
};

/** The options for a watch of AWS, with the person's own credentials. */
export interface OwnOptions {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  readonly roleName: string;
  readonly externalId: string | undefined;
  readonly functionName: string;
  readonly frequency: Frequency;
  readonly excludedAccounts: readonly string[];
  readonly concurrency: number;
  readonly json: boolean;
}

/** The options for a watch of the embedded AWS. */
export interface EmbeddedOptions {
  /** The path of an organization file; `undefined` for the sample. */
  readonly organization: string | undefined;
  readonly json: boolean;
}

const EMBEDDED_ONLY = ['organization'] as const;
const OWN_ONLY = [
  ...[
    'profile',
    'region',
    'role-name',
    'external-id',
    'function-name',
    'frequency',
    'exclude',
    'concurrency',
  ],
] as const;

export const WATCH: Command<typeof OPTIONS, OwnOptions | EmbeddedOptions> = {
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

function readOptions(values: Values<typeof OPTIONS>): OwnOptions | EmbeddedOptions {
  const { embedded, json } = values;
  const strange = (embedded ? OWN_ONLY : EMBEDDED_ONLY).find((option) => option in values);
  if (strange !== undefined) {
    throw new ExpectationError(`--${strange}: expected ${embedded ? 'without' : 'with'} --embedded`);
  }
  if (embedded) return { organization: expectShape('--organization', name, values.organization), json };
  if (values['role-name'] === undefined) {
    throw new ExpectationError('expected --role-name NAME or --embedded');
  }
  return {
    profile: expectShape('--profile', name, values.profile),
    region: expectShape('--region', name, values.region),
    roleName: expectShape('--role-name', roleName, values['role-name']),
    externalId: expectShape('--external-id', external, values['external-id']),
    functionName: expectShape(
      '--function-name',
      v.optional(functionName, DEFAULT_NAME),
      values['function-name'],
    ),
    frequency: expectShape('--frequency', v.optional(frequency, 'TwentyFour_Hours'), values.frequency),
    excludedAccounts: expectShape('--exclude', accountIds, values.exclude?.join(',') ?? ''),
    concurrency: Number(expectShape('--concurrency', v.optional(concurrency, '10'), values.concurrency)),
    json,
  };
}
