import { once } from 'node:events';
import { evaluateAccounts } from '../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../embedded-aws/embedded-aws.ts';
import { packageFunction } from '../embedded-aws/lambda/package.ts';
import { homeOf, type OrganizationFile, readOrganizationFiles } from '../embedded-aws/organization-file.ts';
import { visibleText } from '../watch/visible-text.ts';
import { type Context, runCommand } from './command.ts';
import { embeddedReport } from './report/embedded-report.ts';
import { toJson } from './report/json.ts';
import { compared, readPrevious } from './report/previous.ts';
import { refuseUnwritable, writeReportFiles } from './report/report-files.ts';
import { toScreen } from './report/screen.ts';
import { START, type StartOptions } from './start/start-options.ts';

async function start(options: StartOptions, { progress, untilSignal }: Context): Promise<number> {
  const files = await readOrganizationFiles(options.organization);
  await refuseUnwritable(options.outputs.files);
  const previous = await readPrevious(options.outputs.previous);
  const homes = options.central ? files.map((file) => homeOf(file, '--central needs an organization')) : [];

  progress.show('Packaging the function');
  const deployed = await packageFunction(options.central ? { memberRoleName: 'RootUserMfaEvaluation' } : {});
  let log = '';
  const onLog = (text: string) => {
    log += text;
  };
  const aws = await EmbeddedAws.start(deployed, { keepWarm: !options.cold, onLog });
  try {
    for (const [index, { accounts, parameters }] of files.entries()) {
      const home = homes[index];
      if (home !== undefined) aws.deployCentrally(home, accounts, parameters);
      else for (const account of accounts) aws.deploy(account, parameters);
    }
    const accounts = files.flatMap((file) => file.accounts);
    progress.show('Evaluating accounts', accounts.length);
    const outcomes = await evaluateAccounts(aws, accounts, () => progress.increment());
    progress.stop();
    const access = options.central ? 'one central function' : 'one function in each account';
    const report = compared(embeddedReport(outcomes, files, access, log), previous);
    const toTable = (stream: NodeJS.WriteStream) =>
      toScreen(report, {
        stream,
        asListed: options.outputs.asListed,
        nextStep: (states) => nextStep(states, options),
      });
    try {
      // Writes the files before it prints: a reader that closes the output early ends the command.
      await writeReportFiles(options.outputs.files, report);
    } finally {
      if (options.serve) process.stderr.write(toTable(process.stderr));
      else process.stdout.write(options.json ? toJson(report) : toTable(process.stdout));
    }
    if (options.serve) await serve(aws, files, untilSignal());
    return outcomes.some((outcome) => 'error' in outcome) ? 1 : 0;
  } finally {
    progress.stop();
    await aws.close();
    deployed.remove();
  }
}

function nextStep(states: ReadonlySet<string>, { isOwn }: StartOptions): string {
  if (states.has('FAILED')) {
    return 'Next: remove the cause of each failure. AWS Config still shows the last verdict of these accounts. See docs/troubleshooting.md.';
  }
  if (states.has('NON_COMPLIANT')) {
    const describe = isOwn ? '' : 'describe your own accounts with --organization FILE, or ';
    const evaluate = isOwn ? 'evaluate your accounts' : 'evaluate them';
    return `Next: ${describe}${evaluate} in AWS with npm run evaluate. Steps: docs/rules/root-user-mfa-enabled.md.`;
  }
  return 'Next: deploy the rule with npx serverless deploy. See docs/deployment.md.';
}

async function serve(aws: EmbeddedAws, files: readonly OrganizationFile[], signal: AbortSignal) {
  const first = files[0]?.accounts[0];
  if (first === undefined) throw new Error('There is no account to serve');
  const who = `an administrator of ${first.id} (${visibleText(first.name)})`;
  process.stderr.write(`\nServing AWS as ${who}. Ctrl+C ends it.\n\n`);
  for (const [name, value] of Object.entries(aws.administratorEnvironment(first))) {
    process.stdout.write(`export ${name}=${value}\n`);
  }
  await once(signal, 'abort');
}

await runCommand(START, start);
