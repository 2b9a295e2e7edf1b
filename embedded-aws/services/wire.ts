import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

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

export type Service = 'cloudwatch' | 'config' | 'iam' | 'organizations' | 'sns' | 'sts';

export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An error answer of AWS. Query services use `status`; AWS JSON answers 400 to every error of the caller. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Raw XML for the inside of a Query service's `<…Result>`. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const JSON_TARGETS: Record<string, Service> = {
  StarlingDoveService: 'config',
  AWSOrganizationsV20161128: 'organizations',
  GraniteServiceVersion20100801: 'cloudwatch',
};

const QUERY_VERSIONS: Record<string, Service> = {
  '2010-03-31': 'sns',
  '2010-05-08': 'iam',
  '2011-06-15': 'sts',
};

const QUERY_NAMESPACES: Partial<Record<Service, string>> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

export function isQuery(service: Service): boolean {
  return service in QUERY_NAMESPACES;
}

/** Reads AWS JSON 1.1 (`X-Amz-Target`) or AWS Query (`Action` and `Version` in a form). */
export async function readRequest(request: IncomingMessage): Promise<WireRequest> {
  const body = await text(request);
  const signature = readSignature(request);
  const target = request.headers['x-amz-target'];

  if (typeof target === 'string') {
    const [prefix = '', operation = ''] = target.split('.');
    const service = JSON_TARGETS[prefix];
    if (service === undefined)
      throw new AwsError('UnknownOperationException', `No such service here: ${prefix}`);
    return { service, operation, input: parseJson(body), signature };
  }

  const {
    Action: operation = '',
    Version: version = '',
    ...input
  } = Object.fromEntries(new URLSearchParams(body));
  const service = QUERY_VERSIONS[version];
  if (service === undefined) throw new AwsError('InvalidAction', `No such service here: version ${version}`);
  return { service, operation, input, signature };
}

function parseJson(body: string): Record<string, unknown> {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch (error) {
    throw new AwsError('SerializationException', `${error}`);
  }
}

/** Reads the signer from the Authorization header of Signature Version 4. The signature is not verified. */
function readSignature({ headers }: IncomingMessage): Signature {
  const credential = /Credential=([^/]+)\/\d{8}\/([^/]+)\/[^/]+\/aws4_request/.exec(
    headers.authorization ?? '',
  );
  const [, accessKeyId, region] = credential ?? [];
  if (accessKeyId === undefined || region === undefined) {
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  }
  const sessionToken = headers['x-amz-security-token'];
  const signedAt = `${headers['x-amz-date']}`.replace(
    /^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\dZ)$/,
    '$1-$2-$3:$4:$5',
  );
  return {
    accessKeyId,
    region,
    sessionToken: typeof sessionToken === 'string' ? sessionToken : undefined,
    signedAt: Date.parse(signedAt),
  };
}

export function writeAnswer(
  service: Service,
  operation: string,
  requestId: string,
  answer: unknown,
): WireResponse {
  if (!(answer instanceof Xml)) return json(200, answer);
  return xml(
    200,
    `<${operation}Response xmlns="${QUERY_NAMESPACES[service]}"><${operation}Result>${answer.text}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

export function writeError(
  service: Service,
  requestId: string,
  { code, message, status }: AwsError,
): WireResponse {
  if (!isQuery(service)) return json(status >= 500 ? status : 400, { __type: code, message });
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return xml(
    status,
    `<ErrorResponse xmlns="${QUERY_NAMESPACES[service]}"><Error><Type>${type}</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function json(status: number, value: unknown): WireResponse {
  return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(value) };
}

function xml(status: number, body: string): WireResponse {
  return { status, contentType: 'text/xml', body };
}
