import { AwsError, denied, noPolicyAllows, SERVICE_CONTROL_POLICY_DENIES } from './aws-error.ts';
import { isQuery, type Service } from './service.ts';
import type { WireResponse } from './wire-answer.ts';

/** The operations that the function calls in the account that it evaluates. */
export const EVALUATION_OPERATIONS = [
  'iam:GetAccountSummary',
  'iam:ListVirtualMFADevices',
  'organizations:DescribeOrganization',
  'config:PutEvaluations',
] as const;

/** The operations that the function calls; a central function calls the last one too. */
export const FAULTY_OPERATIONS = [...EVALUATION_OPERATIONS, 'sts:AssumeRole'] as const;

export const FAULT_KINDS = [
  // The service answers with an error.
  'throttled',
  'internal-error',
  'unavailable',
  'denied-by-role',
  'denied-by-scp',
  'expired-token',
  'clock-skewed',
  'invalid-result-token',
  'no-such-config-rule',
  // The connection breaks, or no answer comes.
  'reset-before',
  'reset-after',
  'no-answer',
  'cut-off',
  // The answer is not what AWS documents.
  'truncated',
  'not-a-document',
  'field',
  'failed-evaluations',
  'repeated-marker',
  // The answer is valid and unusual.
  'one-device-a-page',
] as const;

export interface Fault {
  /** The name of the action in IAM, such as `iam:GetAccountSummary`. */
  readonly operation: string;
  readonly fault: (typeof FAULT_KINDS)[number];
  /** The requests of the operation in one evaluation that meet it, counted from 1; all of them if not given. */
  readonly requests?: readonly number[];
  /** The name of the field, and the text that replaces its value. Without a value the field is removed. */
  readonly field?: string;
  readonly value?: string;
}

/** @returns counts the requests of one evaluation, and gives the faults of each */
export function planFaults(faults: readonly Fault[]): (operation: string) => readonly Fault[] {
  const counts = new Map<string, number>();
  return (operation) => {
    const count = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, count);
    return faults.filter(
      (fault) => fault.operation === operation && (fault.requests?.includes(count) ?? true),
    );
  };
}

/** How far the service's clock is ahead of this machine's under `clock-skewed`. */
export const CLOCK_SKEW_MS = 3_600_000;

/** @returns the error that the service answers with; it does nothing else then */
export function errorOf({ fault, operation }: Fault, callerArn: string): AwsError | undefined {
  const service = operation.split(':')[0] as Service;
  const query = isQuery(service);
  switch (fault) {
    case 'throttled':
      return new AwsError(THROTTLED[service], 'Rate exceeded');
    case 'internal-error':
      return new AwsError(query ? 'ServiceFailure' : 'InternalServerError', 'Internal failure', 500);
    case 'unavailable':
      return new AwsError('ServiceUnavailable', 'The service is unavailable', 503);
    case 'denied-by-role':
      return denied(callerArn, operation, '*', noPolicyAllows(operation));
    case 'denied-by-scp':
      return denied(callerArn, operation, '*', SERVICE_CONTROL_POLICY_DENIES);
    case 'expired-token':
      return new AwsError(
        query ? 'ExpiredToken' : 'ExpiredTokenException',
        'The security token is expired',
        403,
      );
    case 'invalid-result-token':
      return new AwsError('InvalidResultTokenException', 'The specified ResultToken is invalid.');
    case 'no-such-config-rule':
      return new AwsError('NoSuchConfigRuleException', 'The ConfigRule provided in the request is invalid.');
    default:
      return undefined;
  }
}

export function spoil({ fault, field = '', value }: Fault, answer: WireResponse): WireResponse {
  switch (fault) {
    case 'truncated':
      return { ...answer, body: answer.body.slice(0, answer.body.length / 2) };
    case 'not-a-document':
      return { ...answer, body: 'upstream connect error or disconnect/reset before headers' };
    case 'field':
      return { ...answer, body: replaceField(answer.body, field, value) };
    case 'repeated-marker': {
      const unmarked = replaceField(answer.body, 'Marker', undefined);
      return { ...answer, body: replaceField(unmarked, 'IsTruncated', 'true', '<Marker>0</Marker>') };
    }
    default:
      return answer;
  }
}

const THROTTLED: Record<Service, string> = {
  cloudwatch: 'Throttling',
  config: 'ThrottlingException',
  iam: 'Throttling',
  organizations: 'TooManyRequestsException',
  sns: 'Throttled',
  sts: 'Throttling',
};

function replaceField(body: string, field: string, value: string | undefined, behind = ''): string {
  if (body.startsWith('{')) {
    return JSON.stringify(JSON.parse(body), (key, held) => (key === field ? value : held));
  }
  const entry = new RegExp(`<entry><key>${field}</key><value>[^<]*</value></entry>`);
  const element = new RegExp(`<${field}>.*</${field}>`, 's');
  const replacement = entry.test(body)
    ? `<entry><key>${field}</key><value>${value}</value></entry>`
    : `<${field}>${value}</${field}>${behind}`;
  return body.replace(entry.test(body) ? entry : element, value === undefined ? '' : replacement);
}
