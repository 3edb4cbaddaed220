import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Emulator } from '../../../src/emulator/server.js';
import { ADMIN, APP, call, message, sign, start, textBody, withEmulator } from './helpers.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await start();
});
afterAll(() => emulator.close());

const good = message();

describe('envelope, reference section 2: HTTP 200, the verdict is in the body', () => {
  test('a good request answers the three common fields', async () => {
    const got = await call(emulator, good);
    expect(got.status).toBe(200);
    expect(JSON.parse(got.text)).toEqual({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
  });

  test.each([
    ['unknown command', { path: '/v4/openim/importmsgs' }, 60009],
    ['path in capitals', { path: '/v4/openim/ImportMsg' }, 60009],
    ['other version', { path: '/v3/openim/importmsg' }, 60009],
    ['GET', { method: 'GET' }, 60002],
    ['PUT', { method: 'PUT' }, 60002],
    ['no random', { query: { random: undefined } }, 60002],
    ['random beyond 32 bits', { query: { random: '4294967296' } }, 60002],
    ['no contenttype', { query: { contenttype: undefined } }, 60002],
    ['parameter name in capitals', { query: { sdkappid: undefined, SdkAppId: String(APP) } }, 60012],
    ['sdkappid no number', { query: { sdkappid: 'abc' } }, 60006],
    ['sdkappid of nobody', { query: { sdkappid: '1400000001' } }, 70020],
    ['no identifier', { query: { identifier: undefined } }, 60004],
    ['no usersig', { query: { usersig: undefined } }, 70002],
    ['usersig nonsense', { query: { usersig: 'abcd' } }, 70003],
    ['usersig of another key', { query: { usersig: sign(ADMIN, 100, APP, 'wrong') } }, 70009],
    ['usersig of another account', { query: { usersig: sign('lan_mei') } }, 70013],
    ['usersig of another application', { query: { usersig: sign(ADMIN, 100, APP + 1) } }, 70014],
    ['a user instead of the administrator', { query: { identifier: 'lan_mei', usersig: sign('lan_mei') } }, 60010],
  ])('%s', async (_name, wanted, code) => {
    const got = await call(emulator, good, wanted);
    expect([got.status, got.code]).toEqual([200, code]);
    expect(JSON.parse(got.text)).toMatchObject({ ActionStatus: 'FAIL', ErrorInfo: expect.stringMatching(/./) });
  });

  test('an expired signature', async () => {
    const wallMs = () => Date.now() + 86_401_000;
    await withEmulator({ wallMs }, async (later) => expect((await call(later, good)).code).toBe(70001));
  });

  test('a query that is not percent-encoded', async () => {
    const response = await fetch(`${emulator.url}/v4/openim/importmsg?sdkappid=%zz`, { method: 'POST', body: '{}' });
    expect(await response.json()).toMatchObject({ ErrorCode: 60002 });
  });

  test.each([
    ['empty', '', 60003],
    ['not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d), 60003],
    ['cut off', JSON.stringify(good).slice(0, -5), 90001],
    ['an array', [good], 90001],
    ['null', 'null', 90001],
    ['a number too deep in brackets', `${'['.repeat(6_000)}1${']'.repeat(6_000)}`, 90001],
    ['empty object', {}, 90030],
  ])('body: %s', async (_name, body, code) => {
    expect((await call(emulator, body)).code).toBe(code);
  });

  test('texts of a message never come back in ErrorInfo', async () => {
    const bodies = [
      JSON.stringify(good).replace('}', ''),
      message({ MsgBody: 'see you at nine' }),
      message({ CloudCustomData: { a: 'see you at nine' } }),
      message({ MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: ['see you at nine'] } }] }),
    ];
    for (const body of bodies) {
      const got = await call(emulator, body);
      expect(got.code).not.toBe(0);
      expect(got.text).not.toContain('see you');
    }
  });
});

describe('6.7 size limit: above 12,288 bytes of request body', () => {
  /** A request of exactly so many bytes; the filler is `文`, three bytes each. */
  function sized(bytes: number): string {
    const bare = Buffer.byteLength(JSON.stringify(message({ MsgBody: textBody('') })));
    const wide = Math.floor((bytes - bare) / 3);
    return JSON.stringify(message({ MsgBody: textBody('文'.repeat(wide) + 'x'.repeat(bytes - bare - wide * 3)) }));
  }

  test.each([
    [12_287, 0],
    [12_288, 0],
    [12_289, 93000],
    [100_000, 93000],
  ])('%i bytes answer %i', async (bytes, code) => {
    const body = sized(bytes);
    expect(Buffer.byteLength(body)).toBe(bytes);
    expect((await call(emulator, body)).code).toBe(code);
  });

  test('a body beyond the HTTP cap ends the connection with 413', async () => {
    const outcome = await new Promise<number | string>((resolve) => {
      const sending = request(`${emulator.url}/v4/openim/importmsg`, { method: 'POST' }, (response) =>
        resolve(response.statusCode ?? 0),
      );
      sending.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? ''));
      for (let sent = 0; sent < 20; sent += 1) sending.write(Buffer.alloc(65_536, 0x20));
    });
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(outcome);
    expect((await call(emulator, good)).code).toBe(0);
  });

  test('a client that goes away in the middle of a body does no harm', async () => {
    const port = Number(new URL(emulator.url).port);
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) =>
      socket.write('POST /v4/openim/importmsg HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{"a"', resolve),
    );
    socket.destroy();
    expect((await call(emulator, good)).code).toBe(0);
  });
});
