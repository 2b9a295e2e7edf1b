import { type Command, runCommand } from './command.ts';
import { name } from './dry-run/options.ts';
import { closeSession, openSession } from './dry-run/session.ts';
import { text } from './terminal/command-options.ts';
import { actionsOf, findingsText, statements, verifyAccount } from './verify/verify-account.ts';

const OPTIONS = {
  profile: text('NAME', 'as in the AWS CLI', name),
  region: text('REGION', 'as in the AWS CLI; the Region of the deployed rule', name),
};

const VERIFY: Command<typeof OPTIONS> = {
  name: 'verify',
  about: `
Checks in your account what no source confirms: docs/unverified.md. It only reads, and changes nothing. Its output names no
account, person, resource or ARN: please paste it into an issue.
`,
  options: OPTIONS,
  notes: `
It calls sts:GetCallerIdentity, and:

${actionsOf()
  .map((action) => `  ${action}`)
  .join('\n')}

Exit status: 0 no statement differs from what AWS answers; 1 a statement differs, or the credentials do not work; 2 an
option is invalid.
`,
};

await runCommand(VERIFY, async (options, { progress }) => {
  process.stderr.write(`Only reads: ${['sts:GetCallerIdentity', ...actionsOf()].join(', ')}\n\n`);
  const session = await openSession({ ...options, concurrency: 1 });
  try {
    progress.show('Checking', statements.length);
    const { account, clientConfig } = session;
    const own = { account, clientConfig, call: session.calls().call };
    const verified = await verifyAccount(own, new Date(), { onChecked: () => progress.increment() });
    progress.stop();
    process.stdout.write(findingsText(verified));
    return verified.some(({ result }) => result === 'differs') ? 1 : 0;
  } finally {
    closeSession(session);
  }
});
