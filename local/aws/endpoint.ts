import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsAccount, Credentials, Principal } from './accounts.ts';
import type { ConfigService } from './config.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { isAllowed } from './policy.ts';
import { sts } from './sts.ts';
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
}

/** One HTTP endpoint on loopback for the AWS services that the rule and its users call. */
export class Endpoint {
  readonly #tenants = new Map<string, Tenant>();
  readonly #principals = new Map<string, { readonly principal: Principal; readonly sessionToken: string }>();
  readonly #server = createServer((request, response) => {
    this.#respond(request).then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
      response.end(body);
    });
  });

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

  /** Credentials with which requests come from the principal. */
  issueCredentials(principal: Principal): Credentials {
    const unique = randomUUID().replaceAll('-', '').toUpperCase();
    const accessKeyId = `ASIA${unique.slice(0, 16)}`;
    const sessionToken = `token-${unique}`;
    this.#principals.set(accessKeyId, { principal, sessionToken });
    return { accessKeyId, secretAccessKey: `secret-${unique}`, sessionToken };
  }

  async #respond(message: IncomingMessage): Promise<WireResponse> {
    const requestId = randomUUID();
    let request: WireRequest | undefined;
    try {
      request = await readRequest(message);
      return writeAnswer(request.service, request.operation, requestId, this.#answer(request));
    } catch (error) {
      const failure = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500);
      return writeError(request?.service ?? 'iam', requestId, failure);
    }
  }

  #answer({ service, operation, input, signature }: WireRequest): unknown {
    const caller = this.#authenticate(signature, service);
    const { account, config } = this.#tenantOf(caller);
    const action = `${service}:${operation}`;
    // AWS asks no permission for this one: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    if (action !== 'sts:GetCallerIdentity') authorize(caller, action, '*');
    switch (service) {
      case 'config':
        return operationOf(config.operations, action)(input, signature.region);
      case 'iam':
        return operationOf(iam, action)(account, input);
      case 'organizations':
        return operationOf(organizations, action)(account);
      case 'sts':
        return operationOf(sts, action)(caller);
    }
  }

  #authenticate({ accessKeyId, sessionToken }: Signature, service: WireRequest['service']): Principal {
    const known = this.#principals.get(accessKeyId);
    if (known !== undefined && known.sessionToken === sessionToken) return known.principal;
    const code = isQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
    throw new AwsError(code, 'The security token included in the request is invalid.', 403);
  }

  #tenantOf({ account }: Principal): Tenant {
    const tenant = this.#tenants.get(account.id);
    if (tenant === undefined) throw new Error(`Account ${account.id} is not here`);
    return tenant;
  }
}

/** @throws {AwsError} AccessDenied, worded as IAM words it */
export function authorize({ arn, policies }: Principal, action: string, resource: string): void {
  if (isAllowed(policies, action, resource)) return;
  const service = action.split(':')[0] as WireRequest['service'];
  throw new AwsError(
    isQuery(service) ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ` +
      `because no identity-based policy allows the ${action} action`,
    403,
  );
}

function operationOf<Operation>(operations: Record<string, Operation>, action: string): Operation {
  const [service = '', name = ''] = action.split(':');
  if (Object.hasOwn(operations, name)) return operations[name] as Operation;
  const code = isQuery(service as WireRequest['service']) ? 'InvalidAction' : 'UnknownOperationException';
  throw new AwsError(code, `The embedded AWS does not know ${action}`);
}
