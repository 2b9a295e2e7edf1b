import { loadConfig } from '@smithy/core/config';
import { ExpectationError } from '../../aws/expect.ts';
import { isRegion } from '../../aws/regions.ts';

/**
 * Finds the Region as the AWS CLI does: the SDK alone does not read `AWS_DEFAULT_REGION`, which comes before the profile.
 *
 * @param chosen by an option
 * @returns nothing where no Region is set: the SDK says so when it needs one
 * @throws {ExpectationError} if there is no such Region; nothing has been called then
 */
export async function findRegion(chosen: string | undefined): Promise<string | undefined> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = chosen ?? (AWS_REGION || AWS_DEFAULT_REGION || (await regionOfProfile()));
  if (region !== undefined && !isRegion(region)) {
    throw new ExpectationError(
      `Region: expected one that the AWS SDK knows, such as eu-central-1, got ${JSON.stringify(region)}. ` +
        'Correct --region, AWS_REGION, AWS_DEFAULT_REGION or the region of the profile.',
    );
  }
  return region;
}

const regionOfProfile = async () =>
  (await loadConfig(
    { environmentVariableSelector: () => undefined, configFileSelector: ({ region }) => region, default: '' },
    { preferredFile: 'credentials' },
  )()) || undefined;
