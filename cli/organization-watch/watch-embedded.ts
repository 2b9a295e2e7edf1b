import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import pMap from 'p-map';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { EmbeddedWatch, type WatchRun } from '../../embedded-aws/embedded-watch.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { packageWatch } from '../../embedded-aws/lambda/watch-package.ts';
import {
  homeOf,
  type OrganizationFile,
  readOrganizationFiles,
} from '../../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { HOUR_MS } from '../../watch/freshness.ts';
import type { Progress } from '../terminal/progress.ts';

const SAMPLE = fileURLToPath(import.meta.resolve('../../embedded-aws/samples/watched.json'));
const FUNCTION = 'root-user-mfa-enabled';

/** Lambda tries a failed event so often: `serverless.yml`. */
const ATTEMPTS = 3;

/** When the rule of a silent account was last evaluated. */
const SILENT_FOR_HOURS = 72;

/**
 * Deploys rule and watch to an organization on the embedded AWS, lets AWS Config evaluate the rule in each account where
 * it is not missing or silent, and runs the watch once.
 *
 * @param path of an organization file; nothing for the sample
 * @throws {ExpectationError} when the file is invalid or has no organization
 */
export async function watchEmbedded(path: string | undefined, progress: Progress): Promise<WatchRun> {
  const [file] = (await readOrganizationFiles([path ?? SAMPLE])) as [OrganizationFile];
  const home = homeOf(file, 'expected an organization to watch');
  progress.show('Packaging the rule and the watch');
  const [rulePackage, watchPackage] = await Promise.all([packageFunction(), packageWatch()]);
  const aws = await EmbeddedAws.start(rulePackage);
  try {
    progress.show('Evaluating accounts', file.accounts.length);
    const evaluate = async (account: AwsAccount) => {
      await deployAndEvaluate(aws, account, file);
      progress.increment();
    };
    await pMap(file.accounts, evaluate, { concurrency: availableParallelism() });
    progress.show('Running the watch');
    return await new EmbeddedWatch(aws, watchPackage, home, file.accounts).run();
  } finally {
    await aws.close();
    rulePackage.remove();
    watchPackage.remove();
  }
}

async function deployAndEvaluate(
  aws: EmbeddedAws,
  account: AwsAccount,
  { parameters }: OrganizationFile,
): Promise<void> {
  if (account.rule === 'missing' || account.suspended === true) return aws.addAccount(account);
  aws.deploy(account, parameters);
  if (account.rule === 'silent') {
    const at = new Date(Date.now() - SILENT_FOR_HOURS * HOUR_MS);
    aws.metricsOf(account).record(FUNCTION, at, { failed: false });
    return;
  }
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      return await aws.evaluate(account);
    } catch {
      // CloudWatch has the error, and the watch finds it there.
    }
  }
}
