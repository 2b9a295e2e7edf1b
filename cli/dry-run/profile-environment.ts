import { loadConfig, loadSharedConfigFiles } from '@smithy/core/config';
import { ExpectationError } from '../../aws/expect.ts';
import { isRegion } from '../../aws/regions.ts';

/**
 * Makes the chosen profile that of the whole process, as `AWS_PROFILE` does. The option `profile` of a client would leave
 * the endpoints (`endpoint_url`, `services`) to the profile of the environment.
 *
 * Variables with credentials stay: `credential_source = Environment` of a profile means them.
 *
 * @throws {ExpectationError} if no file has the profile: the SDK would go on with what the machine has, or not name it
 */
export async function useProfile(profile: string | undefined): Promise<void> {
  const { AWS_PROFILE, AWS_DEFAULT_PROFILE } = process.env;
  const name = profile ?? (AWS_PROFILE || AWS_DEFAULT_PROFILE || 'default');
  process.env['AWS_PROFILE'] = name;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  if (name === 'default' || Object.hasOwn(configFile, name) || Object.hasOwn(credentialsFile, name)) return;
  const option = profile === undefined ? 'AWS_PROFILE' : '--profile';
  throw new ExpectationError(
    `${option}: expected a profile of ~/.aws/config or ~/.aws/credentials, got ${JSON.stringify(name)}. ` +
      'To list them, run aws configure list-profiles.',
  );
}

/**
 * Finds the Region as the AWS CLI does: the SDK alone does not read `AWS_DEFAULT_REGION`, which comes before the profile.
 *
 * @param chosen by an option
 * @returns nothing where no Region is set: the SDK says so when it needs one
 * @throws {ExpectationError} if there is no such Region; nothing has been called then
 */
export async function findRegion(chosen: string | undefined): Promise<string | undefined> {
  const find = loadConfig(
    {
      environmentVariableSelector: ({ AWS_REGION, AWS_DEFAULT_REGION }) =>
        AWS_REGION || AWS_DEFAULT_REGION || undefined,
      configFileSelector: ({ region }) => region,
      default: '',
    },
    { preferredFile: 'credentials' },
  );
  const region = chosen ?? (await find());
  if (region === '') return undefined;
  if (isRegion(region)) return region;
  throw new ExpectationError(
    `Region: expected one that the AWS SDK knows, such as eu-central-1, got ${JSON.stringify(region)}. ` +
      'Correct --region, AWS_REGION, AWS_DEFAULT_REGION or the region of the profile.',
  );
}
