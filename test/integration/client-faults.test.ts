import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownCodes, ruleFor } from '../../src/im/codes.js';
import { connect, FatalError, type ImApi, ServiceError, text } from '../../src/index.js';
import {
  type Answering,
  type ImService,
  type ScriptedService,
  type Strike,
  startEmulated,
  startScripted,
  TARGET,
  TIMEOUT_MS,
} from '../helpers/im-service.js';

/** 4.6 over the network: what becomes of each kind of call when something goes wrong once, or for good. */
const SECOND = 1_700_000_000;
const OK: Answering = ({ command }) => ({
  ActionStatus: 'OK',
  ErrorCode: 0,
  ...(command === 'openim/sendmsg' ? { MsgTime: SECOND, MsgKey: '1_2_3' } : {}),
  ...(command === 'openim/admin_getroammsg' ? { Complete: 1, MsgList: [] } : {}),
});

const apiOf = (url: string, more: { patienceMs?: number; timeoutMs?: number } = {}) =>
  connect({ ...TARGET, endpoint: url, ratePerSecond: 0, timeoutMs: TIMEOUT_MS, ...more });

const read = (api: ImApi) =>
  api.getRoamMsg({ Operator_Account: 'ann', Peer_Account: 'bob', MaxCnt: 1, MinTime: 0, MaxTime: 9 });
const send = (api: ImApi, content = 'once') => api.sendMsg({ To_Account: 'bob', MsgBody: [text(content)] });
const batch = async (api: ImApi) => {
  const { receipts } = await api.batchSendMsg({ To_Account: ['bob', 'cy'], MsgBody: [text('all')] });
  return receipts.map(({ state }) => state);
};

/** What happens once, whether a call that must not be repeated is in doubt after it, and whether it was carried out. */
const STRIKES: readonly (readonly [name: string, strike: Strike, inDoubt: boolean])[] = [
  ['the connection is lost before the request is carried out', 'lost-before', true],
  ['the connection is lost after it', 'lost-after', true],
  ['the answer is cut', 'cut', true],
  ['the answer is truncated, and looks whole', 'truncated', true],
  ['a web page answers', 'html', true],
  ['no answer in time', 'timeout', true],
  ['HTTP 502', { status: 502 }, true],
  ['HTTP 429 with Retry-After', { status: 429, retryAfterSeconds: 1 }, false],
  ['pushed back, 60007', { code: 60007 }, false],
  ['internal error, 91000', { code: 91000 }, true],
  ['the callback before sending failed, 80003', { code: 80003 }, false],
];

describe.each<[string, () => Promise<ImService & { stored?: () => number }>]>([
  ['a scripted service', () => startScripted(OK)],
  ['the emulator', startEmulated],
])('%s', (_, start) => {
  let service: ImService & { stored?: () => number };
  let api: ImApi;
  beforeAll(async () => {
    service = await start();
    api = apiOf(service.url);
  });
  afterAll(async () => {
    await api.close();
    await service.close();
  });

  /** How a call ends that meets a strike, how many requests it took, and what is stored more. */
  async function struck<Value>(strike: Strike, use: (api: ImApi) => Promise<Value>) {
    const before = { requests: service.requests(), stored: service.stored?.() ?? 0 };
    await service.strikeNext(strike);
    const end = await use(api).catch((error: unknown) => error);
    return { end, requests: service.requests() - before.requests, stored: (service.stored?.() ?? 0) - before.stored };
  }

  describe.each(STRIKES)('%s', (name, strike, inDoubt) => {
    it('a call that reads is repeated', async () => {
      const { end, requests } = await struck(strike, read);
      expect(end).toMatchObject({ Complete: 1 });
      expect(requests).toBe(2);
    });

    it('sendMsg is repeated with the identical body, and is there once', async () => {
      const { end, requests, stored } = await struck(strike, (one) => send(one, name));
      expect(end).toMatchObject({ MsgKey: expect.any(String) });
      expect(requests).toBe(2);
      if (service.stored) expect(stored).toBe(1);
      const bodies = 'received' in service ? (service as ScriptedService).received.slice(-2) : [];
      expect(new Set(bodies.map(({ text }) => text)).size).toBeLessThanOrEqual(1);
    });

    it(`batchSendMsg ${inDoubt ? 'is not repeated, and says that the outcome is unknown' : 'is tried again'}`, async () => {
      const { end, requests } = await struck(strike, batch);
      expect(end).toEqual(inDoubt ? ['unknown', 'unknown'] : ['sent', 'sent']);
      expect(requests).toBe(inDoubt ? 1 : 2);
    });
  });
});

