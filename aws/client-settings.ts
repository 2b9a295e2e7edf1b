import type { IAMClientConfig } from '@aws-sdk/client-iam';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

export type ClientConfig = Pick<
  IAMClientConfig,
  'credentials' | 'defaultsMode' | 'maxAttempts' | 'region' | 'requestHandler' | 'retryMode'
>;

/**
 * A run over one account lets the SDK retry, as it does by default. The time for an attempt depends on this, so no
 * environment variable may change it.
 */
export const SDK_RETRIES = { defaultsMode: 'standard', retryMode: 'standard', maxAttempts: 3 } as const;

/** A run over many accounts does not let the SDK retry, because `pacer.ts` does, for all accounts together. */
export const NO_SDK_RETRIES = { defaultsMode: 'standard', maxAttempts: 1 } as const;

/** The longest time for one attempt of a call, where the run is not short. */
export const ATTEMPT_MS = { watch: 5_000, command: 10_000 } as const;

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
