import { fileURLToPath } from 'node:url';
import { ExpectationError } from '../../aws/expect.ts';
import type { Command } from '../command.ts';
import { OUTPUT_OPTIONS, readOutputs } from '../report/output-options.ts';
import { flag, list, type Values } from '../terminal/command-options.ts';

const OPTIONS = {
  organization: list('FILE', 'your own description: docs/organization-file.md'),
  central: flag(
    'one function for the whole organization, in the account of its delegated administrator or else in the ' +
      'management account (deploy/organization-rule.yml), with a role in every other account (deploy/member-role.yml)',
  ),
  cold: flag('start a new process for each evaluation'),
  json: flag('print one JSON document'),
  serve: flag(
    'keep running, and print the environment ("export NAME=value") in which the AWS CLI or an SDK is an ' +
      "administrator of the file's first account",
  ),
  ...OUTPUT_OPTIONS,
};

const sample = (name: string) =>
  fileURLToPath(import.meta.resolve(`../../embedded-aws/samples/${name}.json`));

export type StartOptions = ReturnType<typeof readOptions>;

export const START: Command<typeof OPTIONS, StartOptions> = {
  name: 'start',
  about: `
Evaluates root-user-mfa-enabled on an AWS that is embedded in this process: packages the function, deploys it to each
account of an organization file, lets AWS Config call it, and prints the compliance that AWS Config then shows.

  npm start                          the sample accounts in embedded-aws/samples
  npm start -- --organization FILE   your own accounts
`,
  options: OPTIONS,
  notes: `
With --json:

  {"rule", "evaluations": [{"accountId", "accountName", "complianceType",
  "reason", "annotation", "evidence", "orderingTimestamp"}],
  "notEvaluated": [], "failures": [{"accountId", "accountName", "error"}]}

With --serve:

  sts get-caller-identity, assume-role, assume-root
  iam get-account-summary, list-mfa-devices, list-virtual-mfa-devices,
    list-organizations-features
  iam in a root session: get-user, get-login-profile, create-login-profile,
    delete-login-profile, list-access-keys, get-access-key-last-used,
    delete-access-key, list-signing-certificates,
    delete-signing-certificate, deactivate-mfa-device
  organizations describe-organization, list-accounts,
    list-accounts-for-parent, list-organizational-units-for-parent
  configservice describe-config-rules, start-config-rules-evaluation,
    get-compliance-details-by-config-rule,
    describe-compliance-by-config-rule, put-evaluations

Exit status: 0 each account got a verdict; 1 an account got none; 2 an option or a file is invalid.
`,
  read: readOptions,
};

function readOptions({ organization, central, cold, json, serve, ...outputs }: Values<typeof OPTIONS>) {
  if (json && serve) throw new ExpectationError('use --json or --serve, not both');
  const samples = central ? ['organization'] : ['organization', 'standalone', 'govcloud', 'china'];
  return {
    organization: organization ?? samples.map(sample),
    /** The person gave the organization files; otherwise they are samples. */
    isOwn: organization !== undefined,
    ...{ central, cold, json, serve },
    outputs: readOutputs(outputs),
  };
}
