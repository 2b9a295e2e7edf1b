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
import { cloudWatch, FunctionMetrics } from './cloudwatch.ts';
import type { ConfigService } from './config.ts';
import {
  CLOCK_SKEW_MS,
  denied,
  errorOf,
  type Fault,
  FaultPlan,
  noPolicyAllows,
  spoil,
} from './fault-injection.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { isAllowed } from './policy.ts';
import { sns, type Topic } from './sns.ts';
import { type Accounts, sts } from './sts.ts';
import {
  AwsError,
  isQuery,
  readRequest,
  type Signature,
  type WireRequest,
  type WireResponse,
  writeAnswer,
  writeError,
} from './wire.ts';

/** What an account has of its own. */
export interface Tenant {
  readonly account: AwsAccount;
  readonly config: ConfigService;
  /** Beside the one that AWS Organizations makes in members. */
  readonly roles?: readonly Role[];
  readonly metrics?: FunctionMetrics;
  readonly topics?: readonly Topic[];
}

export interface EndpointOptions {
  /** Called with each request, as IAM names it: `iam:GetAccountSummary`. */
  readonly onRequest?: (operation: string) => void;
  /** How long each answer takes, at the least. */
  readonly latencyMs?: number;
}

interface Session {
  readonly principal: Principal;
  readonly sessionToken: string;
  readonly plan: FaultPlan;
}

/** One HTTP endpoint on loopback for the AWS services that the rule and its users call. */
export class Endpoint {
  readonly #tenants = new Map<string, Tenant>();
  readonly #sessions = new Map<string, Session>();
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
   * Credentials with which requests come from the principal.
   *
   * @param faults what goes wrong with these requests
   */
  issueCredentials(principal: Principal, faults: readonly Fault[] = []): Credentials {
    const unique = randomUUID().replaceAll('-', '').toUpperCase();
    const accessKeyId = `ASIA${unique.slice(0, 16)}`;
    const sessionToken = `token-${unique}`;
    this.#sessions.set(accessKeyId, { principal, sessionToken, plan: new FaultPlan(faults) });
    return { accessKeyId, secretAccessKey: `secret-${unique}`, sessionToken };
  }

  /** The credentials are over: requests with them are refused from now on. */
  revokeCredentials({ accessKeyId }: Credentials): void {
    this.#sessions.delete(accessKeyId);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const due = this.#options.latencyMs && setTimeout(this.#options.latencyMs);
    let request: WireRequest;
    try {
      request = await readRequest(message);
    } catch (error) {
      const protocol = message.headers['x-amz-target'] === undefined ? 'iam' : 'config';
      return write(response, writeError(protocol, randomUUID(), toAwsError(error)), false);
    }
    const session = this.#sessionOf(request.signature);
    if (session === undefined) {
      return write(response, writeError(request.service, randomUUID(), invalidToken(request.service)), false);
    }
    const operation = `${request.service}:${request.operation}`;
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
    const { service, operation } = request;
    const requestId = randomUUID();
    try {
      return writeAnswer(service, operation, requestId, this.#answer(request, caller, faults));
    } catch (error) {
      return writeError(service, requestId, toAwsError(error));
    }
  }

  #answer(
    { service, operation, input, signature }: WireRequest,
    caller: Principal,
    faults: readonly Fault[],
  ): unknown {
    const action = `${service}:${operation}`;
    if (!OWN_AUTHORIZATION.includes(action)) authorize(caller, action, resourceOf(action, input));
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
        return operationOf(iam, action)(account, onePerPage ? { ...input, MaxItems: '1' } : input);
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

  #sessionOf({ accessKeyId, sessionToken }: Signature): Session | undefined {
    const session = this.#sessions.get(accessKeyId);
    return session?.sessionToken === sessionToken ? session : undefined;
  }

  #tenantOf({ account }: Principal): Tenant {
    const tenant = this.#tenants.get(account.id);
    if (tenant === undefined) throw new Error(`Account ${account.id} is not here`);
    return tenant;
  }
}

/**
 * AWS asks no permission for the first (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html);
 * the second depends on the role that is asked for.
 */
const OWN_AUTHORIZATION = ['sts:GetCallerIdentity', 'sts:AssumeRole'];

/** A topic of Amazon SNS is the resource of what is published to it; the other actions do not support resources. */
function resourceOf(action: string, input: WireRequest['input']): string {
  return action === 'sns:Publish' ? `${input['TopicArn']}` : '*';
}

function rolesOf({ account, roles = [] }: Tenant): readonly Role[] {
  const { id, organization } = account;
  if (organization === null || organization.managementAccountId === id) return roles;
  return [...roles, organizationAccountAccessRole(account, organization)];
}

function invalidToken(service: WireRequest['service']): AwsError {
  const code = isQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
  return new AwsError(code, 'The security token included in the request is invalid.', 403);
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

/** AWS takes signatures that are at most five minutes old. */
function refuseOldSignature({ signedAt }: Signature, now: number): void {
  if (Math.abs(now - signedAt) <= 300_000) return;
  throw new AwsError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  );
}

/** @throws {AwsError} AccessDenied, unless the principal's policies allow the action */
export function authorize({ arn, policies }: Principal, action: string, resource: string): void {
  if (isAllowed(policies, { action, resource })) return;
  throw denied(arn, action, resource, noPolicyAllows(action));
}

function operationOf<Operation>(operations: Record<string, Operation>, action: string): Operation {
  const [service = '', name = ''] = action.split(':');
  if (Object.hasOwn(operations, name)) return operations[name] as Operation;
  const code = isQuery(service as WireRequest['service']) ? 'InvalidAction' : 'UnknownOperationException';
  throw new AwsError(code, `The embedded AWS does not know ${action}`);
}
