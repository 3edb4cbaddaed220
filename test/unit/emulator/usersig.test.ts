import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SignatureCheck, verify } from '../../../src/emulator/usersig.js';
import { ADMIN, APP, KEY, sign } from './helpers.js';

const VECTOR =
  'eJxVyjELwjAUBOD-8mYpqUSNAZd2kNbooqJr5KX2UZqGNNaA*N*FWgdvu*-uBSd1TAbjQcI8YTAbO6GxgSoaWWNLlvrgdej8dOix0c4Rgkw5m-JdArUGZLr6VxMdeQNSLPmPerqDhLV*XsxZiX2Mt8wKrDNWDo*Olbui5njIVbMtrtwuKmQbeH8Atbkz1Q__';

function encode(claims: Record<string, unknown>): string {
  const base64 = deflateSync(JSON.stringify(claims)).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

function claim(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const text = `TLS.identifier:${ADMIN}\nTLS.sdkappid:${APP}\nTLS.time:1700000000\nTLS.expire:86400\n`;
  const sig = createHmac('sha256', KEY).update(text).digest('base64');
  return {
    'TLS.sig': sig,
    'TLS.ver': '2.0',
    'TLS.expire': 86_400,
    'TLS.time': 1_700_000_000,
    'TLS.sdkappid': APP,
    'TLS.identifier': ADMIN,
    ...changes,
  };
}

function codeOf(userSig: string): number | undefined {
  const result = verify(userSig, ADMIN, APP, KEY);
  return 'code' in result ? result.code : undefined;
}

describe('UserSig, reference section 9', () => {
  test('the published vector is genuine, with its times', () => {
    expect(verify(VECTOR, ADMIN, APP, KEY)).toEqual({ madeAt: 1_700_000_000, expiresAt: 1_700_086_400 });
  });

  test('what the official library signs is genuine for every account', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), fc.integer({ min: 1, max: 2 ** 31 }), (account, app) => {
        expect(verify(sign(account, 3_600, app), account, app, KEY)).toMatchObject({ madeAt: expect.any(Number) });
      }),
      { numRuns: 50 },
    );
  });

  test('another key order and compression are as good', () => {
    expect(codeOf(encode(claim()))).toBeUndefined();
  });

  test('a user buffer is part of what is signed', () => {
    const text = `TLS.identifier:${ADMIN}\nTLS.sdkappid:${APP}\nTLS.time:5\nTLS.expire:6\nTLS.userbuf:QUJD\n`;
    const sig = createHmac('sha256', KEY).update(text).digest('base64');
    const changes = { 'TLS.sig': sig, 'TLS.time': 5, 'TLS.expire': 6, 'TLS.userbuf': 'QUJD' };
    expect(codeOf(encode(claim(changes)))).toBeUndefined();
    expect(codeOf(encode(claim({ ...changes, 'TLS.userbuf': 'QUJE' })))).toBe(70009);
  });

  test.each([
    ['empty', '', 70002],
    ['cut off', VECTOR.slice(0, 40), 70003],
    ['base64url instead of its own alphabet', VECTOR.replaceAll('*', '-').replaceAll('-', '/'), 70003],
    ['no deflate', Buffer.from('{}').toString('base64').replaceAll('=', '_'), 70003],
    ['another version', encode(claim({ 'TLS.ver': '1.0' })), 70003],
    ['a number as text', encode(claim({ 'TLS.expire': '86400' })), 70003],
    [
      'a bomb',
      deflateSync(Buffer.alloc(10_000_000, 0x20))
        .toString('base64')
        .replaceAll('+', '*')
        .replaceAll('/', '-')
        .replaceAll('=', '_'),
      70003,
    ],
    ['other key', sign(ADMIN, 100, APP, 'f'.repeat(64)), 70009],
    ['longer life than signed', encode(claim({ 'TLS.expire': 86_401 })), 70009],
    ['empty HMAC', encode(claim({ 'TLS.sig': '' })), 70009],
    ['another account', sign('someone_else'), 70013],
    ['another application', sign(ADMIN, 100, APP + 1), 70014],
  ])('%s is refused', (_name, userSig, code) => {
    expect(codeOf(userSig)).toBe(code);
  });

  test('a changed character never passes', () => {
    fc.assert(
      fc.property(fc.nat(VECTOR.length - 1), fc.constantFrom(...'ABCabc019*-'), (place, character) => {
        fc.pre(VECTOR[place] !== character);
        const changed = VECTOR.slice(0, place) + character + VECTOR.slice(place + 1);
        const result = verify(changed, ADMIN, APP, KEY);
        // Bits that Base64 padding leaves out may change without changing the claims.
        if (!('code' in result)) expect(result).toEqual(verify(VECTOR, ADMIN, APP, KEY));
      }),
    );
  });

  test('expiry is judged at every use, also of a remembered signature', () => {
    const check = new SignatureCheck(APP, KEY);
    const at = (seconds: number) => check.check(VECTOR, ADMIN, seconds * 1_000, 0)?.code;
    expect([at(1_700_000_001), at(1_700_086_399), at(1_700_086_400), at(1_700_086_399)]).toEqual([
      undefined,
      undefined,
      70001,
      undefined,
    ]);
  });

  test('a signature made too early counts as expired', () => {
    const check = new SignatureCheck(APP, KEY);
    expect(check.check(VECTOR, ADMIN, 1_700_000_001_000, 1_700_000_000)).toBeUndefined();
    expect(check.check(VECTOR, ADMIN, 1_700_000_001_000, 1_700_000_001)?.code).toBe(70001);
  });

  test('a remembered signature is good for its own account only', () => {
    const check = new SignatureCheck(APP, KEY);
    expect(check.check(VECTOR, ADMIN, 1_700_000_001_000, 0)).toBeUndefined();
    expect(check.check(VECTOR, 'lan_mei', 1_700_000_001_000, 0)?.code).toBe(70013);
  });
});
