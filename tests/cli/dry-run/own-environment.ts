import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallerSession, closeSession, openSession } from '../../../cli/dry-run/session.ts';
import { temporaryFolder } from '../../embedded-aws/fixtures.ts';

/** GetCallerIdentity's answer. */
export const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/alice</Arn>' +
  '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

type Choice = Partial<Parameters<typeof openSession>[0]>;

/** Gives each test of the suite that calls this an environment with nothing in it but what the test says. */
export function ownEnvironment() {
  const environmentBefore = process.env;
  let folder: string;
  let session: CallerSession | undefined;

  beforeEach(async () => {
    // The SDK remembers each file that it has read.
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    process.env = environmentBefore;
    if (session !== undefined) closeSession(session);
    session = undefined;
    await rm(folder, { recursive: true });
  });

  /** @param config the shared file of the environment */
  async function open(environment: Record<string, string>, choice: Choice = {}, config = '') {
    await writeFile(join(folder, 'config'), config);
    process.env = {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_EC2_METADATA_DISABLED: 'true',
      ...environment,
    };
    session = await openSession({ profile: undefined, region: undefined, concurrency: 1, ...choice });
    return session;
  }
  return { open, folder: () => folder };
}
