import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Client } from '../../../src/im/client.js';
import { isLocal, serviceKind } from '../../../src/im/hosts.js';
import { nodeClock } from '../../../src/system/node-clock.js';
import type { Verdict } from '../../../src/types.js';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A client whose server answers as told. */
async function clientOf(handler: Handler, more: { timeoutMs?: number; duplicateCode?: number } = {}): Promise<Client> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => handler(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = new URL(`http://127.0.0.1:${port}`);
  const settings = {
    endpoint,
    sdkAppId: 1400000000,
    identifier: 'admin user',
    secretKey: 'k',
    timeoutMs: 2_000,
    ...more,
  };
  const client = new Client(settings, nodeClock, () => 0.5);
  closers.push(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return client;
}

const answer =
  (value: unknown): Handler =>
  (_request, response) =>
    response.end(JSON.stringify(value));
const code = (ErrorCode: number, ErrorInfo = 'x') => answer({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo });
const call = async (handler: Handler, more?: { timeoutMs?: number; duplicateCode?: number }): Promise<Verdict> =>
  (await clientOf(handler, more)).post('openim/importmsg', '{"a":"ü"}', () => undefined);

describe('the client', () => {
  it('posts the envelope of the API', async () => {
    let seen: { method?: string; url?: string; body: string; type?: string } | undefined;
    const verdict = await call((request, response, body) => {
      seen = { method: request.method!, url: request.url!, body, type: request.headers['content-type']! };
      response.end('{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}');
    });
    expect(verdict).toEqual({ kind: 'ok' });
    const url = new URL(seen!.url!, 'http://x');
    expect(url.pathname).toBe('/v4/openim/importmsg');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      sdkappid: '1400000000',
      identifier: 'admin user',
      contenttype: 'json',
      random: '2147483648',
    });
    expect(url.searchParams.get('usersig')).toMatch(/^eJ/);
    expect(seen).toMatchObject({ method: 'POST', body: '{"a":"ü"}', type: 'application/json; charset=utf-8' });
  });

  it('lives without ErrorInfo and ActionStatus', async () => {
    expect(await call(answer({ ErrorCode: 0 }))).toEqual({ kind: 'ok' });
  });

  it.each([
    ['throttled', code(60007), { kind: 'again', slow: true, code: '60007' }],
    ['internal error', code(91000), { kind: 'again', code: '91000', exhausted: 'reject' }],
    ['unknown account', code(90012), { kind: 'no', code: '90012', outcome: 'refused' }],
    ['undocumented', code(4711), { kind: 'no', code: '4711', outcome: 'unknown', stopAfterInARow: 20 }],
    ['unparsable request', code(90001), { kind: 'no', outcome: 'refused', stopAfterInARow: 20 }],
    ['status FAIL with code 0', answer({ ActionStatus: 'FAIL', ErrorCode: 0 }), { kind: 'no', code: '0' }],
    ['a garbled status', answer({ ActionStatus: 'OJ', ErrorCode: 0 }), { kind: 'again', code: 'not-json' }],
    ['HTML', (_q, r) => r.end('<html>Bad gateway</html>'), { kind: 'again', code: 'not-json', exhausted: 'stop' }],
    ['an empty body', (_q, r) => r.end(), { kind: 'again', code: 'not-json' }],
    ['JSON of somebody else', answer({ status: 'fine' }), { kind: 'again', code: 'not-json' }],
    ['a code that is a text', answer({ ErrorCode: '0' }), { kind: 'again', code: 'not-json' }],
    ['502', (_q, r) => r.writeHead(502).end('bad'), { kind: 'again', code: 'http-502' }],
    ['408', (_q, r) => r.writeHead(408).end(), { kind: 'again', code: 'http-408' }],
    [
      '429 with Retry-After',
      (_q, r) => r.writeHead(429, { 'retry-after': '7' }).end(),
      { kind: 'again', slow: true, afterMs: 7_000 },
    ],
    ['a cut connection', (q) => q.socket.destroy(), { kind: 'again', code: 'connection', exhausted: 'reject' }],
    [
      'a cut answer',
      (q, r) => {
        r.writeHead(200, { 'content-length': '100' });
        r.write('{"ActionSt');
        setTimeout(() => q.socket.destroy(), 20);
      },
      { kind: 'again', code: 'connection' },
    ],
  ] as [string, Handler, object][])('%s', async (_name, handler, expected) => {
    expect(await call(handler)).toMatchObject(expected);
  });

  it('gives up waiting for an answer that does not come', async () => {
    const verdict = await call(() => undefined, { timeoutMs: 300 });
    expect(verdict).toMatchObject({ kind: 'again', code: 'connection' });
  });

  it('sends nothing when it is called off at the last moment', async () => {
    let requests = 0;
    const client = await clientOf((request, response) => {
      requests += 1;
      answer({ ErrorCode: 0 })(request, response, '');
    });
    const calledOff = () => {
      throw new Error('too late');
    };
    expect(await client.post('openim/importmsg', '{}', calledOff)).toMatchObject({ kind: 'again', code: 'connection' });
    expect(await client.post('openim/importmsg', '{}', () => undefined)).toEqual({ kind: 'ok' });
    expect(requests).toBe(1);
  });

  it('4.4: takes a duplicate code for delivered', async () => {
    expect(await call(code(33333), { duplicateCode: 33333 })).toEqual({ kind: 'ok' });
  });

  it.each([60009, 60010, 70009, 70003, 60020, 90030])('stops for %i', async (stopCode) => {
    await expect(call(code(stopCode))).rejects.toMatchObject({ kind: 'stopped', code: `service-${stopCode}` });
  });

  it.each([404, 403, 301])('stops for HTTP %i', async (status) => {
    await expect(call((_q, r) => r.writeHead(status).end())).rejects.toMatchObject({ code: `http-${status}` });
  });

  it('4.5: a signature refused before it was ever accepted stops; later it is renewed and the try is free', async () => {
    let answers = 0;
    const signatures = new Set<string>();
    const client = await clientOf((request, response) => {
      signatures.add(new URL(request.url!, 'http://x').searchParams.get('usersig')!);
      answers += 1;
      response.end(JSON.stringify(answers === 2 ? { ErrorCode: 70001 } : { ErrorCode: 0 }));
    });
    expect(await client.post('openim/importmsg', '{}', () => undefined)).toEqual({ kind: 'ok' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await client.post('openim/importmsg', '{}', () => undefined)).toMatchObject({ kind: 'again', free: true });
    expect(await client.post('openim/importmsg', '{}', () => undefined)).toEqual({ kind: 'ok' });
    expect(signatures.size).toBe(2);
    await expect(call(code(70001))).rejects.toMatchObject({ code: 'service-70001' });
  });

  it.each([
    ['already recalled', code(20023)],
    ['a duplicate code', code(33333)],
  ])('4.5: an answer that counts as done shows that the signature is accepted: %s', async (_name, counted) => {
    let answers = 0;
    const refusedSecond: Handler = (request, response, body) => {
      answers += 1;
      (answers === 2 ? code(70001) : counted)(request, response, body);
    };
    const client = await clientOf(refusedSecond, { duplicateCode: 33333 });
    const withdraw = async () =>
      (await client.call('withdrawMsg', { From_Account: 'a', To_Account: 'b', MsgKey: '1_2_3' }, () => undefined))
        .verdict;
    expect(await withdraw()).toEqual({ kind: 'ok' });
    expect(await withdraw()).toMatchObject({ kind: 'again', free: true });
    expect(await withdraw()).toEqual({ kind: 'ok' });
  });

  it('says nothing of the signature in what it throws', async () => {
    const error = await call(code(70009)).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).not.toMatch(/eJ[A-Za-z0-9*_-]{20}/);
  });
});

describe('hosts', () => {
  it.each([
    ['https://console.tim.qq.com', 'region china'],
    ['https://adminapi.my-imcloud.com', 'region china'],
    ['https://adminapisgp.im.qcloud.com', 'region singapore'],
    ['http://127.0.0.1:8080', 'local'],
    ['http://localhost:1', 'local'],
    ['http://[::1]:1', 'local'],
    ['https://example.com', 'host example.com'],
  ])('2.1: %s is %s', (address, kind) => {
    expect(serviceKind(new URL(address))).toBe(kind);
  });

  it.each(['http://127.0.0.1.example.com', 'http://localhost.example.com', 'http://10.0.0.1', 'http://128.0.0.1'])(
    '%s is not this machine',
    (address) => {
      expect(isLocal(new URL(address))).toBe(false);
    },
  );
});
