import { randomUUID } from 'node:crypto';
import type { Credentials, Principal } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { type Fault, planFaults } from './fault-injection.ts';
import { isQuery, type Service } from './service.ts';
import type { Signature } from './wire-request.ts';

export interface Session {
  readonly principal: Principal;
  readonly nextFaults: ReturnType<typeof planFaults>;
}

/** AWS accepts a signature for five minutes. */
const SIGNATURE_LIFETIME_MS = 300_000;

/** The temporary credentials that the embedded AWS has issued. */
export class Sessions {
  readonly #sessions = new Map<string, Session & { readonly sessionToken: string }>();

  /** @param faults that requests with these credentials meet */
  issue(principal: Principal, faults: readonly Fault[] = []): Credentials {
    const unique = randomUUID().replaceAll('-', '').toUpperCase();
    const accessKeyId = `ASIA${unique.slice(0, 16)}`;
    const sessionToken = `token-${unique}`;
    this.#sessions.set(accessKeyId, { principal, sessionToken, nextFaults: planFaults(faults) });
    return { accessKeyId, secretAccessKey: `secret-${unique}`, sessionToken };
  }

  revoke({ accessKeyId }: Credentials): void {
    this.#sessions.delete(accessKeyId);
  }

  /** @throws {AwsError} unless the session exists and the token is its own */
  find({ accessKeyId, sessionToken }: Signature, service: Service): Session {
    const session = this.#sessions.get(accessKeyId);
    if (session !== undefined && session.sessionToken === sessionToken) return session;
    const code = isQuery(service) ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
    throw new AwsError(code, 'The security token included in the request is invalid.', 403);
  }
}

/** @throws {AwsError} when the signature is more than five minutes older or newer than the service's clock */
export function refuseOldSignature({ signedAt }: Signature, now: number): void {
  if (Math.abs(now - signedAt) <= SIGNATURE_LIFETIME_MS) return;
  throw new AwsError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    403,
  );
}
