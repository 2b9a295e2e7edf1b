import type { Fault } from '../../embedded-aws/services/fault-injection.ts';

export type Operation = Fault['operation'];

/**
 * `survived`: the verdict is reported as without the fault. `thrown`: the function fails, and nothing was reported.
 * `thrown after the report`: AWS Config has the right verdict, but its answer did not say so; the function fails.
 */
export type Expected = 'survived' | 'thrown' | 'thrown after the report';

export interface FaultCase {
  readonly operation: Operation;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly expected: Expected;
  /** What the function's error says of it, besides the operation and the account. */
  readonly says?: RegExp;
}

type WithoutOperation = Omit<Fault, 'operation'>;

export function survived(operation: Operation, name: string, fault: WithoutOperation): FaultCase {
  return { operation, name, faults: [{ operation, ...fault }], expected: 'survived' };
}

export function thrown(operation: Operation, name: string, fault: WithoutOperation, says: RegExp): FaultCase {
  const source = says.source.replace('<operation>', operation);
  return {
    operation,
    name,
    faults: [{ operation, ...fault }],
    expected: 'thrown',
    says: new RegExp(source, 's'),
  };
}
