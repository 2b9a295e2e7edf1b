import type { IAMClientConfig } from '@aws-sdk/client-iam';
import * as v from 'valibot';

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
}

/** For `expectShape`. */
export const accountId = v.pipe(v.string(), v.regex(/^[0-9]{12}$/, 'a 12-digit account id'));

/** Options of each request of the SDK: no request outlives the run. */
export interface RequestOptions {
  readonly abortSignal: AbortSignal;
}

/**
 * Makes one AWS call and reads its answer.
 *
 * @param action the IAM action that the call needs, such as `iam:GetAccountSummary`
 * @param send makes the call and reads the answer; the call fails with what it throws
 * @throws {AwsCallError} naming the action
 */
export type AwsCall = <Answer>(
  action: string,
  send: (options: RequestOptions) => Promise<Answer>,
) => Promise<Answer>;

/** Settings that all clients of the SDK share. */
export type ClientConfig = Pick<
  IAMClientConfig,
  'credentials' | 'defaultsMode' | 'maxAttempts' | 'region' | 'requestHandler' | 'retryMode'
>;

/** AWS as a rule's evidence may use it: one account, one Region, one deadline. */
export interface Aws {
  readonly account: Account;
  readonly call: AwsCall;
  /** For the constructor of any client of the AWS SDK. */
  readonly clientConfig: ClientConfig;
}

/** AWS refused a call, did not answer it, or answered with something that cannot be evidence. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly action: string;

  constructor(action: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.action = action;
  }
}
