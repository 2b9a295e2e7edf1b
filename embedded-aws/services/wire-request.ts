import type { IncomingMessage } from 'node:http';
import { AwsError } from './aws-error.ts';
import { queryServiceOf, type Service } from './service.ts';

/** A request as a service sees it, in either protocol. */
export interface WireRequest {
  readonly service: Service;
  readonly operation: string;
  /** Members by name: typed in AWS JSON, always strings in AWS Query. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly signature: Signature;
}

export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly sessionToken: string | undefined;
  /** The time of the signature by the caller's clock, in milliseconds since 1970. */
  readonly signedAt: number;
}

/** The service of a request by the prefix of its `X-Amz-Target`. */
const JSON_TARGETS = new Map<string, Service>([
  ['StarlingDoveService', 'config'],
  ['AWSOrganizationsV20161128', 'organizations'],
  ['GraniteServiceVersion20100801', 'cloudwatch'],
]);

/** More than any request of these services has. */
const MOST_BYTES = 1_048_576;

/**
 * Reads AWS JSON 1.1 (`X-Amz-Target`) or AWS Query (`Action` and `Version` in a form).
 *
 * @throws {AwsError} on anything else, and on a body of more than 1 MiB, of which the rest is left unread
 */
export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const { signature, signedService } = readSignature(request);
  const body = await readBody(request);
  const target = request.headers['x-amz-target'];

  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    const service = JSON_TARGETS.get(prefix);
    if (service === undefined) throw unknownService(signedService, 'UnknownOperationException');
    return { service, operation, input: parseJson(body), signature };
  }

  const {
    Action: operation = '',
    Version: version = '',
    ...input
  } = Object.fromEntries(new URLSearchParams(body));
  const service = queryServiceOf(version);
  if (service === undefined) throw unknownService(signedService, 'InvalidAction');
  return { service, operation, input, signature };
}

function unknownService(name: string, code: string): AwsError {
  return new AwsError(code, `The embedded AWS does not have the service ${name} in this version`);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A destroyed request would take the connection with it, and the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new AwsError('RequestEntityTooLarge', `The body has more than ${MOST_BYTES} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(body: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch (error) {
    throw new AwsError('SerializationException', `${error}`);
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  throw new AwsError('SerializationException', 'Expected an object');
}

/** Reads the signer from the Authorization header of Signature Version 4. The signature is not verified. */
function readSignature({ headers }: IncomingMessage): { signature: Signature; signedService: string } {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    headers.authorization ?? '',
  );
  const [, accessKeyId, region, signedService] = credential ?? [];
  if (accessKeyId === undefined || region === undefined || signedService === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  const sessionToken = headers['x-amz-security-token'];
  const signedAt = `${headers['x-amz-date']}`.replace(
    /^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/,
    '$1-$2-$3:$4:$5',
  );
  const signature = {
    accessKeyId,
    region,
    sessionToken: typeof sessionToken === 'string' ? sessionToken : undefined,
    signedAt: Date.parse(signedAt),
  };
  return { signature, signedService };
}
