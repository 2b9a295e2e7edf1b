import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { accountIds, functionName, roleName } from '../../handlers/organization-watch/watch-settings.ts';
import { type Frequency, frequency } from '../../watch/freshness.ts';

export const HELP = `Names the accounts of an organization whose rule failed, fell silent or is missing: what the deployed watch reports
(deploy/organization-watch.yml), with your own credentials and nothing deployed. It reads and changes nothing.

  npm run watch:organization -- --role-name NAME
                                         assume the role of that name (without a path) in each account, and read there
                                         how often the rule's function ran and failed; in the management account or a
                                         delegated administrator
      --function-name NAME               root-user-mfa-enabled without it
      --frequency FREQUENCY              of the rule: One_Hour, Three_Hours, Six_Hours, Twelve_Hours, TwentyFour_Hours;
                                         the last without it
      --exclude ID,ID                    accounts that need no rule
      --profile NAME, --region REGION    as with the AWS CLI; the Region is that of the functions
      --concurrency N                    calls at a time to each service of AWS, 1 to 100; 10 without it
  npm run watch:organization -- --embedded
                                         the packaged watch on an AWS embedded in this process, with the organization in
                                         embedded-aws/samples/watched.json
      --organization FILE                your own description instead: docs/organization-file.md
  --json                                 one JSON document instead of a text
  --help                                 this text

Exit status: 0 every account has a fresh verdict; 1 an account has none, or the organization could not be read; 2 an
option is invalid.
`;

/** With the person's own credentials. */
export interface OwnOptions {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  readonly roleName: string;
  readonly functionName: string;
  readonly frequency: Frequency;
  readonly excludedAccounts: readonly string[];
  readonly concurrency: number;
  readonly json: boolean;
}

/** On the embedded AWS. */
export interface EmbeddedOptions {
  /** Of an organization file; nothing for the sample. */
  readonly organization: string | undefined;
  readonly json: boolean;
}

const EMBEDDED_ONLY = ['organization'] as const;
const OWN_ONLY = [
  ...['profile', 'region', 'role-name', 'function-name', 'frequency', 'exclude', 'concurrency'],
] as const;

/**
 * @param environment in which npm leaves what it has taken for itself
 * @throws {ExpectationError}
 */
export function readWatchOptions(environment: NodeJS.ProcessEnv): 'help' | OwnOptions | EmbeddedOptions {
  const values = parse();
  if (values.help) return 'help';
  refuseTakenByNpm(environment);
  const { embedded, json } = values;
  const strange = (embedded ? OWN_ONLY : EMBEDDED_ONLY).find((option) => option in values);
  if (strange !== undefined) {
    throw refusal(`--${strange}: expected ${embedded ? 'without' : 'with'} --embedded`);
  }
  if (embedded) return { organization: checked('--organization', name, values.organization), json };
  if (values['role-name'] === undefined) throw refusal('expected --role-name NAME or --embedded');
  return {
    profile: checked('--profile', name, values.profile),
    region: checked('--region', name, values.region),
    roleName: checked('--role-name', roleName, values['role-name']),
    functionName: checked('--function-name', v.optional(functionName, DEFAULT_NAME), values['function-name']),
    frequency: checked('--frequency', v.optional(frequency, 'TwentyFour_Hours'), values.frequency),
    excludedAccounts: checked('--exclude', v.optional(accountIds, ''), values.exclude),
    concurrency: Number(checked('--concurrency', v.optional(count, '10'), values.concurrency)),
    json,
  };
}

const DEFAULT_NAME = 'root-user-mfa-enabled';
const count = v.pipe(v.string(), v.regex(/^([1-9]|[1-9][0-9]|100)$/, 'a whole number from 1 to 100'));
const name = v.optional(v.pipe(v.string(), v.nonEmpty('a name')));

function parse() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      options: {
        'role-name': text,
        'function-name': text,
        frequency: text,
        exclude: text,
        profile: text,
        region: text,
        concurrency: text,
        embedded: flag,
        organization: text,
        json: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (cause) {
    throw refusal((cause as Error).message);
  }
}

/** npm keeps what stands before `--` for itself, and the command would do something else than was asked for. */
function refuseTakenByNpm(environment: NodeJS.ProcessEnv): void {
  const taken = ['role_name', 'function_name', 'frequency', 'exclude', 'embedded'].find(
    (option) => environment[`npm_config_${option}`] !== undefined,
  );
  if (taken === undefined) return;
  throw refusal(
    `--${taken.replace('_', '-')}: expected after --, as in npm run watch:organization -- --help`,
  );
}

function checked<Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  try {
    return expectShape(what, schema, value);
  } catch (cause) {
    throw refusal((cause as Error).message);
  }
}

function refusal(message: string): ExpectationError {
  return new ExpectationError(`${message}\nnpm run watch:organization -- --help lists the options.`);
}
