import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

const LATENCY_MS = 60;
const THROTTLED =
  '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>';

/** Stands before an embedded AWS, and throttles STS's Assume… calls to so many a second, as a token bucket does. */
export async function throttlingProxy(target: string, perSecond: number) {
  let tokens = perSecond;
  let filledAt = performance.now();
  const isThrottled = () => {
    const now = performance.now();
    tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
    filledAt = now;
    if (tokens < 1) return true;
    tokens -= 1;
    return false;
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body = await text(incoming);
    await setTimeout(LATENCY_MS);
    if (/\bAction=Assume/.test(body) && isThrottled()) {
      response.writeHead(400, { 'content-type': 'text/xml' }).end(THROTTLED);
      return;
    }
    const headers = { ...incoming.headers, host: new URL(target).host };
    const forwarded = request(target, { method: 'POST', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.end(body);
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
