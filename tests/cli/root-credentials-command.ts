import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organization } from '../../embedded-aws/services/accounts.ts';
import { type AccountChanges, bareRootUser, temporaryFolder } from '../embedded-aws/fixtures.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';
import { runCli } from './run-cli.ts';

export const full = {
  password: true,
  accessKeys: 2,
  signingCertificates: 1,
  mfaDevices: ['virtual', 'hardware'] as const,
};
export const NOTHING = { password: false, accessKeys: [], signingCertificates: [], mfaDevices: [] };
const used = [{ lastUsed: { daysAgo: 3, service: 's3', region: 'us-east-1' } }];

/** One of each: management account, ready, held back, nothing to delete, not reachable, suspended. */
export const world: readonly AccountChanges[] = [
  {},
  { rootUser: full },
  { rootUser: { ...full, accessKeys: used } },
  { rootUser: bareRootUser },
  { deniesRootSessions: true },
  { suspended: true },
];
export const [, READY, HELD_BACK, BARE, DENIED] = world.map(
  (_, index) => `${Number(managementId) + index}`,
) as [string, string, string, string, string];

/** Runs the command for the suite that calls this, in a folder and on an organization of its own for each test. */
export function rootCredentialsCommand() {
  let folder: string;
  let aws: EmbeddedOrganization;
  let onRequest: (operation: string) => void;
  beforeEach(async () => {
    folder = await temporaryFolder();
    onRequest = () => {};
  });
  afterEach(async () => {
    await aws.close();
    await rm(folder, { recursive: true });
  });

  const run = (args: readonly string[], surroundings: Parameters<typeof runCli>[2] = {}) =>
    runCli('delete-root-credentials', args, {
      env: aws.environmentOf(managementId),
      cwd: folder,
      ...surroundings,
    });
  return {
    folder: () => folder,
    aws: () => aws,
    async serve(accounts: readonly AccountChanges[], settings?: Partial<Organization>) {
      aws = await embeddedOrganization(accounts, (operation) => onRequest(operation), settings);
    },
    run,
    plan: () => run(['--plan', 'plan.json']),
    /** @param signalled the signal that the process gets at each request of the action */
    apply: (signalled?: { readonly action: string; readonly signal: NodeJS.Signals }) =>
      run(['--apply', 'plan.json', '--yes', '--concurrency', '1'], {
        onStart: (child) => {
          onRequest = (operation) => {
            if (operation === signalled?.action) child.kill(signalled.signal);
          };
        },
      }),
    /** The results of an action, in the order of the journal. */
    journalOf: async (action: string) => {
      const journal = await readFile(join(folder, 'plan.json.journal'), 'utf8');
      const results = journal.matchAll(new RegExp(`"action":"${action}".*"result":"(.+?)"`, 'g'));
      return [...results].map(([, result]) => result);
    },
    rootUser: (index: number) => aws.accounts[index]?.rootUser,
    /** What was changed, in order. */
    changes: () =>
      aws.record
        .filter(({ operation }) => /^(Delete|Deactivate|Create)/.test(operation))
        .filter(({ errorCode }) => errorCode === undefined)
        .map(({ caller, operation }) => `${caller.account.id} ${operation}`),
  };
}