describe('each documented code', () => {
  let service: ScriptedService;
  /** Answered to the first request of each account that is named after a code. */
  const seen = new Set<string>();
  beforeAll(async () => {
    service = await startScripted((received) => {
      const { From_Account, MsgKey } = received.body as { From_Account?: string; MsgKey?: string };
      const name = `${received.command} ${From_Account} ${MsgKey}`;
      const code = /^code-([1-9]\d*)$/.exec(String(From_Account))?.[1];
      if (code === undefined || seen.has(name)) return OK(received);
      seen.add(name);
      return { ActionStatus: 'FAIL', ErrorCode: Number(code), ErrorInfo: 'scripted' };
    });
  });
  afterAll(() => service.close());

  const withdraw = (api: ImApi, code: number) =>
    api.withdrawMsg({ From_Account: `code-${code}`, To_Account: 'bob', MsgKey: '1_2_3' });
  const batchOf = (api: ImApi, code: number) =>
    api.batchSendMsg({ From_Account: `code-${code}`, To_Account: ['bob'], MsgBody: [text('x')] });
  const codes = [...knownCodes(), 120_001, 130_000];
  const endOf = async (code: number, use: (api: ImApi, code: number) => Promise<object>): Promise<object> => {
    const api = apiOf(service.url, { timeoutMs: 20_000 });
    // One call went through: the signature was accepted.
    await withdraw(api, 0);
    const end = await use(api, code).catch((error: object) => error);
    await api.close();
    return end;
  };

  it('is repeated, refused, or stops everything, as its row says', async () => {
    await Promise.all(
      codes.map(async (code) => {
        const end = await endOf(code, withdraw);
        const { decision, advice } = ruleFor(code)!;
        if (decision === 'stop') {
          expect(end, `${code}`).toBeInstanceOf(FatalError);
          expect(end, `${code}`).toMatchObject({ code: `service-${code}`, hint: advice });
        } else if (decision === 'reject' || decision === 'reject-or-stop') {
          expect(end, `${code}`).toBeInstanceOf(ServiceError);
          expect(end, `${code}`).toMatchObject({ code: String(code), advice, outcome: 'refused' });
        } else if (decision === 'done') expect(end, `${code}`).toMatchObject({ ErrorCode: code });
        else expect(end, `${code}`).toMatchObject({ ErrorCode: 0 });
      }),
    );
  });

  it('in a batch, those after which it may have been sent leave it in doubt; the others do not', async () => {
    await Promise.all(
      codes.map(async (code) => {
        const end = (await endOf(code, batchOf)) as { receipts?: readonly { readonly state: string }[] };
        const { decision, nothingDone } = ruleFor(code)!;
        const state = end.receipts?.[0]?.state;
        if (decision === 'stop') expect(end, `${code}`).toBeInstanceOf(FatalError);
        else if (decision === 'reject' || decision === 'reject-or-stop') expect(state, `${code}`).toBe('failed');
        else if (nothingDone || decision === 'done') expect(state, `${code}`).toBe('sent');
        else expect(state, `${code}`).toBe('unknown');
      }),
    );
  });
});

describe('for good', () => {
  it('a code that no document names is refused, and may have been carried out', async () => {
    const service = await startScripted(() => ({ ActionStatus: 'FAIL', ErrorCode: 4711, ErrorInfo: 'who knows' }));
    const api = apiOf(service.url);
    await expect(send(api)).rejects.toMatchObject({ code: '4711', outcome: 'unknown' });
    expect(await batch(api)).toEqual(['unknown', 'unknown']);
    await api.close();
    await service.close();
  });

  it('an answer without what its call answers is none', async () => {
    const service = await startScripted(() => ({ ActionStatus: 'OK', ErrorCode: 0 }));
    const api = apiOf(service.url, { patienceMs: 1_000 });
    await expect(read(api)).rejects.toMatchObject({ code: 'service-down', message: /MsgList|Complete/ });
    await api.close();
    await service.close();
  });

  it('nobody listens: no call is in doubt, and each is tried until the patience is used up', async () => {
    const api = apiOf(await freeAddress(), { patienceMs: 700 });
    for (const use of [read, send, batch]) {
      await expect(use(api)).rejects.toMatchObject({ name: 'FatalError', code: 'service-down' });
    }
    await api.close();
  });

  it('1,000 calls at once may wait for one another', async () => {
    const service = await startScripted(OK);
    const api = apiOf(service.url, { timeoutMs: 10_000 });
    const stop = new AbortController();
    const sent = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        api.sendMsg({ To_Account: 'bob', MsgBody: [text('x')] }, { signal: stop.signal }),
      ),
    );
    expect(sent).toHaveLength(1_000);
    const keys = service.received.map(({ body }) => `${body.MsgRandom} ${body.MsgSeq}`);
    expect(new Set(keys).size).toBe(1_000);
    await api.close();
    await service.close();
  });

  it('a closed API refuses', async () => {
    const service = await startScripted(OK);
    const api = apiOf(service.url);
    await api.close();
    await expect(send(api)).rejects.toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    expect(service.received).toEqual([]);
    await service.close();
  });
});

describe('the endpoint', () => {
  const settings = { ...TARGET, endpoint: 'http://console.tim.qq.com' };

  it('of another machine is refused unencrypted', () => {
    expect(() => connect(settings)).toThrow(expect.objectContaining({ kind: 'usage', code: 'not-https' }));
  });

  it('of another machine is refused without a limit', () => {
    const unlimited = { ...settings, endpoint: 'https://console.tim.qq.com', ratePerSecond: 0 };
    expect(() => connect(unlimited)).toThrow(expect.objectContaining({ kind: 'usage', code: 'no-limit' }));
  });
});

/** An address of this machine at which nobody listens. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
