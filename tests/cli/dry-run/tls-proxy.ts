import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';

const path = (name: string) => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

/** The authority that signed the certificate of the proxy's AWS. Its key was deleted; both are valid until 2120. */
export const AUTHORITY = path('ca.pem');

/** A proxy that ends the connections to AWS at itself, as the proxy of a company does. */
export interface TlsProxy {
  readonly url: string;
  /** The hosts that it was asked for. */
  readonly hosts: string[];
  /** The user names and passwords that it was given. */
  readonly users: string[];
  close(): Promise<void>;
}

/**
 * @param aws answers the requests in the connections
 * @param refusal the status line with which it refuses each connection, or those without this user
 */
export async function tlsProxy(
  aws: RequestListener,
  { refusal = '', user }: { readonly refusal?: string; readonly user?: string } = {},
): Promise<TlsProxy> {
  const hosts: string[] = [];
  const users: string[] = [];
  const sockets: Duplex[] = [];
  const inside = createHttpsServer(
    { cert: readFileSync(path('server.pem')), key: readFileSync(path('server.key.pem')) },
    aws,
  );
  // A client that does not trust the authority ends the connection.
  inside.on('tlsClientError', () => {});
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    hosts.push(request.url ?? '');
    const [, encoded] = /^Basic (.+)$/.exec(request.headers['proxy-authorization'] ?? '') ?? [];
    const given = encoded && Buffer.from(encoded, 'base64').toString();
    if (given) users.push(given);
    socket.on('error', () => {});
    sockets.push(socket);
    if (refusal !== '' && (user === undefined || given !== user)) {
      socket.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    inside.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    hosts,
    users,
    close: async () => {
      // The proxy has handed them over, and closes none of them itself.
      for (const socket of sockets) socket.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
