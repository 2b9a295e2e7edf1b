import { readFile } from 'node:fs/promises';
import { loadConfig } from '@smithy/core/config';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { ATTEMPT_MS, httpHandler } from '../../aws/client-settings.ts';
import { ExpectationError } from '../../aws/expect.ts';

/**
 * Sends the requests of a command, through the proxy and with the certificates that the environment names, as the AWS CLI
 * does: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`, `AWS_CA_BUNDLE` or `ca_bundle` of the profile. The Lambda function reads none of them.
 *
 * @param connections to each host at most
 * @throws {ExpectationError} if the file of certificates cannot be read, or this Node.js knows no proxies
 */
export async function commandHttpHandler(connections: number): Promise<NodeHttpHandler> {
  refuseUnknownProxy();
  const agent = { keepAlive: true, maxSockets: connections, proxyEnv: process.env };
  return httpHandler(ATTEMPT_MS.command, {
    httpAgent: agent,
    httpsAgent: { ...agent, ...(await authorities()) },
  });
}

/** Proxies came to Node.js 24.5, which ignores them before: https://nodejs.org/api/http.html#built-in-proxy-support */
export function knowsProxies(): boolean {
  return Number(process.versions.node.split('.')[1]) >= 5;
}

function refuseUnknownProxy(): void {
  const name = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find((each) => process.env[each]);
  if (name === undefined || knowsProxies()) return;
  throw new ExpectationError(
    `${name}: expected Node.js 24.5 or later, which knows proxies, got ${process.versions.node}. Install a later Node.js 24, ` +
      'and start the command with it and without npm: node cli/launch.js NAME.',
  );
}

async function authorities(): Promise<{ ca?: Buffer }> {
  // Made anew for each session: what loadConfig makes remembers what it found.
  const path = await loadConfig({
    environmentVariableSelector: ({ AWS_CA_BUNDLE }) => AWS_CA_BUNDLE || undefined,
    configFileSelector: ({ ca_bundle }) => ca_bundle,
    default: '',
  })();
  if (path === '') return {};
  try {
    return { ca: await readFile(path) };
  } catch (cause) {
    throw new ExpectationError(
      `AWS_CA_BUNDLE or ca_bundle: expected a file of certificates, got ${(cause as Error).message}`,
      { cause },
    );
  }
}
