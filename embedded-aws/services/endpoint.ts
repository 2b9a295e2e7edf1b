import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import {
  type AwsAccount,
  type Credentials,
  organizationAccountAccessRole,
  type Principal,
  type Role,
} from './accounts.ts';
import { authorize, resourcesOf } from './authorization.ts';
import { cloudWatch, FunctionMetrics } from './cloudwatch.ts';
import type { ConfigService } from './config.ts';
import { CLOCK_SKEW_MS, errorOf, type Fault, spoil } from './fault-injection.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { refuseOldSignature, type Session, Sessions } from './sessions.ts';
import { sns, type Topic } from './sns.ts';
import { type Accounts, sts } from './sts.ts';
import {
  AwsError,
  isQuery,
  readRequest,
  type Service,
  type WireRequest,
  type WireResponse,
  writeAnswer,
  writeError,
} from './wire.ts';

/** An account behind the endpoint. */
export interface Tenant {
  readonly account: AwsAccount;
  readonly config: ConfigService;
  /** Roles besides the one that AWS Organizations creates in member accounts. */
  readonly roles?: readonly Role[];
  readonly metrics?: FunctionMetrics;
  readonly topics?: readonly Topic[];
}

/** A request that a service has answered. */
export interface ApiCall {
  readonly caller: Principal;
  readonly service: WireRequest['service'];
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the error that it was answered with. */
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
  readonly #tenants = new Map<string, Tenant>();
  readonly #sessions = new Sessions();
  readonly #options: EndpointOptions;
  readonly #server = createServer((request, response) => this.#serve(request, response));
  readonly #accounts: Accounts = {
    find: (accountId) => {
      const tenant = this.#tenants.get(accountId);
      return tenant && { account: tenant.account, roles: rolesOf(tenant) };
    },
    issueCredentials: (principal, seconds) => {
      const issued = this.issueCredentials(principal, principal.account.faults);
      return (
        `<Credentials><AccessKeyId>${issued.accessKeyId}</AccessKeyId>` +
        `<SecretAccessKey>${issued.secretAccessKey}</SecretAccessKey>` +
        `<SessionToken>${issued.sessionToken}</SessionToken>` +
        `<Expiration>${new Date(Date.now() + seconds * 1000).toISOString()}</Expiration></Credentials>`
      );
    },
  };

  constructor(options: EndpointOptions = {}) {
    this.#options = options;
  }

  /** @returns the endpoint's URL */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(tenant: Tenant): void {
    this.#tenants.set(tenant.account.id, tenant);
  }

  /** Adds roles and topics to those that an account has. */
  extend(accountId: string, { roles = [], topics = [] }: Pick<Tenant, 'roles' | 'topics'>): void {
    const tenant = this.#tenants.get(accountId);
    if (tenant === undefined) throw new Error(`Account ${accountId} is not here`);
    this.add({
      ...tenant,
      roles: [...(tenant.roles ?? []), ...roles],
      topics: [...(tenant.topics ?? []), ...topics],
    });
  }

  remove(accountId: string): void {
    this.#tenants.delete(accountId);
  }

  /**
   * Issues temporary credentials to the principal.
   *
   * @param faults the faults that requests with these credentials meet
   */
  issueCredentials(principal: Principal, faults: readonly Fault[] = []): Credentials {
    return this.#sessions.issue(principal, faults);
  }

  /** Refuses requests with these credentials from now on. */
  revokeCredentials(credentials: Credentials): void {
    this.#sessions.revoke(credentials);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const due = this.#options.latencyMs && setTimeout(this.#options.latencyMs);
    let service: Service = message.headers['x-amz-target'] === undefined ? 'iam' : 'config';
    let request: WireRequest;
    let session: Session;
    try {
      request = await readRequest(message);
      service = request.service;
      session = this.#sessions.find(request.signature, service);
    } catch (error) {
      return write(response, writeError(service, randomUUID(), toAwsError(error)), false);
    }
    const operation = `${service}:${request.operation}`;
    this.#options.onRequest?.(operation);
    const faults = session.plan.next(operation);
    const has = (kind: Fault['fault']) => faults.some(({ fault }) => fault === kind);

    if (has('no-answer')) return;
    if (has('reset-before')) return void message.socket.destroy();
    if (has('clock-skewed')) response.setHeader('date', new Date(Date.now() + CLOCK_SKEW_MS).toUTCString());
    const answer = this.#respond(request, session.principal, faults);
    await due;
    if (has('reset-after')) return void message.socket.destroy();
    write(
      response,
      faults.reduce((spoilt, fault) => spoil(fault, spoilt), answer),
      has('cut-off'),
    );
  }

  #respond(request: WireRequest, caller: Principal, faults: readonly Fault[]): WireResponse {
    const { service, operation, input } = request;
    const requestId = randomUUID();
    const call = { caller, service, operation, input };
    try {
      const answer = writeAnswer(service, operation, requestId, this.#answer(request, caller, faults));
      this.#options.onAnswered?.(call);
      return answer;
    } catch (thrown) {
      const error = toAwsError(thrown);
      this.#options.onAnswered?.({ ...call, errorCode: error.code });
      return writeError(service, requestId, error);
    }
  }

  #answer(
    { service, operation, input, signature }: WireRequest,
    caller: Principal,
    faults: readonly Fault[],
  ): unknown {
    const action = `${service}:${operation}`;
    for (const resource of resourcesOf(action, input, () => this.#tenantOf(caller).config.arnsOf(input))) {
      authorize(caller, action, resource);
    }
    for (const fault of faults) {
      if (fault.fault === 'clock-skewed') refuseOldSignature(signature, Date.now() + CLOCK_SKEW_MS);
      const error = errorOf(fault, caller.arn);
      if (error !== undefined) throw error;
    }
    const { account, config, metrics = new FunctionMetrics(), topics = [] } = this.#tenantOf(caller);
    switch (service) {
      case 'cloudwatch':
        return operationOf(cloudWatch, action)(metrics, input);
      case 'config':
        if (faults.some(({ fault }) => fault === 'failed-evaluations')) {
          return { FailedEvaluations: input['Evaluations'] };
        }
        return operationOf(config.operations, action)(input, signature.region);
      case 'iam': {
        const onePerPage = faults.some(({ fault }) => fault === 'one-device-a-page');
        return operationOf(iam, action)(account, onePerPage ? { ...input, MaxItems: '1' } : input, caller);
      }
      case 'organizations':
        return operationOf(organizations, action)(
          account,
          input,
          [...this.#tenants.values()].map((tenant) => tenant.account),
        );
      case 'sns':
        return operationOf(sns, action)(topics, input);
      case 'sts':
        return operationOf(sts, action)(caller, input, this.#accounts);
    }
  }

  #tenantOf({ account }: Principal): Tenant {
    const tenant = this.#tenants.get(account.id);
    if (tenant === undefined) throw new Error(`Account ${account.id} is not here`);
    return tenant;
  }
}

function rolesOf({ account, roles = [] }: Tenant): readonly Role[] {
  const { id, organization } = account;
  if (organization === null || organization.managementAccountId === id) return roles;
  return [...roles, organizationAccountAccessRole(account, organization)];
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

function operationOf<Operation>(operations: Record<string, Operation>, action: string): Operation {
  const [service = '', name = ''] = action.split(':');
  if (Object.hasOwn(operations, name)) return operations[name] as Operation;
  const code = isQuery(service as Service) ? 'InvalidAction' : 'UnknownOperationException';
  throw new AwsError(code, `The embedded AWS does not know ${action}`);
}
