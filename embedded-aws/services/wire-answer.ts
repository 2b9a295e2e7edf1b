import type { AwsError } from './aws-error.ts';
import { isQuery, QUERY_NAMESPACES, type Service } from './service.ts';

export interface WireResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Raw XML for the inside of a Query service's `<…Result>`. */
export class Xml {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
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
