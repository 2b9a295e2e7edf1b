import type { ChildProcess } from 'node:child_process';
import { bareRootUser, folderOfFiles } from '../embedded-aws/fixtures.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';
import { runCli } from './run-cli.ts';

/** Runs the command for the suite that calls this; each test has an organization of its own. */
export function evaluateCommand() {
  let aws: EmbeddedOrganization;
  const { folder, write } = folderOfFiles();

  beforeEach(async () => {
    aws = await embeddedOrganization([
      {},
      { name: '=HYPERLINK("x")', rootUser: { ...bareRootUser, password: true } },
      { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } },
      { rootUser: bareRootUser },
      { suspended: true },
      { faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] },
    ]);
  });
  afterEach(() => aws.close());

  /** Runs the command as an administrator of the management account, unless the environment is another. */
  const run = (
    args: readonly string[],
    env: Record<string, string> = aws.environmentOf(managementId),
    onStart: (child: ChildProcess) => void = () => {},
  ) => runCli('evaluate', args, { env, cwd: folder(), onStart });

  return { run, aws: () => aws, folder, write };
}
