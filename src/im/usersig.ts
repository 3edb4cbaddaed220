import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Clock } from '../types.js';
import { LIMITS } from './limits.js';

/**
 * UserSig, algorithm "v2" (HMAC-SHA256), as Tencent's own libraries make it (tls-sig-api-v2).
 * `lifeSeconds` is a duration; times are Unix seconds.
 */
export function makeUserSig(
  sdkAppId: number,
  identifier: string,
  secretKey: string,
  nowSeconds: number,
  lifeSeconds: number,
): string {
  const ticket = {
    'TLS.ver': '2.0',
    'TLS.identifier': identifier,
    'TLS.sdkappid': sdkAppId,
    'TLS.time': nowSeconds,
    'TLS.expire': lifeSeconds,
    'TLS.sig': sign(sdkAppId, identifier, secretKey, nowSeconds, lifeSeconds),
  };
  const packed = deflateSync(Buffer.from(JSON.stringify(ticket))).toString('base64');
  // Not base64url: the service has its own three replacements.
  return packed.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

function sign(sdkAppId: number, identifier: string, secretKey: string, now: number, life: number): string {
  const text = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${now}\nTLS.expire:${life}\n`;
  return createHmac('sha256', secretKey).update(text).digest('base64');
}

/** One signature in use. */
export interface Signature {
  /** Letters, digits, `*`, `-` and `_`: it stands in a query as it is. */
  readonly text: string;
  readonly madeAtMs: number;
  /** The service has accepted it at least once. */
  accepted: boolean;
}

/** The signature all requests share: made here, renewed at half its life and when the service refuses it. */
export class Signer {
  private signature: Signature;

  constructor(
    private readonly application: { sdkAppId: number; identifier: string; secretKey: string },
    private readonly clock: Clock,
  ) {
    this.signature = this.make();
  }

  current(): Signature {
    const ageMs = this.clock.wallMs() - this.signature.madeAtMs;
    // A clock set back makes the age negative; the signature would then come from the future.
    if (ageMs < 0 || ageMs >= (LIMITS.signatureLifeSeconds * 1_000) / 2) this.signature = this.make();
    return this.signature;
  }

  /**
   * The service refused the signature a request carried. `true` = a newer one is there or was made now, send again;
   * `false` = it was never accepted, so a new one would be refused as well.
   */
  refused(signature: Signature): boolean {
    if (signature !== this.signature) return true;
    if (!signature.accepted) return false;
    this.signature = this.make();
    return true;
  }

  private make(): Signature {
    const { sdkAppId, identifier, secretKey } = this.application;
    const madeAtMs = this.clock.wallMs();
    const text = makeUserSig(
      sdkAppId,
      identifier,
      secretKey,
      Math.floor(madeAtMs / 1_000),
      LIMITS.signatureLifeSeconds,
    );
    return { text, madeAtMs, accepted: false };
  }
}
