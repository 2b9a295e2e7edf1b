/** What a stack has to do in a month of 30 days, as far as its template does not say. */
export interface Load {
  /** Of the stack's function. */
  readonly invocations: number;
  readonly secondsOf: (shape: FunctionShape) => number;
  readonly logBytesPerInvocation: number;
  /** Messages to the stack's topic. */
  readonly messages: number;
  /** Accounts that an organization rule evaluates. */
  readonly coveredAccounts: number;
  /** Changes of the root user. */
  readonly changes: number;
  readonly zipBytes: number;
}

export interface FunctionShape {
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
}

const DAYS = 30;

const RUNS_A_DAY = {
  One_Hour: 24,
  Three_Hours: 8,
  Six_Hours: 4,
  Twelve_Hours: 2,
  TwentyFour_Hours: 1,
} as const;

export type Frequency = keyof typeof RUNS_A_DAY;

export const FREQUENCIES = Object.keys(RUNS_A_DAY) as readonly Frequency[];

/** @param frequency as in `MaximumExecutionFrequency` */
export function runsAMonth(frequency: unknown): number {
  const runs = RUNS_A_DAY[frequency as Frequency];
  if (runs === undefined) throw new Error(`Expected one of ${FREQUENCIES.join(', ')}, got ${frequency}`);
  return runs * DAYS;
}

const MINUTES = { minute: 1, hour: 60, day: 24 * 60 } as const;

/** @param schedule of an EventBridge rule, such as `rate(1 day)`; nothing for a rule that waits for events */
export function scheduledRunsAMonth(schedule: unknown): number {
  if (schedule === undefined) return 0;
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(`${schedule}`) ?? [];
  if (unit === undefined) throw new Error(`Expected a schedule such as rate(1 day), got ${schedule}`);
  return (DAYS * MINUTES.day) / (Number(count) * MINUTES[unit as keyof typeof MINUTES]);
}

/** Days for which a log group keeps what is written to it, as months of 30 days. */
export function monthsOf(retentionInDays: unknown): number {
  if (typeof retentionInDays !== 'number')
    throw new Error('Expected a log group that does not keep its log for ever');
  return retentionInDays / DAYS;
}
