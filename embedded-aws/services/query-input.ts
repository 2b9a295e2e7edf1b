import { AwsError } from './aws-error.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A page of the list that the name tells, by `MaxItems` and `Marker`. */
export function pageOf(name: string, list: readonly object[], input: Input): object {
  const start = wholeNumber('Marker', input['Marker'] ?? '0', 0);
  const end = start + wholeNumber('MaxItems', input['MaxItems'] ?? '100', 1);
  const isTruncated = end < list.length;
  return {
    IsTruncated: isTruncated,
    [name]: list.slice(start, end),
    Marker: isTruncated ? end : undefined,
  };
}

/** @returns the match of a text, such as the whole of it first */
export function matched(input: Input, name: string, pattern: RegExp): RegExpExecArray {
  const value = input[name];
  const found = typeof value === 'string' ? pattern.exec(value) : null;
  if (found === null) throw invalid(name, value);
  return found;
}

export function invalid(name: string, value: unknown): AwsError {
  return new AwsError('ValidationError', `Invalid ${name}: ${value}`);
}

function wholeNumber(name: string, value: unknown, minimum: number): number {
  if (typeof value === 'string' && /^\d{1,4}$/.test(value) && Number(value) >= minimum) return Number(value);
  throw invalid(name, value);
}
