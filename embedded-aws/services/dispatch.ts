import type { Principal } from './accounts.ts';
import { authorize, resourcesOf } from './authorization.ts';
import { AwsError } from './aws-error.ts';
import { cloudWatch } from './cloudwatch.ts';
import { CLOCK_SKEW_MS, errorOf, type Fault } from './fault-injection.ts';
import { iam } from './iam.ts';
import { organizations } from './organizations.ts';
import { isQuery, type Service } from './service.ts';
import { refuseOldSignature, type Sessions } from './sessions.ts';
import { sns } from './sns.ts';
import { sts } from './sts.ts';
import type { Tenants } from './tenants.ts';
import type { WireRequest } from './wire-request.ts';

/**
 * Answers a request: checks the caller's permission, then the faults, then asks the service.
 *
 * @throws {AwsError}
 */
export function dispatch(
  { service, operation, input, signature }: WireRequest,
  caller: Principal,
  faults: readonly Fault[],
  tenants: Tenants,
  sessions: Sessions,
): unknown {
  const action = `${service}:${operation}`;
  const { account, config, metrics, topics } = tenants.of(caller.account.id);
  for (const resource of resourcesOf(action, input, config)) authorize(caller, action, resource);
  for (const fault of faults) {
    if (fault.fault === 'clock-skewed') refuseOldSignature(signature, Date.now() + CLOCK_SKEW_MS);
    const error = errorOf(fault, caller.arn);
    if (error !== undefined) throw error;
  }
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
        [...tenants.values()].map((tenant) => tenant.account),
      );
    case 'sns':
      return operationOf(sns, action)(topics, input);
    case 'sts':
      return operationOf(sts, action)(caller, input, tenants, sessions);
  }
}

function operationOf<Operation>(operations: Record<string, Operation>, action: string): Operation {
  const [service = '', name = ''] = action.split(':');
  if (Object.hasOwn(operations, name)) return operations[name] as Operation;
  const code = isQuery(service as Service) ? 'InvalidAction' : 'UnknownOperationException';
  throw new AwsError(code, `The embedded AWS does not know ${action}`);
}
