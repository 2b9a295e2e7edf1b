import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { evaluateAccounts, type Outcome } from '../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../embedded-aws/embedded-aws.ts';
import { type Package, packageFunction } from '../embedded-aws/lambda/package.ts';
import { type OrganizationFile, readOrganizationFiles } from '../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../embedded-aws/services/accounts.ts';
import { ExpectationError } from '../rules/expect.ts';
import { rootUserMfaEnabled } from '../rules/root-user-mfa-enabled/rule.ts';
import { showChanges } from './changes/show-changes.ts';
import { embeddedReport } from './report/embedded-report.ts';
import { jsonText } from './report/json.ts';
import { OUTPUT_HELP, OUTPUT_OPTIONS, type Outputs, readOutputs } from './report/output-options.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { toScreen } from './report/screen.ts';
import { visibleText } from './report/visible-text.ts';
import { Progress } from './terminal/progress.ts';

const HELP = `Evaluates root-user-mfa-enabled on an AWS that is embedded in this process: packages the function, deploys it to each
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
                                         "annotation", "orderingTimestamp"}], "failures": [{"accountId",
                                         "accountName", "error"}]}
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

const sample = (name: string) => fileURLToPath(import.meta.resolve(`../embedded-aws/samples/${name}.json`));

interface Options {
  readonly organization: readonly string[];
  readonly central: boolean;
  readonly changes: boolean;
  readonly json: boolean;
  readonly serve: boolean;
  readonly outputs: Outputs;
  readonly help: boolean;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const files = await readOrganizationFiles(options.organization);
  await refuseUnwritable(options.outputs.files);
  const deploy = options.central ? centralDeployment(files) : deployEverywhere(files);

  const progress = new Progress();
  progress.show('Packaging the function');
  const deployed = await packageFunction(options.central ? { memberRoleName: 'RootUserMfaEvaluation' } : {});
  if (options.changes) return changes(deployed, deploy, files, options, progress);
  const aws = await EmbeddedAws.start(deployed);
  try {
    deploy(aws);
    const outcomes = await evaluate(aws, files, progress);
    const access = options.central ? 'one central function' : 'one function in each account';
    const report = await embeddedReport(outcomes, files, access);
    const toTable = ({ columns }: NodeJS.WriteStream) =>
      toScreen(report, { columns, asListed: options.outputs.asListed, nextStep });
    if (options.serve) process.stderr.write(toTable(process.stderr));
    else process.stdout.write(options.json ? toJson(outcomes) : toTable(process.stdout));
    await writeReportFiles(options.outputs.files, report);
    if (options.serve) await serve(aws, files);
    return outcomes.some((outcome) => 'error' in outcome) ? 1 : 0;
  } finally {
    progress.stop();
    await aws.close();
    deployed.remove();
  }
}

async function changes(
  deployed: Package,
  deploy: Deploy,
  files: readonly OrganizationFile[],
  { json, serve: isServed }: Options,
  progress: Progress,
): Promise<number> {
  const onReady = () => progress.stop();
  const serve = (account: AwsAccount, environment: Readonly<Record<string, string>>) =>
    stayUp(`the root user of ${account.id} (${visibleText(account.name)})`, environment);
  try {
    return await showChanges(deployed, deploy, files, { json, serve: isServed ? serve : undefined, onReady });
  } finally {
    progress.stop();
    deployed.remove();
  }
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        organization: { type: 'string', multiple: true },
        central: { type: 'boolean', default: false },
        changes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        serve: { type: 'boolean', default: false },
        ...OUTPUT_OPTIONS,
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.json && values.serve) throw new Error('--json and --serve exclude each other');
    const samples =
      values.central || values.changes
        ? ['organization']
        : ['organization', 'standalone', 'govcloud', 'china'];
    return {
      ...values,
      organization: values.organization ?? samples.map(sample),
      outputs: readOutputs(values),
    };
  } catch (cause) {
    throw new ExpectationError(`${(cause as Error).message}\nSee npm start -- --help.`, { cause });
  }
}

type Deploy = (aws: EmbeddedAws) => void;

function deployEverywhere(files: readonly OrganizationFile[]): Deploy {
  return (aws) => {
    for (const { accounts, parameters } of files) {
      for (const account of accounts) aws.deploy(account, parameters);
    }
  };
}

/** @throws {ExpectationError} when a file has no organization */
function centralDeployment(files: readonly OrganizationFile[]): Deploy {
  const homes = files.map(({ path, organization, accounts }) => {
    const homeId = organization?.delegatedAdministratorId ?? organization?.managementAccountId;
    const home = accounts.find(({ id }) => id === homeId);
    if (home !== undefined) return home;
    throw new ExpectationError(
      `${path}.organization: expected an organization to go with --central, got null`,
    );
  });
  return (aws) => {
    for (const [index, { accounts, parameters }] of files.entries()) {
      aws.deployCentrally(homes[index] as AwsAccount, accounts, parameters);
    }
  };
}

async function evaluate(aws: EmbeddedAws, files: readonly OrganizationFile[], progress: Progress) {
  const accounts = files.flatMap((file) => file.accounts);
  progress.show('Evaluating accounts', accounts.length);
  const outcomes = await evaluateAccounts(aws, accounts, () => progress.increment());
  progress.stop();
  return outcomes;
}

function toJson(outcomes: readonly Outcome[]): string {
  const document = {
    rule: rootUserMfaEnabled.name,
    evaluations: outcomes.filter((outcome) => !('error' in outcome)),
    failures: outcomes.filter((outcome) => 'error' in outcome),
  };
  return jsonText(document);
}

function nextStep(states: ReadonlySet<string>): string {
  if (states.has('FAILED')) {
    return 'Next: remove the cause of each failure. AWS Config still shows the last verdict of these accounts. See docs/troubleshooting.md.';
  }
  if (states.has('NON_COMPLIANT')) {
    return 'Next: describe your own accounts with --organization FILE, or evaluate them in AWS with npm run evaluate. Steps: docs/rules/root-user-mfa-enabled.md.';
  }
  return 'Next: deploy the rule with npx serverless deploy. See docs/deployment.md.';
}

async function serve(aws: EmbeddedAws, files: readonly OrganizationFile[]) {
  const first = files[0]?.accounts[0];
  if (first === undefined) throw new Error('There is no account to serve');
  await stayUp(
    `an administrator of ${first.id} (${visibleText(first.name)})`,
    aws.administratorEnvironment(first),
  );
}

async function stayUp(who: string, environment: Readonly<Record<string, string>>) {
  process.stderr.write(`\nServing AWS as ${who}. Ctrl+C ends it.\n\n`);
  for (const [name, value] of Object.entries(environment)) {
    process.stdout.write(`export ${name}=${value}\n`);
  }
  exitStatusOnSignal = () => 0;
  await new Promise(() => {}); // The endpoint keeps the process alive until a signal ends it.
}

/** `process.exit` runs the clean-up of whatever is open; a signal does not. */
let exitStatusOnSignal = (signal: 'SIGINT' | 'SIGTERM') => 128 + constants.signals[signal];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(exitStatusOnSignal(signal)));
}

try {
  process.exitCode = await main();
} catch (error) {
  const isInput = error instanceof ExpectationError;
  process.stderr.write(`${isInput ? error.message : (error as Error).stack}\n`);
  process.exitCode = isInput ? 2 : 1;
}
