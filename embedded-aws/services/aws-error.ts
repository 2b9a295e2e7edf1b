import { isQuery, type Service } from './service.ts';

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

/**
 * AccessDenied, worded as IAM words it.
 *
 * @param why empty where AWS gives no reason
 */
export function denied(callerArn: string, action: string, resource: string, why = ''): AwsError {
  return new AwsError(
    isQuery(action.split(':')[0] as Service) ? 'AccessDenied' : 'AccessDeniedException',
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource} ${why}`.trimEnd(),
    403,
  );
}

export const SERVICE_CONTROL_POLICY_DENIES = 'with an explicit deny in a service control policy';

export function noPolicyAllows(action: string): string {
  return `because no identity-based policy allows the ${action} action`;
}
