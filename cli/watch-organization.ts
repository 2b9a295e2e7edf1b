import { memberAccess } from '../handlers/organization-watch/member-access.ts';
import type { Frequency } from '../watch/silence-hours.ts';
import { isFinding, surveyOrganization, type Watched } from '../watch/survey.ts';
import { countStatuses, freshnessOf, toText } from '../watch/survey-report.ts';
import { runCommand } from './command.ts';
import { closeSession, openSession } from './dry-run/session.ts';
import { watchEmbedded } from './organization-watch/watch-embedded.ts';
import { type EmbeddedOptions, type OwnOptions, WATCH } from './organization-watch/watch-options.ts';
import { jsonText } from './report/json.ts';
import type { Progress } from './terminal/progress.ts';

/** The same evidence and decision as the deployed watch's. */
async function watchOwn(options: OwnOptions, progress: Progress): Promise<number> {
  const { concurrency } = options;
  const session = await openSession(options);
  try {
    const own = { account: session.account, call: session.calls().call, clientConfig: session.clientConfig };
    // Twice as many accounts as connections: while one account waits for AWS, another is worked on.
    const settings = { ...options, now: new Date(), concurrency: 2 * concurrency };
    let total = 0;
    progress.show('Listing accounts');
    const watched = await surveyOrganization(
      own,
      memberAccess(own, options.roleName, session.calls, options.externalId),
      settings,
      {
        onListed() {
          total += 1;
          progress.grow('Looking at accounts', total);
        },
        onWatched: () => progress.increment(),
      },
    );
    progress.stop();
    const format = options.json ? toJson : toText;
    process.stdout.write(format(watched, options.functionName, options.frequency));
    return watched.some(isFinding) ? 1 : 0;
  } finally {
    closeSession(session);
  }
}

async function showEmbedded({ organization, json }: EmbeddedOptions, progress: Progress): Promise<number> {
  const { messages, log, result } = await watchEmbedded(organization, progress);
  progress.stop();
  const [message] = messages;
  if (json) {
    const lines = log.trim().split('\n');
    const findings = lines.map((line) => JSON.parse(line).message).filter((line) => 'accountId' in line);
    process.stdout.write(jsonText({ accounts: result, findings, messages }));
  } else if (message === undefined) {
    const { fresh = 0 } = result as ReturnType<typeof countStatuses>;
    process.stdout.write(`${freshnessOf(0, fresh)}: the watch sends nothing.\n`);
  } else {
    process.stdout.write(`Subject: ${message.subject}\n\n${message.text}`);
  }
  return message === undefined ? 0 : 1;
}

function toJson(watched: readonly Watched[], functionName: string, frequency: Frequency): string {
  return jsonText({
    functionName,
    frequency,
    accounts: countStatuses(watched),
    findings: watched.filter(isFinding),
    notJudged: watched.filter((account) => !isFinding(account) && account.status !== 'fresh'),
  });
}

await runCommand(WATCH, (options, { progress }) =>
  options.embedded ? showEmbedded(options, progress) : watchOwn(options, progress),
);
