import type { Package } from '../../embedded-aws/lambda/package.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { play } from '../reevaluation/story.ts';
import { type TimelineEntry, WatchedAws } from '../reevaluation/watched-aws.ts';
import type { GeneratedTable } from './generated-tables.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

const account = anAccount({
  id: '222233334444',
  name: 'workloads',
  region: 'eu-central-1',
  organization: { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333' },
  rootUser: { password: true, accessKeys: 0, signingCertificates: 0, mfaDevices: ['hardware', 'passkey'] },
});

/** How the verdict follows a root user who loses MFA and gets it back, as the simulation has it. */
export async function timelineTable(deployed: Package): Promise<GeneratedTable> {
  const entries: TimelineEntry[] = [];
  const watched = await WatchedAws.start(deployed, START, (entry) => entries.push(entry));
  try {
    watched.aws.deploy(account, {});
    watched.watch(account);
    await watched.aws.evaluate(account);
    await watched.clock.advance(0);
    await play(watched, account);
    if (watched.failedExecutions() > 0) throw new Error('Expected no execution to fail');
    const text = `\`\`\`\n${entries.map(lineOf).join('\n')}\n\`\`\``;
    return { path: 'docs/minutes.md', name: 'npm run docs: timeline', text };
  } finally {
    await watched.aws.close();
  }
}

/** Minutes and seconds since the start, who, what. */
function lineOf({ at, who, what }: TimelineEntry): string {
  const seconds = Math.floor((Date.parse(at) - START) / 1000);
  const elapsed = `+${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
  return `${elapsed.padStart(7)}  ${who.padEnd('Step Functions'.length)}  ${what}`;
}
