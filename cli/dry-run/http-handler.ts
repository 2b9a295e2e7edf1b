import { readFileSync } from 'node:fs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ExpectationError } from '../../aws/expect.ts';

/** The longest time for one attempt of a call. */
const ATTEMPT_MS = 10_000;

/**
 * Sends the requests of a command, through the proxy and with the certificates that the environment names, as the AWS CLI
 * does: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, `AWS_CA_BUNDLE`. The Lambda function reads none of them.
 *
 * @param connections to each host at most
 * @throws {ExpectationError} if the file of certificates cannot be read
 */
export function commandHttpHandler(connections: number): NodeHttpHandler {
  const agent = { keepAlive: true, maxSockets: connections, proxyEnv: process.env };
  return new NodeHttpHandler({
    httpAgent: agent,
    httpsAgent: { ...agent, ...authorities(process.env['AWS_CA_BUNDLE']) },
    connectionTimeout: ATTEMPT_MS,
    requestTimeout: ATTEMPT_MS,
    throwOnRequestTimeout: true,
  });
}

function authorities(path: string | undefined): { ca?: Buffer } {
  if (!path) return {};
  try {
    return { ca: readFileSync(path) };
  } catch (cause) {
    throw new ExpectationError(
      `AWS_CA_BUNDLE: expected a file of certificates, got ${(cause as Error).message}`,
      { cause },
    );
  }
}
