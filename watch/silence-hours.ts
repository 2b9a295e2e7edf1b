import * as v from 'valibot';

export const DELAY_HOURS = 2;

/**
 * Hours without a run after which an account is silent, and its last verdict no longer fresh: the period of the rule, and
 * two for delays. The silence alarm of `serverless.yml` waits as long.
 */
export const SILENCE_HOURS = {
  One_Hour: 3,
  Three_Hours: 5,
  Six_Hours: 8,
  Twelve_Hours: 14,
  TwentyFour_Hours: 26,
} as const;

export type Frequency = keyof typeof SILENCE_HOURS;

export const frequency = v.picklist(Object.keys(SILENCE_HOURS) as Frequency[]);
