import { STSClient } from '@aws-sdk/client-sts';
import { ExpectationError } from '../../aws/expect.ts';
import { isRegion } from '../../aws/regions.ts';

/**
 * Finds the Region as the SDK does, and then in `AWS_DEFAULT_REGION`, which of AWS's tools the SDK alone does not read.
 *
 * @param chosen by an option
 * @returns nothing where no Region is set: the SDK says so when it needs one
 * @throws {ExpectationError} if there is no such Region; nothing has been called then
 */
export async function findRegion(chosen: string | undefined): Promise<string | undefined> {
  const region = chosen ?? (await regionOfSdk()) ?? (process.env['AWS_DEFAULT_REGION'] || undefined);
  if (region !== undefined && !isRegion(region)) {
    throw new ExpectationError(
      `Region: expected one that the AWS SDK knows, such as eu-central-1, got ${JSON.stringify(region)}. ` +
        'Correct --region, AWS_REGION, AWS_DEFAULT_REGION or the region of the profile.',
    );
  }
  return region;
}

async function regionOfSdk(): Promise<string | undefined> {
  const sts = new STSClient({});
  try {
    return await sts.config.region();
  } catch (error) {
    if ((error as Error).message === 'Region is missing') return undefined;
    throw error;
  } finally {
    sts.destroy();
  }
}
