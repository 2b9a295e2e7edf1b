import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status?: number;
  readonly body: string;
  /** Instead of those of AWS. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface WireRequest {
  /** `Action` of AWS Query or the operation of AWS JSON. */
  readonly operation: string;
  readonly body: string;
}

export type ScriptedAws = Awaited<ReturnType<typeof scriptedAws>>;

/** An HTTP server that answers with the bytes of a script, in order, and keeps what it was asked. */
export async function scriptedAws(answers: readonly Answer[]) {
  const requests: WireRequest[] = [];
  /** The access key that signed each request. */
  const signers: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const target = request.headers['x-amz-target'] ?? '';
    const operation = `${target}`.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';
    const answer = answers[requests.length] ?? { status: 418, body: `unexpected request ${operation}` };
    const [, accessKeyId = ''] = /Credential=([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
    signers.push(accessKeyId);
    requests.push({ operation, body });
    const ownHeaders = { 'content-type': target === '' ? 'text/xml' : JSON_TYPE };
    response.writeHead(answer.status ?? 200, { ...(answer.headers ?? ownHeaders) });
    response.end(answer.body);
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  /** The configuration of an SDK client. */
  const clientConfig = {
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
  };
  return {
    requests,
    signers,
    /** How many connections have been opened. */
    connections: () => connections,
    clientConfig,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const JSON_TYPE = 'application/x-amz-json-1.1';

/** GetAccountSummary's answer, with its values as they stand in the XML. */
export function accountSummaryXml(summary: Readonly<Record<string, number | string>>): string {
  const entries = Object.entries(summary).map(
    ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
  );
  return (
    '<GetAccountSummaryResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountSummaryResult><SummaryMap>' +
    `${entries.join('')}</SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>`
  );
}

/** ListVirtualMFADevices' answer, with the inside of its result. */
export function virtualMfaDevicesXml(inside: string): string {
  return (
    '<ListVirtualMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListVirtualMFADevicesResult>' +
    `${inside}</ListVirtualMFADevicesResult></ListVirtualMFADevicesResponse>`
  );
}

export function deviceXml(serialNumber: string, userArn: string): string {
  return (
    `<member><SerialNumber>${serialNumber}</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate>` +
    `<User><Arn>${userArn}</Arn><UserId>AIDAEXAMPLE</UserId></User></member>`
  );
}

/** AssumeRole's answer, for a session by its ARN. */
export function assumedRoleXml(sessionArn: string): string {
  return (
    '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>' +
    `<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:s</AssumedRoleId><Arn>${sessionArn}</Arn></AssumedRoleUser>` +
    '<Credentials><AccessKeyId>ASIAMEMBER</AccessKeyId><SecretAccessKey>the-member-secret</SecretAccessKey>' +
    '<SessionToken>the-member-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>' +
    '</AssumeRoleResult></AssumeRoleResponse>'
  );
}

export function queryErrorXml(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}
