import { describe, expect, it } from 'vitest';
import { OpenGate } from '../../../src/deliver/open-gate.js';
import { FatalError } from '../../../src/errors.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { FakeService, FOLDER, HastyClock, live, outcomes, people, results, sent } from './support.js';

function world(count: number) {
  return { accounts: people(count), service: new FakeService(), files: new MemoryFiles() };
}

describe('a broadcast', () => {
  it('goes out in calls of at most 500, and each receiver has a line', async () => {
    const { accounts, service, files } = world(1_234);
    const ending = await live({ accounts, service, files });
    expect(ending).toMatchObject({ state: 'finished', calls: 3, balanced: true });
    expect(ending.counts).toEqual({ receivers: 1_234, sent: 1_234, failed: 0, unknown: 0, pending: 0 });
    expect(service.calls.map((call) => call.length)).toEqual([500, 500, 234]);
    expect(results(files)[0]).toEqual({ account: 'p00000', outcome: 'sent', key: 'k', batch: 1 });
    expect(outcomes(files).size).toBe(1_234);
  });

  it('tells before it begins to how many, in how many calls, in how many minutes', async () => {
    const { accounts, service, files } = world(24_001);
    const asked: unknown[] = [];
    const says = (outlook: unknown) => asked.push(outlook) === 0;
    const ending = await live({ accounts, service, files, isLimited: true, says });
    expect(asked).toMatchObject([{ calls: 49, leastMinutes: 2, counts: { pending: 24_001 } }]);
    expect(ending.state).toBe('declined');
    expect(service.calls).toEqual([]);
    expect([...files.content.keys()]).toEqual([]);
  });

  it('keeps to 12,000 receivers in any minute, over lives as well', async () => {
    const { accounts, service, files } = world(20_000);
    const clock = new HastyClock();
    const times: [number, number][] = [];
    const interrupt = new AbortController();
    service.answer = (number, batch) => {
      times.push([clock.nowMs, batch.length]);
      if (number === 20) interrupt.abort();
      return undefined;
    };
    expect((await live({ accounts, service, files, clock, isLimited: true, interrupt })).state).toBe('interrupted');
    expect((await live({ accounts, service, files, clock, isLimited: true })).state).toBe('finished');
    for (const [sinceMs] of times) {
      const inMinute = times.filter(([atMs]) => atMs >= sinceMs && atMs < sinceMs + 60_000);
      expect(inMinute.reduce((sum, [, count]) => sum + count, 0)).toBeLessThanOrEqual(12_000);
    }
    expect(clock.nowMs).toBeLessThan(61_000);
    expect(service.most).toBe(1);
  });

  it('tries again only those whose error passes, and gives the others their reason', async () => {
    const { accounts, service, files } = world(4);
    service.answer = (number) => {
      if (number > 1) return undefined;
      return sent({ p00001: { code: '70107', isPassing: false }, p00002: { code: '91000', isPassing: true } });
    };
    const ending = await live({ accounts, service, files });
    expect(service.calls).toEqual([accounts, ['p00002']]);
    expect(ending.counts).toMatchObject({ sent: 3, failed: 1 });
    expect(ending.failedByCode).toEqual({ '70107': 1 });
    expect(results(files)).toContainEqual({
      ...{ account: 'p00001', outcome: 'failed', code: '70107', reason: 'why', batch: 1 },
    });
  });

  it('gives up on a receiver whose passing error does not pass', async () => {
    const { accounts, service, files } = world(2);
    service.answer = () => sent({ p00001: { code: '91000', isPassing: true } });
    const ending = await live({ accounts, service, files });
    expect(ending.counts).toMatchObject({ sent: 1, failed: 1 });
    expect(service.calls).toHaveLength(8);
  });

  it('sends again after a push-back, waiting longer each time', async () => {
    const { accounts, service, files } = world(3);
    const clock = new HastyClock();
    service.answer = (number) =>
      number <= 3 ? { kind: 'not-sent', code: '60007', reason: 'too fast', slow: {} } : undefined;
    const ending = await live({ accounts, service, files, clock });
    expect(ending.counts.sent).toBe(3);
    expect(clock.waits).toEqual([200, 400, 800]);
    expect(service.most).toBe(1);
  });

  it('asked to wait longer than its patience, it looks again when that is over, and gives up', async () => {
    const { accounts, service, files } = world(3);
    const clock = new HastyClock();
    service.answer = () => ({ kind: 'not-sent', code: 'http-429', reason: 'HTTP 429', slow: { afterMs: 86_400_000 } });
    const ending = await live({ accounts, service, files, clock, gate: new OpenGate(clock) });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'service-down' }, calls: 2 });
    expect(clock.nowMs).toBe(60_000);
  });

  it('tells of each wait its own reason: of receivers’ own errors no push-back that was before', async () => {
    const { accounts, service, files } = world(2);
    const told: string[] = [];
    service.answer = (number) =>
      number === 1
        ? { kind: 'not-sent', code: '60007', reason: 'too fast', slow: { afterMs: 5_000 } }
        : sent(number < 7 ? { p00001: { code: '91000', isPassing: true } } : {});
    const ending = await live({ accounts, service, files, onWait: (_, why) => told.push(why) });
    expect(ending.counts.sent).toBe(2);
    expect(new Set(told)).toEqual(new Set(['too fast', 'errors of single receivers; they are tried again']));
    expect(told[0]).toBe('too fast');
    expect(told.slice(1)).not.toContain('too fast');
  });

  it('gives up when the service takes no call for the whole patience; everybody is pending still', async () => {
    const { accounts, service, files } = world(3);
    service.answer = () => ({ kind: 'not-sent', code: 'connection', reason: 'refused' });
    const ending = await live({ accounts, service, files });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'service-down' }, balanced: true });
    expect(ending.counts.pending).toBe(3);
  });

  it('never repeats a call of which nothing is known; the next life leaves those alone, too', async () => {
    const { accounts, service, files } = world(1_000);
    service.answer = (number, batch) => {
      if (number !== 1) return undefined;
      service.deliver(batch);
      return { kind: 'unknown', code: 'connection', reason: 'the connection broke' };
    };
    const first = await live({ accounts, service, files });
    expect(first.counts).toMatchObject({ sent: 500, unknown: 500, pending: 0 });
    expect(service.probes).toBe(1);
    const second = await live({ accounts, service, files });
    expect(second.counts).toMatchObject({ sent: 500, unknown: 500 });
    expect(second.calls).toBe(0);
    expect(service.most).toBe(1);
  });

  it('sends to those once more when that is asked for', async () => {
    const { accounts, service, files } = world(3);
    service.answer = (number) =>
      number === 1 ? { kind: 'unknown', code: 'connection', reason: 'the connection broke' } : undefined;
    await live({ accounts, service, files });
    const again = await live({ accounts, service, files, retryUnknown: true });
    expect(again.counts).toMatchObject({ sent: 3, unknown: 0 });
    expect([...outcomes(files).values()]).toEqual(['sent', 'sent', 'sent']);
  });

  it('what was unknown stays so when trying it once more reached nobody', async () => {
    const { accounts, service, files } = world(3);
    service.answer = (number) =>
      number === 1
        ? { kind: 'unknown', code: 'connection', reason: 'the connection broke' }
        : { kind: 'not-sent', code: 'connection', reason: 'refused' };
    await live({ accounts, service, files });
    await live({ accounts, service, files, retryUnknown: true });
    const third = await live({ accounts, service, files });
    expect(third.counts).toMatchObject({ unknown: 3, pending: 0 });
  });

  it('stops when three calls in a row had no answer: the others stay pending', async () => {
    const { accounts, service, files } = world(2_500);
    service.answer = () => ({ kind: 'unknown', code: 'not-json', reason: 'no JSON' });
    const ending = await live({ accounts, service, files });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'answers-lost' } });
    expect(ending.counts).toMatchObject({ unknown: 1_500, pending: 1_000 });
  });

  it('an outage costs one call: then it is looked whether the service is there', async () => {
    const { accounts, service, files } = world(2_500);
    service.answer = () => ({ kind: 'unknown', code: 'connection', reason: 'the connection broke' });
    const probe = async () => {
      throw new FatalError('stopped', 'service-down', 'down', 'wait');
    };
    const ending = await live({ accounts, service, files, probe });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'service-down' } });
    expect(ending.counts).toMatchObject({ unknown: 500, pending: 2_000 });
  });

  it('stops when three calls in a row are refused alike', async () => {
    const { accounts, service, files } = world(2_500);
    service.answer = () => ({ kind: 'refused', code: '90002', reason: 'wrong body' });
    const ending = await live({ accounts, service, files });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'service-90002' } });
    expect(ending.counts).toMatchObject({ failed: 1_500, pending: 1_000 });
  });

  it('stops at once when no call can succeed, and nobody counts as reached', async () => {
    const { accounts, service, files } = world(2);
    const stop = new FatalError('stopped', 'service-70009', 'wrong key', 'check it');
    service.answer = () => ({ kind: 'not-sent', code: stop.code, reason: 'wrong key', stop });
    const ending = await live({ accounts, service, files });
    expect(ending).toMatchObject({ state: 'stopped', error: { code: 'service-70009' }, calls: 1 });
    expect((await live({ accounts, service: new FakeService(), files })).counts.sent).toBe(2);
  });

  it('an interrupt ends with the call under way; the next life goes on', async () => {
    const { accounts, service, files } = world(1_200);
    const interrupt = new AbortController();
    service.answer = () => {
      interrupt.abort();
      return undefined;
    };
    const ending = await live({ accounts, service, files, interrupt });
    expect(ending).toMatchObject({ state: 'interrupted', calls: 1, balanced: true });
    expect(ending.counts).toMatchObject({ sent: 500, pending: 700 });
    expect((await live({ accounts, service, files })).counts.sent).toBe(1_200);
    expect(service.most).toBe(1);
  });
});

