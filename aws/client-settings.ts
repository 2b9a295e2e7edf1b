import type { IAMClientConfig } from '@aws-sdk/client-iam';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/** Settings that all clients of the SDK share. */
export type ClientConfig = Pick<
  IAMClientConfig,
  'credentials' | 'defaultsMode' | 'maxAttempts' | 'region' | 'requestHandler' | 'retryMode'
>;

/**
 * For a run over one account: the SDK retries, as it does by default. The time for an attempt depends on this, so no
 * environment variable may change it.
 */
export const SDK_RETRIES = { defaultsMode: 'standard', retryMode: 'standard', maxAttempts: 3 } as const;

/** For a run over many accounts: the SDK does not retry, because `pacer.ts` does, for all accounts together. */
export const NO_SDK_RETRIES = { defaultsMode: 'standard', maxAttempts: 1 } as const;

/** The longest time for one attempt of a call, where the run is not short. */
export const ATTEMPT_MS = { watch: 5_000, command: 10_000 } as const;

/** @param agents how connections are made */
export function httpHandler(
  attemptMs: number,
  agents: Pick<NodeHttpHandlerOptions, 'httpAgent' | 'httpsAgent'> = {},
): NodeHttpHandler {
  return new NodeHttpHandler({
    ...agents,
    connectionTimeout: attemptMs,
    requestTimeout: attemptMs,
    socketTimeout: attemptMs,
    throwOnRequestTimeout: true,
  });
}
