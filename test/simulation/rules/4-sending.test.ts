import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Attempted, Caller } from '../../../src/deliver/caller.js';
import { PacedGate } from '../../../src/deliver/gate.js';
import { OpenGate } from '../../../src/deliver/open-gate.js';
import { CALLS } from '../../../src/im/calls.js';
import { Signer } from '../../../src/im/usersig.js';
import type { Clock, Repeat, Verdict } from '../../../src/types.js';
import { type ReportFile, temporaryFolder, writeExport } from '../../helpers/export-files.js';
import { FakeClock } from '../../helpers/fake-clock.js';
import { inProcess } from '../../helpers/in-process.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { FakeService, FOLDER, outcomes, people, live as sendToMany, sent } from '../../unit/broadcast/support.js';
import type { LifePlan } from '../scenario.js';
import { APPLICATION, ODD_WORD } from '../service.js';
import { EPOCH_MS } from '../world.js';
import { CALM, type Direction, directed, says, striking } from './direction.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Messages of so many conversations, one in each. */
const chats = (count: number, word = 'm', more = '') =>
  Array.from({ length: count }, (_, n) => says(`${word}${n}${more}`, n, { from: `p${word}${n}` }));

const outage = (lastsMs: number): LifePlan => ({
  ...CALM,
  network: { ...CALM.network, outages: [{ fromMs: 0, lastsMs }] },
});

/** Signatures that came to the service, in their order. */
function signaturesAt({ service }: Direction): Set<string> {
  const seen = new Set<string>();
  const { handle } = service;
  service.handle = (path, body) => {
    seen.add(new URLSearchParams(path.slice(path.indexOf('?'))).get('usersig')!);
    return handle.call(service, path, body);
  };
  return seen;
}