describe('the state of a broadcast', () => {
  it.each([
    ['another message', { identity: { message: 'other', sender: 's' } }, 'message'],
    ['other receivers', { accounts: people(3) }, 'receivers'],
  ])('belongs to one message and one list: %s is refused', async (_, change, named) => {
    const { accounts, service, files } = world(2);
    await live({ accounts, service, files });
    const before = new Map(files.content);
    const refused = live({ accounts, service, files, ...change });
    await expect(refused).rejects.toMatchObject({ kind: 'state', code: 'other-broadcast' });
    await expect(refused).rejects.toThrow(`differs in: ${named}`);
    expect(files.content).toEqual(before);
  });

  it('the order of the list does not matter', async () => {
    const { accounts, service, files } = world(3);
    await live({ accounts, service, files });
    expect((await live({ accounts: accounts.toReversed(), service, files })).counts.sent).toBe(3);
  });

  it.each(['calls.jsonl', 'results.jsonl'])('nobody is sent to when %s is gone or damaged', async (name) => {
    for (const damage of ['gone', 'damaged']) {
      const { accounts, service, files } = world(3);
      await live({ accounts, service, files });
      if (damage === 'gone') files.content.delete(`${FOLDER}/${name}`);
      else files.content.set(`${FOLDER}/${name}`, Buffer.from('{"batch":1,"rec\n'));
      const refused = live({ accounts, service, files });
      await expect(refused).rejects.toMatchObject({ kind: 'state', code: 'broadcast-damaged' });
      expect(service.most).toBe(1);
    }
  });

  it('nobody is sent to when broadcast.json is gone: the head is written last, so there was one', async () => {
    for (const kept of [['calls.jsonl', 'results.jsonl'], ['calls.jsonl'], ['results.jsonl']]) {
      const { accounts, service, files } = world(3);
      await live({ accounts, service, files });
      for (const name of ['broadcast.json', 'calls.jsonl', 'results.jsonl']) {
        if (!kept.includes(name)) files.content.delete(`${FOLDER}/${name}`);
      }
      const before = new Map(files.content);
      const refused = live({ accounts, service, files });
      await expect(refused).rejects.toMatchObject({ kind: 'state', code: 'broadcast-damaged' });
      await expect(refused).rejects.toThrow('broadcast.json');
      expect(service.most).toBe(1);
      expect(files.content).toEqual(before);
    }
  });
});

