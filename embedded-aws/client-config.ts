/** A client's configuration from the environment of a principal. */
export function clientConfigOf(environment: Readonly<Record<string, string>>, region: string) {
  return {
    endpoint: environment['AWS_ENDPOINT_URL'] ?? '',
    region,
    credentials: {
      accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: environment['AWS_SESSION_TOKEN'] ?? '',
    },
  };
}
