import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { type RootUserMfaParameters, rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { OUTPUT_HELP, OUTPUT_OPTIONS, type Outputs, readOutputs } from '../report/output-options.ts';
import { refuseTakenByNpm } from '../terminal/taken-by-npm.ts';
import type { Way } from './evaluate-organization.ts';

export const HELP = `Evaluates root-user-mfa-enabled without deploying anything: reads from AWS with your own credentials and prints verdict,
reason and evidence. Changes nothing in AWS and reports nothing to AWS Config.

  npm run evaluate                           the account of the current credentials
  npm run evaluate -- --organization         every active account of the organization, from its management account or a
                                             delegated administrator; needs one of:
      --role-name NAME                       assume the role with this name (without a path) in each account
      --assume-root                          open a root session in each account that can only audit root credentials;
                                             needs nothing in the accounts, and lists the MFA devices by kind
  --profile NAME, --region REGION            as in the AWS CLI; a profile with mfa_serial asks for the MFA code
  --parameter NAME=VALUE                     a rule parameter: allowVirtualMfa=false, allowMemberCredentials=false,
                                             credentialFreeCompliance=COMPLIANT
  --json, --csv                              print JSON or CSV instead of a table
${OUTPUT_HELP}  --concurrency N                            calls at the same time to each AWS service, 1 to 100; the default is 4
  --fail-on non-compliant                    exit with status 3 if an account is NON_COMPLIANT
  --help                                     print this text

With --assume-root: centralized root access must be on. The command calls the Region's own STS endpoint; a session lasts
at most 900 seconds. Root sessions do not reach the management account: run the command there, or it is listed as failed.
Service control policies that deny the root user also deny these sessions, unless they make an exception for
aws:AssumedRoot. CloudTrail records a session as activity of the root user, which triggers alarms on that activity: tell
the people who receive them first. See docs/dry-run.md.

Exit status: 0 each active account got a verdict; 1 an account got none (the others are printed); 2 an option is invalid;
3 as --fail-on says; 130 interrupted (the results so far are printed).
`;

/** What the command does. */
export interface Options {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** How member accounts are reached; `undefined` for the one account of the credentials. */
  readonly way: Way | undefined;
  readonly parameters: RootUserMfaParameters;
  /** The number of calls at the same time, to each service. */
  readonly concurrency: number;
  readonly format: 'table' | 'json' | 'csv';
  readonly outputs: Outputs;
  readonly failOnNonCompliant: boolean;
}

/**
 * @param environment in which npm puts the options that it takes for itself
 * @throws {ExpectationError} if an option is invalid
 */
export function readOptions(environment: NodeJS.ProcessEnv): Options | 'help' {
  const { values } = refusing(() => parseArgs({ options: OPTIONS }));
  if (values.help) return 'help';
  refusing(() => refuseTakenByNpm(OPTIONS, environment, 'npm run evaluate'));
  const { organization, 'role-name': roleName, 'assume-root': assumeRoot, json, csv } = values;
  if (organization !== (roleName !== undefined || assumeRoot) || (roleName !== undefined && assumeRoot)) {
    throw refusal(
      '--organization needs either --role-name NAME or --assume-root; without --organization, use neither',
    );
  }
  if (json && csv) throw refusal('use --json or --csv, not both');
  return {
    profile: checked('--profile', name, values.profile),
    region: checked('--region', name, values.region),
    way: organization ? { roleName: checked('--role-name', role, roleName) } : undefined,
    parameters: readParameters(values.parameter),
    concurrency: Number(checked('--concurrency', count, values.concurrency)),
    format: json ? 'json' : csv ? 'csv' : 'table',
    outputs: refusing(() => readOutputs(values)),
    failOnNonCompliant: checked('--fail-on', failOn, values['fail-on']) !== undefined,
  };
}

const OPTIONS = {
  organization: { type: 'boolean', default: false },
  'role-name': { type: 'string' },
  'assume-root': { type: 'boolean', default: false },
  profile: { type: 'string' },
  region: { type: 'string' },
  parameter: { type: 'string', multiple: true, default: [] },
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  ...OUTPUT_OPTIONS,
  concurrency: { type: 'string', default: '4' },
  'fail-on': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsOptionsConfig;

const count = v.pipe(v.string(), v.regex(/^([1-9]|[1-9][0-9]|100)$/, 'a whole number from 1 to 100'));
const failOn = v.optional(v.literal('non-compliant'));
const name = v.optional(v.pipe(v.string(), v.nonEmpty('a name')));
const role = v.optional(
  v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, 'the name of an IAM role, without a path')),
);

function readParameters(settings: readonly string[]): RootUserMfaParameters {
  const entries = settings.map((setting) => {
    const [name = '', ...value] = setting.split('=');
    if (name === '' || value.length === 0) throw refusal(`--parameter: expected NAME=VALUE, got ${setting}`);
    return [name, value.join('=')] as const;
  });
  const twice = entries.find(([name], index) => entries.findIndex(([other]) => other === name) < index);
  if (twice !== undefined) throw refusal(`--parameter: expected each once, got ${twice[0]} again`);
  return checked('--parameter', rootUserMfaEnabled.parameters, Object.fromEntries(entries));
}

function checked<Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> {
  return refusing(() => expectShape(what, schema, value));
}

/** Adds to an error where the options are explained. */
function refusing<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw refusal((cause as Error).message);
  }
}

function refusal(message: string): ExpectationError {
  return new ExpectationError(`${message}\nSee npm run evaluate -- --help.`);
}
