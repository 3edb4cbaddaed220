import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/check.js';
import { CHECKPOINT_FILE } from '../../../src/checkpoint/checkpoint.js';
import { REJECTS_FILE } from '../../../src/checkpoint/lines-file.js';
import { LOCK_FILE } from '../../../src/checkpoint/lock.js';
import { WINDOW } from '../../../src/plan/window.js';
import { run } from '../../../src/run.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { nodeProcesses } from '../../../src/system/node-processes.js';
import type { Files } from '../../../src/types.js';
import { temporaryFolder, writeExport } from '../../helpers/export-files.js';
import { inProcess } from '../../helpers/in-process.js';
import { SEVERAL, STATE } from '../process.js';
import type { LifePlan } from '../scenario.js';
import { CALM, type Direction, directed, says, striking } from './direction.js';

const CHECKPOINT = `${STATE}/${CHECKPOINT_FILE}`;
const REJECTS = `${STATE}/${REJECTS_FILE}`;
const LOCK = `${STATE}/${LOCK_FILE}`;
const BROKEN = '{"id":';

/** Messages with this text do not get through. */
const stuck = (text: string): LifePlan => striking('error-before', (body) => body.includes(`"${text}"`));

/** A life, and how often it asked for each text. */
function counting(plan: LifePlan = CALM) {
  const asked: string[] = [];
  const { strike } = plan.network;
  const counts = (body: string) => {
    asked.push(/"Text":"(\w+)"/.exec(body)![1]!);
    return strike?.(body);
  };
  return { asked, plan: { ...plan, network: { ...plan.network, strike: counts } } };
}

const inChat = (other: string) => ({ from: other });