describe('a crash at any moment', () => {
  /** The process dies with the operation of this number: nothing of it or after it reaches the disk. */
  async function dieAt(operation: number, torn: boolean) {
    const { accounts, service, files } = world(1_100);
    service.answer = (number) =>
      number === 2
        ? sent({ p00501: { code: '91000', isPassing: true }, p00502: { code: '70107', isPassing: false } })
        : undefined;
    let count = 0;
    let died = false;
    files.fail = (name, path) => {
      if (!path.includes('jsonl') && !path.includes('broadcast.json')) return;
      count += 1;
      if (count < operation && !died) return;
      if (!died && torn && name === 'write') {
        const before = files.content.get(path) ?? Buffer.alloc(0);
        files.content.set(path, Buffer.concat([before, Buffer.from('{"batch":9,"atMs":1,"receivers":["p0')]));
      }
      died = true;
      throw new Error('the process is gone');
    };
    await live({ accounts, service, files }).catch(() => undefined);
    files.fail = () => undefined;
    return { accounts, service, files, died };
  }

  it.each([false, true])('nobody gets it twice, and nobody is forgotten (a line half written: %s)', async (torn) => {
    let moments = 0;
    for (let operation = 1; ; operation += 1) {
      const { accounts, service, files, died } = await dieAt(operation, torn);
      if (!died) break;
      moments += 1;
      const ending = await live({ accounts, service, files });
      expect(ending, `operation ${operation}`).toMatchObject({ state: 'finished', balanced: true });
      expect(service.most, `operation ${operation}`).toBe(1);
      const known = outcomes(files);
      for (const account of accounts) {
        const got = service.deliveries.has(account);
        const outcome = known.get(account);
        const fits = got ? outcome === 'sent' || outcome === 'unknown' : outcome === 'failed' || outcome === 'unknown';
        expect(fits, `operation ${operation}: ${account} is ${outcome}, got it: ${got}`).toBe(true);
      }
      // One call is open at most.
      expect(ending.counts.unknown).toBeLessThanOrEqual(500);
    }
    expect(moments).toBeGreaterThan(15);
  });
});
