import type { OrganizationAccount } from '../aws/organization-accounts.ts';
import { type Frequency, SILENCE_HOURS } from './silence-hours.ts';

/** How long a new account may take to get its recorder, its function and its rule, whatever the frequency. */
const SETTLING_HOURS = 26;

/** How far back a function is looked for: the difference between "fell silent" and "was never there". */
export const LOOKBACK_DAYS = 14;

export const HOUR_MS = 3_600_000;

/**
 * Lambda tries an event three times (`serverless.yml`): so many errors can mean an event without a verdict, even where
 * other events got one.
 */
const ATTEMPTS = 3;

/** What CloudWatch has of a function for one hour in which it was invoked. */
export interface ActiveHour {
  readonly start: Date;
  readonly invocations: number;
  /** Nothing where CloudWatch has no such data point. */
  readonly errors: number | undefined;
}

/** The hours in which the function was invoked, in any order; or why they cannot be told. */
type Evidence = { readonly activity: readonly ActiveHour[] } | { readonly unreadable: string };

export interface FreshnessSettings {
  readonly now: Date;
  readonly frequency: Frequency;
  readonly excludedAccounts: readonly string[];
}

/** Findings: the account has no verdict that is known to be fresh. */
export const FINDINGS = ['failed', 'silent', 'missing', 'unreadable'] as const;

export type Status = (typeof FINDINGS)[number] | 'fresh' | 'new' | 'inactive' | 'excluded' | 'unreached';

export interface Judgement {
  readonly status: Status;
  /** What was seen, as a sentence without its full stop; empty where there is nothing to add. */
  readonly detail: string;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
const INACTIVE = ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED'];

/** @returns nothing where the account's activity has to be read first */
export function judgeUnread(
  { id, state }: OrganizationAccount,
  { excludedAccounts }: FreshnessSettings,
): Judgement | undefined {
  if (excludedAccounts.includes(id)) return { status: 'excluded', detail: '' };
  if (state === 'ACTIVE') return undefined;
  if (state !== undefined && INACTIVE.includes(state)) return { status: 'inactive', detail: state };
  return {
    status: 'unreadable',
    detail: `The account's state is not known: ${state ?? 'the list has none'}`,
  };
}

/**
 * Judges whether the last verdict of an active account is fresh. Only an invocation that is known to have succeeded
 * proves it. An account that has just joined may still wait for its function, but a failure counts at once.
 */
export function judge(
  account: OrganizationAccount,
  evidence: Evidence,
  settings: FreshnessSettings,
): Judgement {
  const judgement: Judgement =
    'unreadable' in evidence
      ? { status: 'unreadable', detail: evidence.unreadable }
      : judgeActivity(evidence.activity, settings);
  const isSettled = judgement.status === 'fresh' || judgement.status === 'failed';
  return isSettled || !hasJustJoined(account, settings) ? judgement : { status: 'new', detail: '' };
}

function judgeActivity(activity: readonly ActiveHour[], { now, frequency }: FreshnessSettings): Judgement {
  const hours = SILENCE_HOURS[frequency];
  const since = hourOf(now) - hours * HOUR_MS;
  const recent = activity.filter(({ start }) => start.getTime() >= since);
  if (activity.length === 0) {
    return { status: 'missing', detail: `No invocation in the last ${LOOKBACK_DAYS} days` };
  }
  if (recent.length === 0) {
    const last = new Date(Math.max(...activity.map(({ start }) => start.getTime())));
    return { status: 'silent', detail: `Last invoked in the hour of ${last.toISOString().slice(0, 16)}Z` };
  }

  const invocations = sum(recent.map((hour) => hour.invocations));
  const errors = sum(recent.flatMap((hour) => hour.errors ?? []));
  const failed = `${errors} of ${invocations} invocations in the last ${hours} hours failed`;
  if (errors >= ATTEMPTS) return { status: 'failed', detail: failed };
  if (recent.some((hour) => hour.errors !== undefined && hour.errors < hour.invocations)) {
    return { status: 'fresh', detail: '' };
  }
  if (recent.some((hour) => hour.errors === undefined)) {
    return { status: 'unreadable', detail: 'CloudWatch counts invocations and does not say how many failed' };
  }
  return { status: 'failed', detail: failed };
}

function hasJustJoined({ joinedAt }: OrganizationAccount, { now, frequency }: FreshnessSettings): boolean {
  const hours = Math.max(SILENCE_HOURS[frequency], SETTLING_HOURS);
  return joinedAt !== undefined && now.getTime() - joinedAt.getTime() < hours * HOUR_MS;
}

/** @returns the beginning of the hour, in milliseconds since 1970 */
export function hourOf(time: Date): number {
  return Math.floor(time.getTime() / HOUR_MS) * HOUR_MS;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
