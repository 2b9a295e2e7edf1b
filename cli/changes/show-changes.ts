import type { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { type TimelineEntry, WatchedAws } from '../../embedded-aws/events/watched-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { OrganizationFile } from '../../embedded-aws/organization-file.ts';
import { type AwsAccount, rootUserOf } from '../../embedded-aws/services/accounts.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { visibleText } from '../../watch/visible-text.ts';
import { jsonText } from '../report/json.ts';
import { accountWithMfa, play } from './story.ts';
import { formatEntry } from './timeline.ts';

const CLOSING = `
The verdict followed each change by itself, 90 seconds later. In AWS, CloudTrail takes its time before that, usually a few
minutes. What this is and how to add it to a deployment: docs/minutes.md
`;

export interface ShowChangesOptions {
  readonly json: boolean;
  /** Takes the environment in which any SDK is the root user, and stays until a signal comes. */
  readonly serve:
    | ((account: AwsAccount, environment: Readonly<Record<string, string>>) => Promise<void>)
    | undefined;
  /** Called when there is something to show. */
  readonly onReady: () => void;
}

/**
 * Shows how the verdict follows a change of the root user: as a story, or with `serve`, for changes that come from outside.
 *
 * @param deploy the rule, to the accounts of the files
 * @returns the exit status
 */
export async function showChanges(
  deployed: Package,
  deploy: (aws: EmbeddedAws) => void,
  files: readonly OrganizationFile[],
  { json, serve, onReady }: ShowChangesOptions,
): Promise<number> {
  const account = accountWithMfa(files);
  // At the beginning of a minute, so that the story is the same each time: what shares a minute shares an evaluation.
  const start = Math.floor(Date.now() / 60_000) * 60_000;
  const entries: TimelineEntry[] = [];
  const stream = serve === undefined ? process.stdout : process.stderr;
  const watched = await WatchedAws.start(deployed, start, (entry) => {
    entries.push(entry);
    if (!json) stream.write(formatEntry(entry, start, stream.columns, stream));
  });
  try {
    deploy(watched.aws);
    watched.watch(account);
    onReady();
    if (!json)
      stream.write(
        `The rule ${watched.aws.ruleNameIn(account)} in ${account.id} (${visibleText(account.name)}), on a clock that skips the waits\n\n`,
      );
    await watched.aws.evaluate(account);
    await watched.clock.advance(0);
    if (serve === undefined) await play(watched, account);
    else await serve(account, followChanges(watched, account));
    const failedExecutions = watched.failedExecutions();
    if (json) {
      const { id, name } = account;
      const document = {
        rule: rootUserMfaEnabled.name,
        account: { id, name },
        timeline: entries,
        failedExecutions,
      };
      process.stdout.write(jsonText(document));
    } else if (serve === undefined) stream.write(CLOSING);
    return failedExecutions === 0 ? 0 : 1;
  } finally {
    await watched.aws.close();
  }
}

/**
 * Lets the virtual clock skip the waits of each change as it comes.
 *
 * @returns the environment in which any SDK is the root user
 */
function followChanges(watched: WatchedAws, account: AwsAccount): Record<string, string> {
  let following = Promise.resolve();
  watched.onChange(() => {
    following = following.then(() => watched.clock.advanceToEnd());
  });
  return watched.aws.environmentOf(rootUserOf(account));
}
