import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../rules/expect.ts';
import { type RootUserMfaParameters, rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Way } from './evaluate-organization.ts';
import { type Report, toCsv, toJson, toTable } from './format.ts';

export const HELP = `Evaluates root-user-mfa-enabled without deploying anything: reads from AWS with your own credentials, changes nothing,
reports nothing to AWS Config, and prints verdict, reason and evidence.

  npm run evaluate                           the account of the current credentials
  npm run evaluate -- --organization         every active account of the organization, from its management account or a
                                             delegated administrator; and one of:
      --role-name NAME                       assume the role of that name (without a path) in each account
      --assume-root                          take a session of each root user that may only audit its credentials; needs
                                             nothing in the accounts, and lists the MFA devices by kind
  --profile NAME, --region REGION            as with the AWS CLI
  --parameter NAME=VALUE                     of the rule: allowVirtualMfa=false, credentialFreeCompliance=COMPLIANT
  --json, --csv                              instead of a table
  --concurrency N                            calls at a time to each service of AWS, 1 to 100; 4 without it
  --fail-on non-compliant                    exit status 3 when an account is NON_COMPLIANT
  --help                                     this text

With --assume-root: centralized root access has to be on. AWS calls it through the Region's own STS endpoint and gives
sessions of 900 seconds at most. It does not reach the management account: run the command there, or it is listed as
failed. Service control policies that deny the root user deny these sessions too, unless they make an exception for
aws:AssumedRoot. CloudTrail records what a session does as activity of the root user, which sets off alarms on that:
tell whoever watches them first. docs/dry-run.md

Exit status: 0 each active account got a verdict; 1 an account got none, and the others are printed; 2 an argument is not
in order; 3 as --fail-on says; 130 interrupted, and what there is so far is printed.
`;

/** What the command is asked to do. */
export interface Options {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Into the members of the organization; nothing for the one account. */
  readonly way: Way | undefined;
  readonly parameters: RootUserMfaParameters;
  /** Calls under way at a time, to each service. */
  readonly concurrency: number;
  readonly format: (report: Report) => string;
  readonly failOnNonCompliant: boolean;
}

/**
 * @param environment in which npm leaves what it has taken for itself
 * @throws {ExpectationError} when an argument is not in order
 */
export function readOptions(environment: NodeJS.ProcessEnv): Options | 'help' {
  const values = parse();
  if (values.help) return 'help';
  refuseTakenByNpm(environment);
  const { organization, 'role-name': roleName, 'assume-root': assumeRoot, json, csv } = values;
  if (organization !== (roleName !== undefined || assumeRoot) || (roleName !== undefined && assumeRoot)) {
    throw refusal(
      '--organization: expected one of --role-name NAME and --assume-root with it, and none without it',
    );
  }
  if (json && csv) throw refusal('--json and --csv exclude each other');
  return {
    profile: checked('--profile', name, values.profile),
    region: checked('--region', name, values.region),
    way: organization ? { roleName: checked('--role-name', role, roleName) } : undefined,
    parameters: readParameters(values.parameter),
    concurrency: Number(checked('--concurrency', count, values.concurrency)),
    format: json ? toJson : csv ? toCsv : (report) => toTable(report, process.stdout.columns),
    failOnNonCompliant: checked('--fail-on', failOn, values['fail-on']) !== undefined,
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        organization: { type: 'boolean', default: false },
        'role-name': { type: 'string' },
        'assume-root': { type: 'boolean', default: false },
        profile: { type: 'string' },
        region: { type: 'string' },
        parameter: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        csv: { type: 'boolean', default: false },
        concurrency: { type: 'string', default: '4' },
        'fail-on': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    throw refusal((cause as Error).message);
  }
}

const count = v.pipe(v.string(), v.regex(/^([1-9]|[1-9][0-9]|100)$/, 'a whole number from 1 to 100'));
const failOn = v.optional(v.literal('non-compliant'));
const name = v.optional(v.pipe(v.string(), v.nonEmpty('a name')));
const role = v.optional(
  v.pipe(v.string(), v.regex(/^[\w+=,.@-]{1,64}$/, 'the name of an IAM role, without a path')),
);

/** npm keeps what stands before `--` for itself, and the command would do less than was asked for. */
function refuseTakenByNpm(environment: NodeJS.ProcessEnv): void {
  const taken = ['organization', 'assume_root', 'role_name', 'fail_on', 'csv'].find(
    (option) => environment[`npm_config_${option}`] !== undefined,
  );
  if (taken === undefined) return;
  throw refusal(`--${taken.replace('_', '-')}: expected behind --, as in npm run evaluate -- --help`);
}

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
  try {
    return expectShape(what, schema, value);
  } catch (cause) {
    throw refusal((cause as Error).message);
  }
}

function refusal(message: string): ExpectationError {
  return new ExpectationError(`${message}\nnpm run evaluate -- --help says what there is.`);
}
