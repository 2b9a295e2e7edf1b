import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Principal } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { dispatch } from './dispatch.ts';
import { CLOCK_SKEW_MS, type Fault, spoil } from './fault-injection.ts';
import type { Service } from './service.ts';
import { type Session, Sessions } from './sessions.ts';
import { Tenants } from './tenants.ts';
import { type WireResponse, writeAnswer, writeError } from './wire-answer.ts';
import { readRequest, type WireRequest } from './wire-request.ts';

export interface ApiCall {
  readonly caller: Principal;
  readonly service: WireRequest['service'];
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly errorCode?: string;
}

export interface EndpointOptions {
  /** Called with each request once it is answered, as CloudTrail records it. */
  readonly onAnswered?: (call: ApiCall) => void;
  /** Called with the IAM action of each request, such as `iam:GetAccountSummary`. */
  readonly onRequest?: (operation: string) => void;
  /** The shortest time that an answer takes. */
  readonly latencyMs?: number;
}

/** One HTTP endpoint on loopback for the AWS services that the rule and its users call. */
export class Endpoint {
  readonly tenants = new Tenants();
  readonly sessions = new Sessions();
  readonly #options: EndpointOptions;
  readonly #server = createServer((request, response) => {
    // Nothing that a request holds may end the process.
    this.#serve(request, response).catch(() => request.socket.destroy());
  });
  #hosts: readonly string[] = [];
  constructor(options: EndpointOptions = {}) {
    this.#options = options;
  }

  /** @returns the endpoint's URL */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const { port } = this.#server.address() as AddressInfo;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    return `http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const due = this.#options.latencyMs && setTimeout(this.#options.latencyMs);
    let service: Service = message.headers['x-amz-target'] === undefined ? 'iam' : 'config';
    let request: WireRequest;
    let session: Session;
    try {
      this.#refuseOtherHost(message);
      request = await readRequest(message);
      service = request.service;
      session = this.sessions.find(request.signature, service);
    } catch (error) {
      // The rest of a body that was refused is thrown away: a caller that is still sending reads the answer.
      message.resume();
      return write(response, writeError(service, toAwsError(error)), false);
    }
    const operation = `${service}:${request.operation}`;
    this.#options.onRequest?.(operation);
    const faults = session.nextFaults(operation);
    const has = (kind: Fault['fault']) => faults.some(({ fault }) => fault === kind);

    if (has('no-answer')) return;
    if (has('reset-before')) return void message.socket.destroy();
    if (has('clock-skewed')) response.setHeader('date', new Date(Date.now() + CLOCK_SKEW_MS).toUTCString());
    const answer = this.#respond(request, session.principal, faults);
    await due;
    if (has('reset-after')) return void message.socket.destroy();
    const spoilt = faults.reduce((whole, fault) => spoil(fault, whole), answer);
    write(response, spoilt, has('cut-off'));
  }

  /** A page in a browser can reach loopback under a name of its own, and read the answer. */
  #refuseOtherHost({ headers }: IncomingMessage): void {
    if (this.#hosts.includes(headers.host ?? '')) return;
    throw new AwsError('InvalidHost', `Expected the host ${this.#hosts[0]}, got ${headers.host}`, 403);
  }

  #respond(request: WireRequest, caller: Principal, faults: readonly Fault[]): WireResponse {
    const { service, operation, input } = request;
    const call = { caller, service, operation, input };
    try {
      const answer = dispatch(request, caller, faults, this.tenants, this.sessions);
      this.#options.onAnswered?.(call);
      return writeAnswer(service, operation, answer);
    } catch (thrown) {
      const error = toAwsError(thrown);
      this.#options.onAnswered?.({ ...call, errorCode: error.code });
      return writeError(service, error);
    }
  }
}

function toAwsError(error: unknown): AwsError {
  return error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
}

/** @param isCutOff whether the connection ends in the middle of the body */
function write(
  response: ServerResponse,
  { status, contentType, body }: WireResponse,
  isCutOff: boolean,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
  if (isCutOff) response.write(body.slice(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
