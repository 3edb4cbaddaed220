import { createHmac, timingSafeEqual } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { REFUSALS, type Refusal } from './reply.js';

/**
 * Verification of a UserSig, algorithm v2: undo the character changes, Base64, inflate, parse, compute the signature
 * of what is claimed, compare. Whole signatures are never compared: key order and compression vary between libraries.
 */

/** A genuine signature's claims. Times are Unix seconds. */
export interface Signature {
  readonly madeAt: number;
  /** The first second in which it is no longer valid. */
  readonly expiresAt: number;
}

/** Far above any real signature; a compressed bomb ends here. */
const MAX_CLAIMS_BYTES = 65_536;
const MAX_REMEMBERED = 1_000;

/** Verifies signatures of one application and remembers the genuine ones, so that each is computed once. */
export class SignatureCheck {
  readonly #sdkAppId: number;
  readonly #secretKey: string;
  readonly #genuine = new Map<string, Signature>();

  constructor(sdkAppId: number, secretKey: string) {
    this.#sdkAppId = sdkAppId;
    this.#secretKey = secretKey;
  }

  /**
   * Whether the signature is good for this identifier now.
   * @param validFrom signatures made before this Unix second count as expired (a fault; normally 0)
   */
  check(userSig: string, identifier: string, nowMs: number, validFrom: number): Refusal | undefined {
    const name = `${identifier}\n${userSig}`;
    let signature = this.#genuine.get(name);
    if (signature === undefined) {
      const verified = verify(userSig, identifier, this.#sdkAppId, this.#secretKey);
      if ('code' in verified) return verified;
      signature = verified;
      this.#remember(name, signature);
    }
    const expired = signature.expiresAt * 1_000 <= nowMs || signature.madeAt < validFrom;
    return expired ? REFUSALS.sigExpired : undefined;
  }

  #remember(name: string, signature: Signature): void {
    if (this.#genuine.size >= MAX_REMEMBERED) {
      for (const oldest of this.#genuine.keys()) {
        this.#genuine.delete(oldest);
        break;
      }
    }
    this.#genuine.set(name, signature);
  }
}

/** The claims of a genuine signature, or why it is not one. Expiry is not judged here. */
export function verify(userSig: string, identifier: string, sdkAppId: number, secretKey: string): Signature | Refusal {
  if (userSig === '') return REFUSALS.sigEmpty;
  const claims = decode(userSig);
  if (claims === undefined) return REFUSALS.sigIllegal;
  if (claims.sdkAppId !== sdkAppId) return REFUSALS.sigApp;
  if (claims.identifier !== identifier) return REFUSALS.sigUser;
  const expected = createHmac('sha256', secretKey).update(signedText(claims)).digest();
  const given = Buffer.from(claims.sig, 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return REFUSALS.sigKey;
  return { madeAt: claims.time, expiresAt: claims.time + claims.expire };
}

interface Claims {
  readonly identifier: string;
  readonly sdkAppId: number;
  readonly time: number;
  readonly expire: number;
  readonly sig: string;
  readonly userBuffer: string | undefined;
}

function signedText(claims: Claims): string {
  const buffer = claims.userBuffer === undefined ? '' : `TLS.userbuf:${claims.userBuffer}\n`;
  return `TLS.identifier:${claims.identifier}\nTLS.sdkappid:${claims.sdkAppId}\nTLS.time:${claims.time}\nTLS.expire:${claims.expire}\n${buffer}`;
}

/** Base64 with * for +, - for / and _ for =. Checked here because Node would also read other alphabets. */
const ALPHABET = /^[A-Za-z0-9*-]+_{0,2}$/;

function decode(userSig: string): Claims | undefined {
  if (!ALPHABET.test(userSig) || userSig.length % 4 !== 0) return undefined;
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  try {
    const text = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_CLAIMS_BYTES }).toString('utf8');
    return readClaims(JSON.parse(text));
  } catch {
    return undefined; // not deflated, cut off, or no JSON: all the same to the caller
  }
}

function readClaims(value: unknown): Claims | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const identifier = fields['TLS.identifier'];
  const sdkAppId = fields['TLS.sdkappid'];
  const time = fields['TLS.time'];
  const expire = fields['TLS.expire'];
  const sig = fields['TLS.sig'];
  const userBuffer = fields['TLS.userbuf'];
  if (fields['TLS.ver'] !== '2.0' || typeof identifier !== 'string' || typeof sig !== 'string') return undefined;
  if (!isCount(sdkAppId) || !isCount(time) || !isCount(expire)) return undefined;
  if (userBuffer !== undefined && typeof userBuffer !== 'string') return undefined;
  return { identifier, sdkAppId, time, expire, sig, userBuffer };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