describe('1 lanes, marks, checkpoint', () => {
  it('1.1 a record that becomes several messages is settled part by part', () =>
    directed(async (world) => {
      const several: LifePlan = { ...CALM, mapping: SEVERAL };
      const self = { ...says('self', 2), to: 'anna' };
      world.write([{ ...says('x', 1), texts: ['one', 'two', 'three'] }, self, BROKEN, says('end', 4)]);
      await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, { ...stuck('two'), mapping: SEVERAL });
      expect(world.checkpoint()!.inputs[0]!.mark).toMatchObject({ record: 1, part: 1 });
      const { asked, plan } = counting(several);
      const { snapshot } = await world.live(plan);
      // Nothing of it is sent again, nothing is left out; a record without messages counts as one.
      expect(asked).toEqual(['two', 'three', 'end']);
      expect(world.stored()).toEqual(['one', 'two', 'three', 'end']);
      expect(snapshot.counts).toMatchObject({ read: 6, delivered: 4, skipped: 1, rejected: 1 });
    }));

  it('1.2 a conversation is sent in the order of the input, whatever the times say', () =>
    directed(async (world) => {
      const [late, early, middle] = [says('late', 3), says('early', 1), says('middle', 2)];
      world.write([late, early, middle, says('aside', 9, inChat('carl'))]);
      await world.killedWhen(() => world.checkpoint()?.books.delivered === 2, stuck('early'));
      expect(world.stored().sort()).toEqual(['aside', 'late']);
      await world.live();
      expect(world.stored().filter((text) => text !== 'aside')).toEqual(['late', 'early', 'middle']);
    }));

  it('1.3 what is no message is settled once, in read order, and says nothing about its conversation', () =>
    directed(async (world) => {
      const unmapped = { ...says('x', 4), time: 'at some time' };
      const self = { ...says('self', 3), to: 'anna' };
      world.write([says('slow', 1), BROKEN, self, unmapped, says('aside', 5, inChat('carl'))]);
      await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck('slow'));
      const saved = world.checkpoint()!;
      // A record of anna and bo was rejected behind the one that is not sent: their lane is not ahead for it.
      expect(saved.inputs[0]).toMatchObject({ mark: { record: 1 }, reader: 4 });
      expect(Object.values(saved.inputs[0]!.ahead)).toEqual([[5, 0]]);
      expect(saved.books).toMatchObject({ delivered: 1, rejected: 2, skipped: 1 });
      const { snapshot } = await world.live();
      expect(world.rejects().map(({ record }) => record)).toEqual([2, 4]);
      expect(snapshot.counts).toMatchObject({ read: 5, delivered: 2, rejected: 2, skipped: 1 });
      expect(world.stored()).toEqual(['aside', 'slow']);
    }));

  describe('1.4 a checkpoint stands on what is on the disk', () => {
    const half = [says('one', 1), BROKEN, says('two', 3)];

    it('1.4 rejects are durable before the checkpoint that counts them, the checkpoint before it has its name', () =>
      directed(async (world) => {
        world.write(half);
        let looks = 0;
        world.disk.onRename = (path) => {
          if (path !== CHECKPOINT) return;
          const { bytes, tail } = world.checkpoint()!.rejects;
          const durable = world.disk.durable(REJECTS)!.subarray(0, bytes);
          expect(createHash('sha256').update(durable.subarray(-4_096)).digest('hex')).toBe(tail);
          expect(durable.length).toBe(bytes);
          expect(world.disk.durable(CHECKPOINT)).toEqual(world.disk.content(CHECKPOINT));
          looks += 1;
        };
        await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck('two'));
        expect(looks).toBeGreaterThan(1);
      }));

    it('1.4 once the folder is synced, no power cut takes the checkpoint away', async () => {
      for (let seed = 1; seed <= 10; seed += 1) {
        await directed(
          async (world) => {
            world.write(half);
            let saves = 0;
            world.disk.onRename = (path) => {
              saves += Number(path === CHECKPOINT);
            };
            // When another save is begun, the one before is wholly on the disk.
            await world.killedWhen(() => saves === 3, stuck('two'), 'power');
            expect(world.checkpoint()!.books).toMatchObject({ delivered: 1, rejected: 1 });
          },
          { seed },
        );
      }
    });

    const interrupted = async (world: Direction) => {
      world.write(half);
      await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck('two'));
      return world.disk.content(REJECTS)!;
    };
    const changes: readonly [string, (content: Buffer) => Buffer][] = [
      ['shorter', (content) => content.subarray(0, content.length - 1)],
      ['different', (content) => Buffer.from(content.toString().replace('"record":2', '"record":3'))],
    ];

    it.each(changes)('1.4 rejects that are %s than saved are refused, and nothing is changed', (_, change) =>
      directed(async (world) => {
        const content = await interrupted(world);
        world.disk.put(REJECTS, change(content));
        const before = world.stateFiles();
        const { requests } = world.service;
        expect(await world.refused()).toMatchObject({ kind: 'state', code: 'rejects-changed' });
        expect(world.stateFiles()).toEqual(before);
        expect(world.service.requests).toBe(requests);
      }),
    );

    it('1.4 rejects that are longer than saved are cut back', () =>
      directed(async (world) => {
        const content = await interrupted(world);
        world.disk.put(REJECTS, Buffer.concat([content, content]));
        await world.live();
        expect(world.rejects().map(({ record }) => record)).toEqual([2]);
      }));

    it('1.4 when a reject cannot be written, the marks stop', () =>
      directed(async (world) => {
        world.write(half);
        const full = { code: 'ENOSPC', operations: ['write'], from: 0, count: 1_000, file: REJECTS_FILE } as const;
        const { state, error } = await world.live({ ...CALM, disk: [full] });
        expect([state, error?.code]).toEqual(['stopped', 'disk-full']);
        expect(world.checkpoint()).toMatchObject({ inputs: [], books: { delivered: 0, rejected: 0 } });
        const { snapshot } = await world.live();
        expect(snapshot.counts).toMatchObject({ read: 3, delivered: 2, rejected: 1 });
        expect(world.rejects()).toHaveLength(1);
        expect(world.stored()).toEqual(['one', 'two']);
      }));
  });

  describe('1.5 reading waits where the window is full, and says why', () => {
    const roomy = { messages: 1_000, bytes: 1e9, lanesAhead: 1_000 };
    const many = (chats: number) => Array.from({ length: 40 }, (_, n) => says(`m${n}`, n, inChat(`anna${n % chats}`)));

    it('1.5 at 10,000 messages, 64 MiB or 50,000 conversations ahead', () => {
      expect(WINDOW).toEqual({ messages: 10_000, bytes: 64 * 1024 * 1024, lanesAhead: 50_000 });
    });

    it.each([
      ['messages', { ...roomy, messages: 4 }, 40, '4 messages are waiting'],
      ['bytes', { ...roomy, bytes: 2_048 }, 40, 'MiB of messages are waiting'],
      ['one conversation', { ...roomy, messages: 4 }, 1, 'one conversation holds 4 of 4 waiting messages'],
      [
        'conversations ahead',
        { ...roomy, messages: 8, lanesAhead: 4 },
        40,
        '4 conversations are ahead of the oldest message',
      ],
    ])('1.5 full of %s', (_, window, chats, cause) =>
      directed(
        async (world) => {
          world.write(many(chats));
          const process = await world.begin(stuck('m0'));
          const causes = new Set<string | undefined>();
          let mostPending = 0;
          await world.until(() => {
            const snapshot = process.snapshot?.();
            if (snapshot) {
              causes.add(snapshot.cause);
              mostPending = Math.max(mostPending, snapshot.counts.pending);
            }
            return [...causes].join().includes(cause) || process.isOver || world.world.nowMs > 2_000;
          });
          expect([...causes].join('; ')).toContain(cause);
          expect(mostPending).toBeLessThan(30);
        },
        { window, concurrency: 4 },
      ),
    );

    it('1.5 a message that waits for its next try holds its conversation, no worker', () =>
      directed(
        async (world) => {
          world.write([says('slow', 1), says('behind', 2), ...many(5)]);
          const process = await world.begin(stuck('slow'));
          await world.until(() => world.stored().length === 40);
          expect(world.stored()).not.toContain('behind');
          process.kill();
        },
        { concurrency: 1 },
      ));
  });

  it('1.6 counts cover the whole run, over all its lives, and only what is settled is saved', () =>
    directed(async (world) => {
      const self = { ...says('self', 4), to: 'anna' };
      world.write([says('one', 1), says('two', 2), BROKEN, self]);
      const first = await world.begin(stuck('two'));
      await world.until(() => {
        const counts = first.snapshot?.().counts;
        if (counts) expect(counts.read).toBe(counts.delivered + counts.rejected + counts.skipped + counts.pending);
        return world.checkpoint()?.books.delivered === 1;
      });
      expect(first.snapshot!().counts).toMatchObject({ read: 4, delivered: 1, pending: 1 });
      const { books, runId, startedAtMs } = world.checkpoint()!;
      expect(books).toMatchObject({ delivered: 1, rejected: 1, skipped: 1 });
      expect(books).not.toHaveProperty('read');
      first.kill();
      world.crash(first, 'kill');
      await world.pass(60_000);
      const ending = await world.live();
      expect(ending).toMatchObject({ runId, startedAtMs, balanced: true });
      expect(ending.snapshot).toMatchObject({
        counts: { read: 4, delivered: 2, rejected: 1, skipped: 1, pending: 0 },
        rejectsByCode: { [world.rejects()[0]!.code]: 1 },
        skippedByReason: { self: 1 },
      });
      const { requests } = world.service;
      const checked = await world.live({
        ...CALM,
        command: (request, _how, ports) => check({ ...request, folder: `${STATE}/check` }, {}, ports),
      });
      expect(checked.snapshot).toMatchObject({
        work: { done: 'would be sent' },
        counts: { read: 4, delivered: 2, rejected: 1, skipped: 1 },
      });
      expect(world.service.requests).toBe(requests);
    }));

  it('1.7 report.json is replaced at the start and at every end, and is what --json prints', async () => {
    const folder = temporaryFolder();
    const state = join(folder, 'state');
    const named = [writeExport(folder, 'a.jsonl', [says('one', 1), BROKEN, says('two', 2)]), '--state', state];
    const states: [string, string][] = [];
    const files: Files = {
      ...nodeFiles,
      rename: async (from, to) => {
        await nodeFiles.rename(from, to);
        if (to.endsWith('report.json')) states.push([to.slice(state.length + 1), reportAt(to).state]);
      },
    };
    const reportAt = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as { state: string };
    const emulated = ['--emulate', '--rate', '0', '--json'];
    const stopped = await inProcess(['run', ...named, ...emulated, '--max-rejects', '0'], { files });
    const finished = await inProcess(['run', ...named, ...emulated], { files });
    expect([stopped.code, finished.code]).toEqual([3, 1]);
    expect(states.map(([, told]) => told)).toEqual(['running', 'stopped', 'running', 'finished']);
    const ofRun = readFileSync(join(state, 'report.json'), 'utf8');
    expect(JSON.parse(finished.stdout)).toEqual(JSON.parse(ofRun));
    // Other commands keep theirs apart, and a run never reads those.
    for (const command of ['check', 'verify', 'undo', 'accounts']) {
      const more = command === 'check' ? ['--no-survey', '--json'] : emulated;
      const { stdout } = await inProcess([command, ...named, ...more], { files });
      expect(JSON.parse(stdout)).toMatchObject({ command });
      expect(states.at(-1)![0].split('/')[0]).toBe(command);
    }
    expect(readFileSync(join(state, 'report.json'), 'utf8')).toBe(ofRun);
    for (const command of ['check', 'verify', 'undo', 'accounts'])
      writeFileSync(join(state, command, 'checkpoint.json'), 'no checkpoint');
    expect((await inProcess(['run', ...named, ...emulated])).code).toBe(1);
  });

  describe('1.8 one process has a state folder', () => {
    const two = [says('one', 1), says('two', 2)];
    const taking: LifePlan = {
      ...CALM,
      command: (request, how, ports) => run(request, { ...how, takeOver: true }, ports),
    };

    it('1.8 whoever holds it is named, and nobody else gets in', () =>
      directed(async (world) => {
        world.write(two);
        const first = await world.begin(stuck('two'));
        await world.until(() => world.stored().length === 1);
        const owner = JSON.parse(world.disk.content(LOCK)!.toString()) as object;
        expect(Object.keys(owner)).toEqual(['host', 'bootId', 'pid', 'processStart', 'nonce']);
        for (const plan of [CALM, taking]) {
          const rival = world.start(plan, 200);
          await rival.begin();
          await world.until(() => rival.isOver);
          expect(rival.outcome).toMatchObject({ thrown: { kind: 'state', code: 'in-use' } });
        }
        first.kill();
      }));

    it.each(['kill', 'power'] as const)('1.8 of a process that is gone (%s) it is taken over', (kind) =>
      directed(async (world) => {
        world.write(two);
        // The next process gets the number of the one before.
        await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck('two'), kind);
        expect((await world.live()).state).toBe('finished');
      }),
    );

    it('1.8 of another machine’s process only when it is said to be gone', () =>
      directed(async (world) => {
        world.write(two);
        await world.killedWhen(() => world.checkpoint()?.books.delivered === 1, stuck('two'));
        world.move();
        expect(await world.refused()).toMatchObject({
          kind: 'state',
          code: 'in-use',
          hint: expect.stringContaining('--take-over'),
        });
        expect((await world.live(taking)).state).toBe('finished');
      }));

    it('1.8 status says that a run died, and how it goes on', async () => {
      const folder = temporaryFolder();
      const state = join(folder, 'state');
      await nodeFiles.makeFolder(state);
      const gone = { ...nodeProcesses().self(), pid: 2 ** 22 + 1 };
      writeFileSync(join(state, 'lock'), JSON.stringify(gone));
      const report = {
        runId: 'r',
        command: 'run',
        state: 'running',
        startedAt: 's',
        finishedAt: null,
        resume: 'tim-migrate run x',
      };
      const counts = { read: 0, delivered: 0, rejected: 0, skipped: 0, pending: 0, retried: 0 };
      const books = { counts, rejectsByCode: {}, skippedByReason: {}, ratePerSecond: 0 };
      writeFileSync(join(state, 'report.json'), JSON.stringify({ ...report, ...books }));
      const { stdout } = await inProcess(['status', '--state', state]);
      expect(stdout).toContain('died');
      expect(stdout).toContain('To go on: tim-migrate run x');
    });
  });
});
