/**
 * A client's configuration from the environment of a principal.
 * It says all that the SDK would otherwise read from the user's shell and files, which are about the real AWS.
 */
export function clientConfigOf(environment: Readonly<Record<string, string>>, region: string) {
  return {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region,
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
    },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'legacy' as const,
    authSchemePreference: ['sigv4'],
    userAgentAppId: '',
  };
}
