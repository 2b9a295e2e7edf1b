import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { roleName } from '../../aws/assume-role.ts';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { type RootUserMfaParameters, rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import type { Command } from '../command.ts';
import { OUTPUT_OPTIONS, readOutputs } from '../report/output-options.ts';
import { flag, list, text, type Values } from '../terminal/command-options.ts';
import { asOrganizationFile } from './as-organization-file.ts';
import type { Selection } from './selection.ts';

/** A number of calls at the same time. */
export const concurrency = v.pipe(
  v.string(),
  v.regex(/^([1-9]|[1-9][0-9]|100)$/, 'a whole number from 1 to 100'),
);
/** The name of a profile or a Region. */
export const name = v.optional(v.pipe(v.string(), v.nonEmpty('a name')));
const fileName = v.optional(v.pipe(v.string(), v.nonEmpty('a file name')));
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const external = v.optional(
  v.pipe(v.string(), v.regex(/^[\w+=,.@:/-]{2,1224}$/, 'an external ID of 2 to 1224 characters')),
);

const OPTIONS = {
  organization: flag(
    'every active account of the organization, from its management account or a delegated administrator; needs ' +
      '--role-name or --assume-root',
  ),
  'role-name': text(
    'NAME',
    'assume the role with this name (without a path) in each account',
    v.optional(roleName),
  ),
  'external-id': text('ID', 'the external ID that the role expects', external),
  'assume-root': flag(
    'open a root session in each account that can only audit root credentials; needs nothing in the accounts, and ' +
      'lists the MFA devices by kind',
  ),
  exclude: list('ID', 'do not evaluate this account of the organization'),
  account: list('ID', 'evaluate only this account of the organization'),
  ou: list('OU_ID', 'evaluate only the accounts of this organizational unit and of the units below it'),
  profile: text('NAME', 'as in the AWS CLI; a profile with mfa_serial asks for the MFA code', name),
  region: text('REGION', 'as in the AWS CLI', name),
  parameter: list(
    'NAME=VALUE',
    'a rule parameter: allowVirtualMfa=false, allowMemberCredentials=false, credentialFreeCompliance=COMPLIANT',
  ),
  json: flag('print JSON instead of a table'),
  csv: flag('print CSV instead of a table'),
  ...OUTPUT_OPTIONS,
  'write-organization': text(
    'FILE',
    'also write an organization file of what was read, for npm start',
    fileName,
  ),
  concurrency: text(
    'N',
    'calls at the same time to each AWS service, 1 to 100; the default is 4',
    v.optional(concurrency, '4'),
  ),
  'fail-on': text(
    'non-compliant',
    'exit with status 3 if an account is NON_COMPLIANT',
    v.optional(v.literal('non-compliant')),
  ),
};

export type EvaluateOptions = ReturnType<typeof readOptions>;

export const EVALUATE: Command<typeof OPTIONS, EvaluateOptions> = {
  name: 'evaluate',
  about: `
Evaluates root-user-mfa-enabled without deploying anything: reads from AWS with your own credentials and prints verdict,
reason and evidence. Changes nothing in AWS and reports nothing to AWS Config.

  npm run evaluate                      the account of the current credentials
  npm run evaluate -- --organization --assume-root
  npm run evaluate -- --organization --role-name NAME
                                        the accounts of the organization
`,
  options: OPTIONS,
  notes: `
With --assume-root: centralized root access must be on. The command calls the Region's own STS endpoint; a session lasts
at most 900 seconds. Root sessions do not reach the management account: run the command there, or leave the account out
with --exclude. Service control policies that deny the root user also deny these sessions, unless they make an exception
for aws:AssumedRoot. CloudTrail records a session as activity of the root user, which triggers alarms on that activity:
tell the people who receive them first. See docs/dry-run.md.

Exit status: 0 each selected active account got a verdict; 1 an account got none (the others are printed); 2 an option is
invalid; 3 as --fail-on says; 130 interrupted, 143 terminated (the results so far are printed).
`,
  read: readOptions,
};

function readOptions(values: Values<typeof OPTIONS>) {
  const {
    organization,
    'role-name': roleName,
    'external-id': externalId,
    'assume-root': assumeRoot,
  } = values;
  const { profile, region, json, csv, 'write-organization': path } = values;
  if (organization !== (roleName !== undefined || assumeRoot) || (roleName !== undefined && assumeRoot)) {
    throw new ExpectationError(
      '--organization needs either --role-name NAME or --assume-root; without --organization, use neither',
    );
  }
  if (externalId !== undefined && roleName === undefined) {
    throw new ExpectationError('--external-id: expected with --role-name');
  }
  if (json && csv) throw new ExpectationError('use --json or --csv, not both');
  const selection = readSelection(values);
  const outputs = readOutputs(values);
  const ofOrganization = ['exclude', 'account', 'ou', 'write-organization'] as const;
  const strange = organization ? undefined : ofOrganization.find((option) => option in values);
  if (strange !== undefined) throw new ExpectationError(`--${strange}: expected with --organization`);
  const written = { option: '--write-organization', make: asOrganizationFile };
  return {
    profile,
    region,
    /** How member accounts are reached; `undefined` for the one account of the credentials. */
    way: organization ? { roleName, externalId } : undefined,
    selection,
    parameters: readParameters(values.parameter ?? []),
    concurrency: Number(values.concurrency),
    format: json ? ('json' as const) : csv ? ('csv' as const) : ('table' as const),
    outputs: {
      ...outputs,
      // The last, as it is not written where the list of accounts is not complete.
      files: path === undefined ? outputs.files : [...outputs.files, { ...written, path }],
    },
    failOnNonCompliant: values['fail-on'] !== undefined,
  };
}

/** @throws {ExpectationError} if an id is not well-formed */
export function readSelection(
  values: Readonly<Partial<Record<'exclude' | 'account' | 'ou', string[] | undefined>>>,
): Selection {
  return {
    excluded: expectShape('--exclude', accounts, values.exclude),
    accounts: expectShape('--account', accounts, values.account),
    units: expectShape('--ou', v.optional(v.array(unitId), []), values.ou),
  };
}

const accounts = v.optional(v.array(accountId), []);
/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
const unitId = v.pipe(
  v.string(),
  v.regex(
    /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
    'the id of an organizational unit or a root, such as ou-ab12-11111111',
  ),
);

function readParameters(settings: readonly string[]): RootUserMfaParameters {
  const given = new Map<string, string>();
  for (const setting of settings) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (name === undefined || value === undefined) {
      throw new ExpectationError(`--parameter: expected NAME=VALUE, got ${setting}`);
    }
    if (given.has(name)) throw new ExpectationError(`--parameter: expected each once, got ${name} again`);
    given.set(name, value);
  }
  return expectShape('--parameter', rootUserMfaEnabled.parameters, Object.fromEntries(given));
}
