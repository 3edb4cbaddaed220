import { describe, expect, it } from 'vitest';
import { FatalError } from '../../../src/errors.js';
import { text } from '../../../src/im/elements.js';
import type { Verdict } from '../../../src/types.js';
import { done, fakeApi } from '../../helpers/fake-api.js';

const MsgBody = [text('open on Sunday')];
const accounts = (count: number, prefix = 'u') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const lost: Verdict = { kind: 'again', why: 'broke', code: 'connection', advice: 'a', exhausted: 'reject' };
const failing = (list: Readonly<Record<string, number>>) =>
  done({
    ActionStatus: 'SomeError',
    MsgKey: 'k',
    ErrorList: Object.entries(list).map(([To_Account, ErrorCode]) => ({ To_Account, ErrorCode })),
  });
const receiversOf = ({ request }: { request: Readonly<Record<string, unknown>> }) => request.To_Account as string[];

describe('one message to many', () => {
  it('goes out in requests of at most 500, with one MsgRandom and MsgSeq for all', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => done({ MsgKey: `key${index}` }));
    const To_Account = accounts(1_203);
    const { receipts, stoppedBy } = await inTime(api.batchSendMsg({ To_Account, MsgBody }));
    expect(stoppedBy).toBeUndefined();
    expect(receipts.map(({ account }) => account)).toEqual(To_Account);
    expect(receipts.every(({ state }) => state === 'sent')).toBe(true);
    expect(receipts[1_202]).toEqual({ account: 'u1202', state: 'sent', MsgKey: 'key2' });
    expect(asked.map((one) => receiversOf(one).length)).toEqual([500, 500, 203]);
    expect(asked.flatMap(receiversOf)).toEqual(To_Account);
    expect(new Set(asked.map(({ request }) => `${request.MsgRandom} ${request.MsgSeq}`)).size).toBe(1);
    expect(asked[0]!.request.MsgRandom).toBe(2_147_483_648);
  });

  it('who is named twice gets it once', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}));
    const { receipts } = await inTime(api.batchSendMsg({ To_Account: ['a', 'b', 'a'], MsgBody }));
    expect(receipts.map(({ account }) => account)).toEqual(['a', 'b']);
    expect(asked.flatMap(receiversOf)).toEqual(['a', 'b']);
  });

  it('to nobody asks nothing', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}));
    expect(await inTime(api.batchSendMsg({ To_Account: [], MsgBody }))).toEqual({ receipts: [] });
    expect(asked).toEqual([]);
  });

  it('4.6: partly failed, only those are tried again whom the service named, with a code that passes', async () => {
    const { api, asked, inTime } = fakeApi((_, index) =>
      index === 0
        ? failing({ b: 91000, c: 70107, d: 60007 })
        : index === 1
          ? failing({ d: 91000 })
          : done({ MsgKey: 'last' }),
    );
    const { receipts } = await inTime(api.batchSendMsg({ To_Account: ['a', 'b', 'c', 'd'], MsgBody }));
    expect(asked.map(receiversOf)).toEqual([['a', 'b', 'c', 'd'], ['b', 'd'], ['d']]);
    expect(asked[1]!.atMs).toBeGreaterThanOrEqual(200);
    expect(new Set(asked.map(({ request }) => `${request.MsgRandom} ${request.MsgSeq}`)).size).toBe(1);
    expect(receipts).toMatchObject([
      { account: 'a', state: 'sent', MsgKey: 'k' },
      { account: 'b', state: 'sent', MsgKey: 'k' },
      { account: 'c', state: 'failed', code: '70107', reason: 'no such account' },
      { account: 'd', state: 'sent', MsgKey: 'last' },
    ]);
  });

  it('when one of them is pushed back, everybody slows down', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => (index === 0 ? failing({ a: 60007, b: 91000 }) : done({})));
    await inTime(api.batchSendMsg({ To_Account: ['a', 'b'], MsgBody }));
    // The gate's own pause: without a push-back it would be 200.
    expect(asked[1]!.atMs).toBeGreaterThanOrEqual(250);
  });

  it('whom it fails for again and again is failed with that code', async () => {
    const { api, asked, inTime } = fakeApi(() => failing({ b: 91000 }));
    const { receipts, stoppedBy } = await inTime(api.batchSendMsg({ To_Account: ['a', 'b'], MsgBody }));
    expect(receipts).toMatchObject([{ state: 'sent' }, { account: 'b', state: 'failed', code: '91000' }]);
    expect(stoppedBy).toBeUndefined();
    expect(asked).toHaveLength(8);
  });

  it('4.6: an unknown outcome is not repeated, and the next request follows', async () => {
    const { api, asked, inTime } = fakeApi((_, index) => (index === 0 ? { verdict: lost } : done({})));
    const { receipts } = await inTime(api.batchSendMsg({ To_Account: accounts(501), MsgBody }));
    expect(asked).toHaveLength(2);
    expect(receipts.filter(({ state }) => state === 'unknown')).toHaveLength(500);
    expect(receipts[0]).toMatchObject({ account: 'u0', state: 'unknown', code: 'connection' });
    expect(receipts[500]).toMatchObject({ account: 'u500', state: 'sent' });
  });

  it('unknown in the second try: whoever was sent to in the first stays sent', async () => {
    const { api, inTime } = fakeApi((_, index) => (index === 0 ? failing({ b: 91000 }) : { verdict: lost }));
    const { receipts } = await inTime(api.batchSendMsg({ To_Account: ['a', 'b'], MsgBody }));
    expect(receipts).toMatchObject([{ state: 'sent' }, { account: 'b', state: 'unknown', code: 'connection' }]);
  });

  it('a request that is refused as a whole is failed for each of its receivers', async () => {
    const refusal: Verdict = { kind: 'no', code: '90012', reason: 'r', advice: 'a', outcome: 'refused' };
    const { api, inTime } = fakeApi((_, index) => (index === 0 ? { verdict: refusal } : done({})));
    const { receipts } = await inTime(api.batchSendMsg({ To_Account: accounts(501), MsgBody }));
    expect(receipts[0]).toEqual({ account: 'u0', state: 'failed', code: '90012', reason: 'r', advice: 'a' });
    expect(receipts[500]).toMatchObject({ state: 'sent' });
  });

  it('when no call can succeed the rest is not sent, and what was sent is told', async () => {
    const fatal = new FatalError('stopped', 'service-60020', 'the plan has expired', 'renew it');
    const { api, asked, inTime } = fakeApi((_, index) => (index === 0 ? done({}) : fatal));
    const { receipts, stoppedBy } = await inTime(api.batchSendMsg({ To_Account: accounts(1_500), MsgBody }));
    expect(stoppedBy).toBe(fatal);
    expect(asked).toHaveLength(2);
    const states = receipts.map(({ state }) => state);
    expect(states.filter((state) => state === 'sent')).toHaveLength(500);
    expect(states.filter((state) => state === 'not-sent')).toHaveLength(1_000);
  });

  it('when no call can succeed any more, whoever was named as failed before has failed', async () => {
    const fatal = new FatalError('stopped', 'service-60020', 'the plan has expired', 'renew it');
    const { api, inTime } = fakeApi((_, index) => (index === 0 ? failing({ b: 91000 }) : fatal));
    const { receipts, stoppedBy } = await inTime(api.batchSendMsg({ To_Account: ['a', 'b'], MsgBody }));
    expect(stoppedBy).toBe(fatal);
    expect(receipts).toMatchObject([{ state: 'sent' }, { state: 'failed', code: 'service-60020' }]);
  });

  it('when nobody was sent to at all, that is thrown', async () => {
    const fatal = new FatalError('stopped', 'service-60020', 'the plan has expired', 'renew it');
    const { api, inTime } = fakeApi(() => fatal);
    await expect(inTime(api.batchSendMsg({ To_Account: accounts(1_500), MsgBody }))).rejects.toBe(fatal);
  });

  it('receivers are counted over requests: no more than a minute allows', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}), 1_000);
    await inTime(api.batchSendMsg({ To_Account: accounts(2_600), MsgBody }));
    expect(asked.map((one) => receiversOf(one).length)).toEqual([500, 500, 500, 500, 500, 100]);
    const minutes = asked.map(({ atMs }) => Math.floor(atMs / 60_000));
    expect(minutes).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('aborted while it waits for its minute, it ends at once', async () => {
    const stop = new AbortController();
    const { api, clock, inTime } = fakeApi(() => done({}), 500);
    const sending = api.batchSendMsg({ To_Account: accounts(1_500), MsgBody }, { signal: stop.signal });
    await clock.advance(1_000);
    stop.abort();
    const { receipts, stoppedBy } = await inTime(sending, 0);
    expect(stoppedBy).toMatchObject({ code: 'aborted' });
    expect(receipts.map(({ state }) => state).filter((state) => state === 'not-sent')).toHaveLength(1_000);
    expect(clock.pending).toBe(0);
  });

  it('closed while it waits for its minute, it ends at once', async () => {
    const { api, clock, inTime } = fakeApi(() => done({}), 500);
    const sending = api.batchSendMsg({ To_Account: accounts(501), MsgBody });
    await clock.advance(1_000);
    await api.close();
    const { receipts, stoppedBy } = await inTime(sending, 0);
    expect(stoppedBy).toMatchObject({ code: 'aborted', outcome: 'not-sent' });
    expect(receipts[500]).toMatchObject({ state: 'not-sent' });
  });

  it('4.6: the intent is kept before each request goes out, also before another try', async () => {
    const events: string[] = [];
    const { api, inTime } = fakeApi((asked, index) => {
      events.push(`asked ${receiversOf(asked)}`);
      return index === 0 ? failing({ b: 91000 }) : done({});
    });
    const onIntent = async (intended: readonly string[]) => {
      await Promise.resolve();
      events.push(`intent ${intended}`);
    };
    await inTime(api.batchSendMsg({ To_Account: ['a', 'b'], MsgBody }, { onIntent }));
    expect(events).toEqual(['intent a,b', 'asked a,b', 'intent b', 'asked b']);
  });

  it('an intent that cannot be kept sends nothing', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}));
    const full = new Error('disk full');
    const sending = api.batchSendMsg({ To_Account: ['a'], MsgBody }, { onIntent: () => Promise.reject(full) });
    await expect(inTime(sending)).rejects.toBe(full);
    expect(asked).toEqual([]);
  });

  it('an intent that cannot be kept later on leaves what is known of those before', async () => {
    const { api, asked, inTime } = fakeApi(() => done({}));
    let intents = 0;
    const onIntent = async () => {
      intents += 1;
      if (intents === 2) throw new Error('disk full');
    };
    const accounts = Array.from({ length: 501 }, (_, index) => `u${index}`);
    const { receipts, stoppedBy } = await inTime(api.batchSendMsg({ To_Account: accounts, MsgBody }, { onIntent }));
    expect(asked.length).toBe(1);
    expect(receipts.filter(({ state }) => state === 'sent').length).toBe(500);
    expect(receipts.at(-1)).toMatchObject({ account: 'u500', state: 'not-sent' });
    expect(stoppedBy?.message).toContain('disk full');
  });
});
