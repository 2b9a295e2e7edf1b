import { randomUUID } from 'node:crypto';
import type { AwsError } from './aws-error.ts';
import { isQuery, QUERY_NAMESPACES, type Service } from './service.ts';

export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export function writeAnswer(service: Service, operation: string, answer: unknown): WireResponse {
  if (!isQuery(service)) return json(200, answer);
  return xml(
    200,
    `<${operation}Response xmlns="${QUERY_NAMESPACES[service]}"><${operation}Result>${toXml(answer)}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

export function writeError(service: Service, { code, message, status }: AwsError): WireResponse {
  if (!isQuery(service)) return json(status >= 500 ? status : 400, { __type: code, message });
  const type = status >= 500 ? 'Receiver' : 'Sender';
  return xml(
    status,
    `<ErrorResponse xmlns="${QUERY_NAMESPACES[service]}"><Error><Type>${type}</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

/** Lists and maps as IAM and STS write them. What is `undefined` is left out. */
function toXml(value: unknown): string {
  if (value instanceof Map) {
    return [...value].map(([key, held]) => `<entry>${toXml({ key, value: held })}</entry>`).join('');
  }
  if (Array.isArray(value)) return value.map((member) => `<member>${toXml(member)}</member>`).join('');
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, inside]) => inside !== undefined)
    .map(([name, inside]) => `<${name}>${toXml(inside)}</${name}>`)
    .join('');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function json(status: number, value: unknown): WireResponse {
  return { status, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(value) };
}

function xml(status: number, body: string): WireResponse {
  return { status, contentType: 'text/xml', body };
}
