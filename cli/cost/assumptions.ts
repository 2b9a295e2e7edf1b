import type { FunctionShape } from './load.ts';
import measurement from './measurement.json' with { type: 'json' };

/** Of the rule's function, as `npm run cost -- --measure` found them on the embedded AWS. */
export interface Measurement {
  /** Date, machine and versions. */
  readonly measured: string;
  /** From the start of a new process to the reported verdict: the fastest, which waited least for other programs. */
  readonly seconds: number;
  /** Of AWS's APIs, in one evaluation: the most. */
  readonly calls: number;
  /** That the function writes to its log in one evaluation: the most. */
  readonly logBytes: number;
}

export const MEASUREMENT: Measurement = measurement;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MEMORY_MB_OF_A_PROCESSOR = 1769;

/** Of a call in AWS, with its share of a TLS handshake. Unverified. */
const SECONDS_OF_A_CALL = 0.2;

/** Lambda's own lines of one invocation in JSON: initStart, start and report. Unverified. */
const PLATFORM_LOG_BYTES = 1_500;

/** `Invocations` and `Errors` of the rule's function: what the watch reads of an account. */
export const METRICS_OF_AN_ACCOUNT = 2;

/** `AssumeRole` and `GetMetricData`: what the watch calls for an account. */
const WATCH_CALLS_OF_AN_ACCOUNT = 2;

/** Before and after the accounts. Unverified. */
const WATCH_SECONDS = 5;

/** Of a run of the watch, with some hundred findings. Unverified. */
export const WATCH_LOG_BYTES = 100_000;

/** What one evaluation writes to the log, in bytes. */
export const EVALUATION_LOG_BYTES = MEASUREMENT.logBytes + PLATFORM_LOG_BYTES;

/**
 * How long an evaluation runs in Lambda, start included, which Lambda charges too. It takes all of the measured time for
 * computing, with the part of a processor that the memory buys, and AWS's answers on top.
 *
 * @param moreCalls than the function makes for its own account
 */
export function secondsOfEvaluation({ memoryMb, timeoutSeconds }: FunctionShape, moreCalls = 0): number {
  const computing = MEASUREMENT.seconds / Math.min(1, memoryMb / MEMORY_MB_OF_A_PROCESSOR);
  return Math.min(timeoutSeconds, computing + (MEASUREMENT.calls + moreCalls) * SECONDS_OF_A_CALL);
}

/** How long the watch runs in Lambda, as if it read one account after the other. */
export function secondsOfWatch({ timeoutSeconds }: FunctionShape, accounts: number): number {
  return Math.min(timeoutSeconds, WATCH_SECONDS + accounts * WATCH_CALLS_OF_AN_ACCOUNT * SECONDS_OF_A_CALL);
}