describe('4 sending', () => {
  describe('4.1 now is the run’s first start, and there are two clocks', () => {
    it('4.1 a record is not judged differently in another life', () =>
      directed(async (world) => {
        const ahead = { ...says('ahead', 2), time: EPOCH_MS + 3 * DAY_MS };
        world.write([says('one', 1), ahead]);
        await world.live({ ...CALM, settings: { limit: 1 } });
        await world.pass(4 * DAY_MS);
        const { startedAtMs, snapshot } = await world.live();
        expect(snapshot).toMatchObject({
          counts: { delivered: 1, rejected: 1 },
          rejectsByCode: { 'time-in-future': 1 },
        });
        expect(world.checkpoint()).toMatchObject({ startedAtMs });
        expect(startedAtMs).toBeLessThan(EPOCH_MS + DAY_MS);
      }));

    it('4.1 patience, backoff and gate do not go by the clock of day', () =>
      directed(
        async (world) => {
          world.write(chats(30));
          const process = await world.begin(outage(20_000));
          await world.until(() => process.snapshot?.().activity === 'waiting for the service');
          world.world.skewMs = 10 * HOUR_MS;
          await world.until(() => world.stored().length > 3);
          world.world.skewMs = -10 * HOUR_MS;
          expect((await world.ended(process)).state).toBe('finished');
          expect(world.world.nowMs).toBeLessThan(60_000);
        },
        { patienceMs: 60_000, ratePerSecond: 5 },
      ));

    it('4.1 signatures do', () => {
      const clock = new FakeClock();
      const signer = new Signer(APPLICATION, clock);
      expect(signer.current().madeAtMs).toBe(clock.wallMs());
    });
  });

  it('4.2 at most N requests start in any sliding second, although timers are late', () =>
    directed(
      async (world) => {
        world.write(chats(600));
        const process = await world.begin();
        await world.ended(process);
        const { startsMs } = process.network!;
        for (let index = 50; index < startsMs.length; index += 1)
          expect(startsMs[index]! - startsMs[index - 50]!).toBeGreaterThanOrEqual(1_000);
      },
      { ratePerSecond: 50, limitPerSecond: 50 },
    ));

  it('4.2 the mean is 99 % of the rate', () =>
    directed(async (direction) => {
      const { world } = direction;
      const clock: Clock = {
        monotonicMs: () => world.nowMs,
        wallMs: () => world.wallMs(),
        after: (delayMs, callback) => world.after(delayMs, callback, world.outside),
      };
      const gate = new PacedGate(200, clock);
      const startsMs: number[] = [];
      const starting = async (): Promise<void> => {
        for (let count = 0; count < 2_400; count += 1) {
          (await gate.take())();
          gate.recover();
          startsMs.push(world.nowMs);
        }
      };
      let isOver = false;
      void starting().then(() => {
        isOver = true;
      });
      await world.settle();
      await direction.until(() => isOver);
      gate.close();
      // The first seconds are a little slower on purpose.
      const steady = startsMs.slice(1_000);
      expect(((steady.length - 1) * 1_000) / (steady.at(-1)! - steady[0]!)).toBeGreaterThan(0.99 * 200);
    }));

  describe('4.3 a try counts against a record only when others succeed', () => {
    it('4.3 an outage rejects nothing: it is waited for', () =>
      directed(async (world) => {
        world.write(chats(20));
        const process = await world.begin(outage(600_000));
        await world.until(() => process.snapshot?.().activity === 'waiting for the service');
        const { snapshot } = await world.ended(process);
        expect(snapshot.counts).toMatchObject({ delivered: 20, rejected: 0 });
        expect(world.world.nowMs).toBeGreaterThan(600_000);
      }));

    it('4.3 when the patience is over, the run stops, and a later one goes on', () =>
      directed(async (world) => {
        world.write(chats(20));
        const { error, snapshot } = await world.live(outage(3_600_000));
        expect(error).toMatchObject({ kind: 'stopped', code: 'service-down' });
        expect(snapshot.counts).toMatchObject({ delivered: 0, rejected: 0, pending: 20 });
        expect(world.world.nowMs).toBeGreaterThan(900_000);
        expect(world.world.nowMs).toBeLessThan(1_000_000);
        expect((await world.live()).snapshot.counts).toMatchObject({ delivered: 20, rejected: 0 });
      }));

    it('4.3 one that fails alone is tried for as long as it takes; while others succeed it is rejected', async () => {
      const failing = (values: readonly unknown[]) =>
        directed(
          async (world) => {
            world.write(values);
            let tries = 0;
            const fails = (body: string) => body.includes('"bad"') && ++tries <= 20;
            const { snapshot } = await world.live(striking('error-before', fails));
            return { ...snapshot.counts, tries, outcomes: world.rejects().map(({ outcome }) => outcome) };
          },
          { ratePerSecond: 2 },
        );
      expect(await failing([says('bad', 1)])).toMatchObject({ delivered: 1, rejected: 0, tries: 21 });
      const besides = await failing([says('bad', 1), ...chats(400)]);
      expect(besides).toMatchObject({ delivered: 400, rejected: 1, outcomes: ['unknown'] });
      expect(besides.tries).toBeLessThan(21);
    });
  });

  describe('4.4 a code that no document names', () => {
    const odd = (count: number, word = 'o') => chats(count, word, ` ${ODD_WORD}`);

    it('4.4 rejects that record with an unknown outcome while others succeed', () =>
      directed(
        async (world) => {
          world.write([...odd(19), ...chats(1), ...odd(19, 'n')]);
          const { state, snapshot } = await world.live();
          expect(state).toBe('finished');
          expect(snapshot.counts).toMatchObject({ delivered: 1, rejected: 38 });
          expect(new Set(world.rejects().map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
        },
        { concurrency: 1 },
      ));

    it('4.4 twenty records in a row stop the run', () =>
      directed(
        async (world) => {
          world.write(odd(40));
          const { error, snapshot } = await world.live();
          expect(error).toMatchObject({ kind: 'stopped', code: 'service-99999' });
          expect(snapshot.counts.rejected).toBe(20);
        },
        { concurrency: 1 },
      ));

    it('4.4 --duplicate-code treats a code as delivered', async () => {
      const folder = temporaryFolder();
      const run = async (state: string, ...more: readonly string[]) => {
        const named = [writeExport(folder, 'a.jsonl', [says('one', 1)]), '--state', join(folder, state), '--emulate'];
        const { stdout } = await inProcess([
          'run',
          ...named,
          '--rate',
          '0',
          '--fault',
          'code:4711:1',
          '--json',
          ...more,
        ]);
        return (JSON.parse(stdout) as ReportFile).counts;
      };
      expect(await run('without')).toMatchObject({ delivered: 0, rejected: 1 });
      expect(await run('with', '--duplicate-code', '4711')).toMatchObject({ delivered: 1, rejected: 0 });
    });
  });

  describe('4.5 signatures', () => {
    it('4.5 one renewal is shared by all whose signature is refused', () =>
      directed(async (world) => {
        world.write(chats(500));
        const signatures = signaturesAt(world);
        const process = await world.begin();
        await world.until(() => world.world.nowMs > 1_200);
        world.service.signaturesFrom = Math.floor(world.world.trueMs() / 1_000);
        const { snapshot } = await world.ended(process);
        expect(snapshot.counts).toMatchObject({ delivered: 500, rejected: 0 });
        expect(snapshot.counts.retried).toBeGreaterThan(1);
        expect(signatures.size).toBe(2);
      }));

    it('4.5 a signature that was never accepted and is refused stops the run, without renewals', () =>
      directed(async (world) => {
        world.write(chats(100));
        world.service.signaturesFrom = Math.floor(world.world.trueMs() / 1_000) + 3_600;
        const signatures = signaturesAt(world);
        const { error, snapshot } = await world.live();
        expect(error).toMatchObject({ kind: 'stopped', code: expect.stringMatching(/^service-700(01|52)$/) });
        expect(snapshot.counts).toMatchObject({ delivered: 0, rejected: 0 });
        expect(signatures.size).toBe(1);
      }));

    it('4.5 a refusal of an older signature costs none; they live for 24 h and are renewed at half of that', async () => {
      const clock = new FakeClock();
      const signer = new Signer(APPLICATION, clock);
      const first = signer.current();
      first.accepted = true;
      expect(signer.refused(first)).toBe(true);
      const second = signer.current();
      expect(second).not.toBe(first);
      expect(signer.refused(first)).toBe(true);
      expect(signer.current()).toBe(second);
      await clock.advance(DAY_MS / 2 - 1);
      expect(signer.current()).toBe(second);
      await clock.advance(1);
      expect(signer.current()).not.toBe(second);
    });
  });

  describe('4.6 what may be repeated when nothing is known of a request', () => {
    it('4.6 is declared for each call', () => {
      const { sendMsg, batchSendMsg, ...others } = CALLS;
      expect([sendMsg.repeat, batchSendMsg.repeat]).toEqual(['within-100s', 'never']);
      expect(new Set(Object.values(others).map(({ repeat }) => repeat))).toEqual(new Set(['always']));
    });

    it.each<[Repeat, number]>([
      ['always', 310_000],
      ['within-100s', 100_000],
      ['never', 0],
    ])('4.6 %s: the last try begins after at most %i ms', async (repeat, mostMs) => {
      const clock = new FakeClock();
      const lost: Verdict = { kind: 'again', why: 'lost', code: 'connection', advice: 'a', exhausted: 'reject' };
      const caller = new Caller({ clock, random: () => 0.5, patienceMs: 300_000 });
      const atMs: number[] = [];
      const attempt = async (onStart: () => void): Promise<Attempted> => {
        atMs.push(clock.monotonicMs());
        onStart();
        return { verdict: lost };
      };
      const ended = caller.perform(new OpenGate(clock), attempt, { repeat }).catch((error: unknown) => error);
      await clock.advance(1_000_000);
      expect(await ended).toBeInstanceOf(Error);
      expect(atMs.at(-1)).toBeLessThanOrEqual(mostMs);
      expect(atMs.at(-1)).toBeGreaterThanOrEqual(mostMs * 0.8);
      expect(atMs.length > 1).toBe(repeat !== 'never');
    });

    it('4.6 to many: the intent is on the disk first, and who may have it is asked again only on demand', async () => {
      const [accounts, service, files] = [people(600), new FakeService(), new MemoryFiles()];
      const noAnswer = { kind: 'unknown', code: 'connection', reason: 'r' } as const;
      service.answer = (number, batch) => {
        const journal = files.text(`${FOLDER}/calls.jsonl`) ?? '';
        expect(journal).toContain(batch[0]!);
        expect(files.operations.at(-1)).toMatch(/^sync/);
        return number === 1 ? (noAnswer as never) : undefined;
      };
      const life = { accounts, service, files };
      const { counts } = await sendToMany(life);
      expect(counts).toMatchObject({ sent: 100, unknown: 500 });
      expect(outcomes(files).get(accounts[0]!)).toBe('unknown');
      await sendToMany(life);
      expect(service.calls).toHaveLength(2);
      expect((await sendToMany({ ...life, retryUnknown: true })).counts).toMatchObject({ sent: 600, unknown: 0 });
      expect(service.most).toBe(1);
    });

    it('4.6 to many: when a part failed, only those are tried again', async () => {
      const [accounts, service] = [people(4), new FakeService()];
      const failed = { p00002: { code: '91000', isPassing: true } };
      service.answer = (number) => (number === 1 ? sent(failed) : undefined);
      await sendToMany({ accounts, service, files: new MemoryFiles() });
      expect(service.calls).toEqual([accounts, ['p00002']]);
    });
  });

  it('4.7 told to stop, each request ends its current try and none starts another', () =>
    directed(async (world) => {
      world.write([says('slow', 1), ...chats(300)]);
      const process = await world.begin(striking('request-lost', (body) => body.includes('"slow"')));
      await world.until(() => world.stored().length === 50);
      process.stop();
      const [posts, atMs] = [process.network!.posts, world.world.nowMs];
      const { state, snapshot, balanced } = await world.ended(process);
      expect([state, balanced]).toEqual(['interrupted', true]);
      expect(process.network!.posts).toBe(posts);
      expect(world.world.nowMs - atMs).toBeLessThan(11_000);
      expect(snapshot.counts).toMatchObject({ rejected: 0, delivered: world.stored().length });
      expect((await world.live()).snapshot.counts).toMatchObject({ delivered: 301, rejected: 0 });
    }));

  describe('4.8 how many requests are in flight', () => {
    const slow: LifePlan = { ...CALM, network: { ...CALM.network, latencyMs: 500 } };
    const mostInFlight = (concurrency?: number) =>
      directed(
        async (world) => {
          world.write(chats(2_000));
          const process = await world.begin(slow);
          let most = 0;
          await world.until(() => {
            most = Math.max(most, process.snapshot?.().inFlight ?? 0);
            return process.isOver || world.world.nowMs > 8_000;
          });
          process.kill();
          return { most, perSecond: (process.network!.startsMs.filter((ms) => ms > 5_000).length * 1_000) / 3_000 };
        },
        concurrency === undefined ? {} : { concurrency },
      );

    it('4.8 grows from 16 with the latency, so that the rate is reached', async () => {
      const { most, perSecond } = await mostInFlight();
      expect(most).toBeGreaterThan(100);
      expect(perSecond).toBeGreaterThan(180);
    });

    it('4.8 a fixed number is obeyed', async () => {
      expect((await mostInFlight(3)).most).toBe(3);
    });
  });
});
