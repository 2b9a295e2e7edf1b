import { loadSharedConfigFiles } from '@smithy/core/config';
import { ExpectationError } from '../../aws/expect.ts';

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
