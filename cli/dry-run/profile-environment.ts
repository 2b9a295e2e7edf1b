/**
 * Makes the chosen profile that of the whole process, as `AWS_PROFILE` does. The option `profile` of a client would leave
 * the endpoints (`endpoint_url`, `services`) to the profile of the environment.
 *
 * Variables with credentials stay: `credential_source = Environment` of a profile means them.
 */
export function useProfile(profile: string | undefined): void {
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
}
