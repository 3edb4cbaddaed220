import { createRequire } from 'node:module';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeUserSig, Signer } from '../../../src/im/usersig.js';
import { FakeClock } from '../../helpers/fake-clock.js';

const require = createRequire(import.meta.url);
const KEY = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

function open(userSig: string): Record<string, unknown> {
  const packed = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  return JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString());
}

describe('UserSig', () => {
  it('is the published vector', () => {
    const ticket = open(makeUserSig(1_400_000_000, 'administrator', KEY, 1_700_000_000, 86_400));
    expect(ticket).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': 'administrator',
      'TLS.sdkappid': 1_400_000_000,
      'TLS.time': 1_700_000_000,
      'TLS.expire': 86_400,
      'TLS.sig': '9awWeUL8MxxbBn8dhB0Jvuo0JKIh4dNCLkGIX4n5fd0=',
    });
  });

  it('is what the official library makes', () => {
    const { Api } = require('tls-sig-api-v2') as {
      Api: new (sdkAppId: number, key: string) => { genUserSig(user: string, life: number): string };
    };
    const theirs = open(new Api(1_400_000_000, KEY).genUserSig('administrator', 86_400));
    const ours = open(makeUserSig(1_400_000_000, 'administrator', KEY, Number(theirs['TLS.time']), 86_400));
    expect(ours).toEqual(theirs);
  });

  it('has no character that a URL would change', () => {
    for (let time = 0; time < 200; time += 1) {
      expect(makeUserSig(1, 'a', KEY, 1_700_000_000 + time, 86_400)).toMatch(/^[A-Za-z0-9*_-]+$/);
    }
  });
});

describe('4.5: the signer', () => {
  const application = { sdkAppId: 1, identifier: 'administrator', secretKey: KEY };

  it('renews at half-life', async () => {
    const clock = new FakeClock();
    const signer = new Signer(application, clock);
    const first = signer.current();
    await clock.advance(12 * 3_600_000 - 1);
    expect(signer.current()).toBe(first);
    await clock.advance(1);
    expect(signer.current()).not.toBe(first);
  });

  it('gives up on a signature that was never accepted', () => {
    const signer = new Signer(application, new FakeClock());
    expect(signer.refused(signer.current())).toBe(false);
  });

  it('renews once for all requests that carried the refused one', async () => {
    const clock = new FakeClock();
    const signer = new Signer(application, clock);
    const old = signer.current();
    old.accepted = true;
    await clock.advance(1_000);
    expect(signer.refused(old)).toBe(true);
    const renewed = signer.current();
    expect(renewed).not.toBe(old);
    expect(signer.refused(old)).toBe(true);
    expect(signer.current()).toBe(renewed);
    expect(signer.refused(renewed)).toBe(false);
  });
});
