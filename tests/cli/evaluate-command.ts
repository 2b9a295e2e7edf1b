import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bareRootUser, temporaryFolder } from '../embedded-aws/fixtures.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';

export const command = fileURLToPath(new URL('../../cli/evaluate.ts', import.meta.url));

const unprotected = { rootUser: { ...bareRootUser, password: true } };

/** Runs the command for the suite that calls this; each test has an organization of its own. */
export function evaluateCommand() {
  let aws: EmbeddedOrganization;
  let home: string;

  before(async () => {
    home = await temporaryFolder();
  });
  after(() => rm(home, { recursive: true }));
  beforeEach(async () => {
    aws = await embeddedOrganization([
      {},
      { ...unprotected, name: '=HYPERLINK("x")' },
      { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } },
      { rootUser: bareRootUser },
      { suspended: true },
      { faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] },
    ]);
  });
  afterEach(() => aws.close());

  /** Runs the command as an administrator of the management account, unless the environment is another. */
  function run(
    args: readonly string[],
    environment: Record<string, string> = aws.environmentOf(managementId),
  ) {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: home, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
    return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [command, ...args], { env }, (error, stdout, stderr) =>
        resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  return { run, aws: () => aws, home: () => home };
}

export const lines = (text: string) => text.split('\n').map((line) => line.trim());
