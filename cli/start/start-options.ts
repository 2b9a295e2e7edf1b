import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ExpectationError } from '../../aws/expect.ts';
import { OUTPUT_HELP, OUTPUT_OPTIONS, type Outputs, readOutputs } from '../report/output-options.ts';
import { refuseTakenByNpm } from '../terminal/taken-by-npm.ts';

export const HELP = `Evaluates root-user-mfa-enabled on an AWS that is embedded in this process: packages the function, deploys it to each
account of an organization file, lets AWS Config call it, and prints the compliance that AWS Config then shows.

  npm start                              the sample accounts in embedded-aws/samples
  npm start -- --organization FILE       your own description: docs/organization-file.md
                                         (repeat the option for more files)
  npm start -- --central                 one function for the whole organization, in the account of its delegated
                                         administrator or else in the management account
                                         (deploy/organization-rule.yml), with a role in every other account
                                         (deploy/member-role.yml)
  npm start -- --changes                 how the verdict follows a change of the root user within minutes, as a timeline
                                         (deploy/reevaluate-on-change.yml); with --json a document with "timeline"; with
                                         --serve your own changes, in the root user's environment:
                                           iam list-mfa-devices, deactivate-mfa-device, enable-mfa-device, …
  npm start -- --json                    one JSON document on standard output:
                                         {"rule", "evaluations": [{"accountId", "accountName", "complianceType",
                                         "reason", "annotation", "evidence", "orderingTimestamp"}],
                                         "notEvaluated": [], "failures": [{"accountId", "accountName", "error"}]}
  npm start -- --serve                   keep running, and print the environment ("export NAME=value") in which the
                                         AWS CLI or an SDK is an administrator of the file's first account:
                                           sts get-caller-identity, assume-role, assume-root
                                           iam get-account-summary, list-mfa-devices, list-virtual-mfa-devices
                                           organizations describe-organization, list-accounts
                                           configservice describe-config-rules, start-config-rules-evaluation,
                                             get-compliance-details-by-config-rule,
                                             describe-compliance-by-config-rule, put-evaluations
  npm start -- --help                    print this text

With any of these but --changes:

${OUTPUT_HELP}
Exit status: 0 each account got a verdict; 1 an account got none; 2 an option or a file is invalid.
`;

const sample = (name: string) =>
  fileURLToPath(import.meta.resolve(`../../embedded-aws/samples/${name}.json`));

/** What the command does. */
export interface Options {
  readonly organization: readonly string[];
  /** The person gave the organization files; otherwise they are samples. */
  readonly isOwn: boolean;
  readonly central: boolean;
  readonly changes: boolean;
  readonly json: boolean;
  readonly serve: boolean;
  readonly outputs: Outputs;
  readonly help: boolean;
}

const OPTIONS = {
  organization: { type: 'string', multiple: true },
  central: { type: 'boolean', default: false },
  changes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  serve: { type: 'boolean', default: false },
  ...OUTPUT_OPTIONS,
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * @param environment in which npm puts the options that it takes for itself
 * @throws {ExpectationError} if an option is invalid
 */
export function readOptions(environment: NodeJS.ProcessEnv): Options {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (!values.help) refuseTakenByNpm(OPTIONS, environment, 'npm start');
    if (values.json && values.serve) throw new Error('use --json or --serve, not both');
    const unused = Object.keys(OUTPUT_OPTIONS).find(
      (name) => values[name as keyof typeof OUTPUT_OPTIONS] !== undefined,
    );
    if (values.changes && unused !== undefined) throw new Error(`use --changes or --${unused}, not both`);
    const samples =
      values.central || values.changes
        ? ['organization']
        : ['organization', 'standalone', 'govcloud', 'china'];
    return {
      ...values,
      organization: values.organization ?? samples.map(sample),
      isOwn: values.organization !== undefined,
      outputs: readOutputs(values),
    };
  } catch (cause) {
    throw new ExpectationError(`${(cause as Error).message}\nSee npm start -- --help.`, { cause });
  }
}
