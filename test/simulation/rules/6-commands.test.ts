import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../src/cli/confirm.js';
import { openLog } from '../../../src/cli/log.js';
import { openScreen } from '../../../src/cli/screen.js';
import { stateFolderOf } from '../../../src/cli/state-folder.js';
import { recallSink } from '../../../src/im/recall-sink.js';
import type { ImportMsg } from '../../../src/im/wire.js';
import { SIDE_BY_SIDE } from '../../../src/prepare/order.js';
import type { CheckReport } from '../../../src/report/check-report.js';
import { checkText } from '../../../src/report/check-text.js';
import { Distinct, EXACT_UP_TO } from '../../../src/report/distinct.js';
import { estimate } from '../../../src/report/estimate.js';
import { undo } from '../../../src/undo.js';
import { parseLines } from '../../helpers/emulator-process.js';
import { type ReportFile, temporaryFolder, writeExport } from '../../helpers/export-files.js';
import { emulatedForFile, TARGET } from '../../helpers/im-service.js';
import { inProcess } from '../../helpers/in-process.js';
import { DONE, refusal, scripted, sendAll } from '../../helpers/scripted-service.js';
import { filesHolding, modes } from '../../helpers/state.js';
import { call, withEmulator } from '../../unit/emulator/helpers.js';
import { asMessage, asSkip, canonical, raw, record } from '../../unit/map/helpers.js';
import { STATE } from '../process.js';
import type { LifePlan } from '../scenario.js';
import { ODD_WORD } from '../service.js';
import { CALM, directed, says, striking } from './direction.js';

const emulator = await emulatedForFile();
const ENV = {
  TIM_SECRET_KEY: TARGET.secretKey,
  TIM_SDK_APP_ID: String(TARGET.sdkAppId),
  TIM_IDENTIFIER: TARGET.identifier,
  TIM_ENDPOINT: emulator.url,
  TIM_RATE: '0',
};
const EMULATE = ['--emulate', '--rate', '0'];
const DAY_MS = 86_400_000;
const OVER_LIMIT = 60_007;

const folder = temporaryFolder();
let exports = 0;

/** An export, and a state folder that is not there yet. */
function named(values: readonly unknown[]): [path: string, flag: string, state: string] {
  exports += 1;
  return [writeExport(folder, `export-${exports}.jsonl`, values), '--state', join(folder, `state-${exports}`)];
}

/** What an undo would take back of a run, and takes back. */
function undoing(recalled: string[]): LifePlan {
  return {
    ...CALM,
    command: async (request, how, ports) => {
      const connect = async () => ({
        ...(await how.connect()),
        sink: {
          send: async ({ id }: { id: string }, onStart: () => void) => {
            onStart();
            recalled.push(id);
            return { kind: 'ok' } as const;
          },
          close: async () => undefined,
        },
      });
      const { identity, takeOver, acceptMapping } = how;
      const settings = { stateFolder: STATE, identity, scope: {}, act: { ...how, connect }, takeOver, acceptMapping };
      return (await undo({ ...request, folder: `${STATE}/undo` }, settings, ports)).ending;
    },
  };
}

describe('6 commands', () => {
  describe('6.1 the state folder', () => {
    it('6.1 is named after the first input and eight digits of its path; standard input has no name', () => {
      const here = stateFolderOf({}, ['/x/chats.jsonl', '/y/more.jsonl']);
      expect(here).toMatch(/\/\.tim-migrate\/chats\.jsonl-[0-9a-f]{8}$/);
      expect(stateFolderOf({}, ['/y/chats.jsonl'])).not.toBe(here);
      expect(stateFolderOf({}, ['/x/chats.jsonl'])).toBe(here);
      expect(() => stateFolderOf({}, ['-'])).toThrowError(expect.objectContaining({ code: 'state-missing' }));
    });

    it('6.1 a trial in the emulator has a folder of its own, so that it does not stand in the way of the real run', () => {
      const real = stateFolderOf({}, ['/x/chats.jsonl']);
      expect(stateFolderOf({ emulate: true }, ['/x/chats.jsonl'])).toBe(`${real}-emulated`);
      expect(stateFolderOf({ emulate: true, state: '/s' }, ['/x/chats.jsonl'])).toBe('/s');
    });

    it('6.1 status alone takes the newest', async () => {
      const before = process.cwd();
      const work = join(folder, 'work');
      mkdirSync(work);
      process.chdir(work);
      try {
        for (const name of ['z.jsonl', 'a.jsonl']) {
          const path = writeExport(work, name, [says('one', 1)]);
          expect((await inProcess(['run', path, ...EMULATE, '-q'])).code).toBe(0);
          await pause(20);
        }
        const { stdout } = await inProcess(['status', '--json']);
        expect(basename((JSON.parse(stdout) as { folder: string }).folder)).toMatch(/^a\.jsonl-/);
      } finally {
        process.chdir(before);
      }
    });
  });

  describe('6.2 who is asked', () => {
    it('6.2 a run of history asks nobody; --live needs --yes', async () => {
      const words = ['run', ...named([says('one', 1)]), ...EMULATE, '-q'];
      expect((await inProcess(words)).code).toBe(0);
      const live = ['run', ...named([says('one', 1)]), ...EMULATE, '-q', '--live'];
      expect(await inProcess(live)).toMatchObject({ code: 2, error: 'live-needs-yes' });
      expect((await inProcess([...live, '--yes'])).code).toBe(0);
      const sent = readFileSync(join(live[3]!, 'emulator', 'messages.jsonl'), 'utf8');
      expect(sent).toContain('"SyncFromOldSystem":5');
    });

    it('6.2 nobody is asked when the export comes from standard input', async () => {
      const terminal = Object.assign(new PassThrough(), { isTTY: true });
      terminal.end('yes\n');
      const asked = confirm(
        { settings: {}, operands: ['-'] },
        openScreen({ quiet: true }),
        'Sure?',
        undefined,
        terminal,
      );
      await expect(asked).rejects.toMatchObject({ kind: 'usage', code: 'not-confirmed' });
    });
  });

  describe('6.3 the emulator', () => {
    it('6.3 together with an endpoint from anywhere is refused', async () => {
      const words = ['run', ...named([says('one', 1)]), ...EMULATE];
      const url = emulator.url;
      const config = join(folder, 'config.json');
      writeFileSync(config, JSON.stringify({ endpoint: url }));
      for (const [more, env] of [
        [['--endpoint', url], {}],
        [[], { TIM_ENDPOINT: url }],
        [['--config', config], {}],
      ] as const) {
        expect(await inProcess([...words, ...more], { env })).toMatchObject({ code: 2, error: 'emulate-and-endpoint' });
      }
    });

    it('6.3 keeps its messages in the state folder, for a later verify and a resumed run', async () => {
      const words = named([says('one', 1), says('two', 2)]);
      await inProcess(['run', ...words, ...EMULATE, '-q', '--limit', '1']);
      const stored = () => readFileSync(join(words[2], 'emulator', 'messages.jsonl'), 'utf8');
      expect(stored()).toContain('"one"');
      expect((await inProcess(['run', ...words, ...EMULATE, '-q'])).code).toBe(0);
      expect(stored()).toContain('"two"');
      expect((await inProcess(['verify', ...words, ...EMULATE, '-q'])).code).toBe(0);
    });

    it('6.3 any well-formed account exists, nothing is too old, 200 a second unless there is no rate', async () => {
      const old = { ...says('old', 1), from: 'nobody', time: Date.UTC(2001, 0, 1) };
      expect((await inProcess(['run', ...named([old]), ...EMULATE, '-q'])).code).toBe(0);
      const strict = await inProcess(['run', ...named([old]), ...EMULATE, '-q', '--accounts', 'strict']);
      expect(strict.code).toBe(1);
      await withEmulator({ limitPerSecond: 200, monotonicMs: () => 0 }, async (limited) => {
        const codes: (number | undefined)[] = [];
        for (let count = 0; count < 201; count += 1) codes.push((await call(limited, {})).code);
        expect(codes.indexOf(OVER_LIMIT)).toBe(200);
      });
      const many = Array.from({ length: 300 }, (_, n) => says(`m${n}`, n, { from: `p${n % 60}` }));
      const { stdout } = await inProcess(['run', ...named(many), ...EMULATE, '--json']);
      expect((JSON.parse(stdout) as ReportFile).counts).toMatchObject({ delivered: 300, retried: 0 });
    });

    it('6.3 as a server tells its address in the first line, and its messages as JSON lines', async () => {
      expect(await inProcess(['emulator'])).toMatchObject({ code: 2, error: 'settings-missing' });
      const words = named([says('one', 1)]);
      await inProcess(['run', ...words, '-q'], { env: ENV });
      const lines = await (await fetch(`${emulator.url}/emulator/messages`)).text();
      expect(parseLines<ImportMsg>(lines).some(({ From_Account }) => From_Account === 'anna')).toBe(true);
      const listeners = process.listeners('SIGTERM');
      const running = inProcess(['emulator', '--limit', '5', '--latency', '1ms'], { env: { TIM_SECRET_KEY: 'k' } });
      while (process.listenerCount('SIGTERM') === listeners.length) await pause(5);
      const [listener] = process.listeners('SIGTERM').filter((one) => !listeners.includes(one));
      listener!('SIGTERM');
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, listener!);
      const { code, stdout } = await running;
      expect(code).toBe(0);
      expect(Object.keys(JSON.parse(stdout.split('\n')[0]!) as object)).toEqual(['url', 'sdkAppId', 'identifier']);
    });
  });

  describe('6.4 check', () => {
    const checked = async (values: readonly unknown[], ...more: string[]) => {
      const { code, stdout } = await inProcess(['check', ...named(values), '--no-survey', '--json', ...more]);
      const { findings } = JSON.parse(stdout) as { findings: { findings: { kind: string }[] } };
      return { code, kinds: findings.findings.map(({ kind }) => kind) };
    };
    const old = { ...says('old', 1), time: Date.now() - 40 * DAY_MS };

    it('6.4 finds rejects, shared keys, disorder beyond the window, and what is too old when asked', async () => {
      expect((await checked([says('one', 1)])).code).toBe(0);
      expect((await checked(['{"id":', says('one', 1)])).code).toBe(1);
      const shared = await checked([says('one', 1), { ...says('one', 1), text: 'another' }]);
      expect(shared).toMatchObject({ code: 1, kinds: expect.arrayContaining(['shared-keys']) });
      expect((await checked([old])).code).toBe(0);
      const expired = await checked([old], '--retention', '30');
      expect(expired).toMatchObject({ code: 1, kinds: expect.arrayContaining(['outside-retention']) });
    });

    it('6.4 disorder matters when it is wider than the window', async () => {
      const late = (between: number) => [
        says('late', 10_000),
        ...Array.from({ length: between }, (_, n) => says(`m${n}`, 20_000 + n, { from: `p${n % 100}` })),
        says('early', 1),
      ];
      expect((await checked(late(100))).code).toBe(0);
      expect(await checked(late(10_050))).toMatchObject({ code: 1, kinds: expect.arrayContaining(['out-of-order']) });
    });

    it('6.4 never for skips', async () => {
      expect((await checked([says('one', 1), { ...says('self', 2), to: 'anna' }])).code).toBe(0);
    });

    it('6.4 knows that one conversation is sequential', () => {
      const settings = { ratePerSecond: 200, latencyMs: 50, nowMs: 0 };
      const one = estimate({ messages: 1_000, longestConversation: 1_000 }, settings);
      expect(one).toMatchObject({ durationMs: 50_000, boundBy: 'longest conversation' });
      const many = estimate({ messages: 1_000, longestConversation: 10 }, settings);
      expect(many).toMatchObject({ durationMs: 5_000, boundBy: 'rate' });
    });

    it('6.4 counts of different things are exact up to 200,000, and marked beyond', async () => {
      expect(EXACT_UP_TO).toBe(200_000);
      const distinct = new Distinct();
      const spread = (n: number) => Math.imul(n + 1, 0x9e37_79b1) >>> 0;
      for (let n = 0; n < EXACT_UP_TO; n += 1) distinct.add(spread(n), spread(n * 7 + 3));
      expect(distinct.count()).toEqual({ count: EXACT_UP_TO, exact: true });
      distinct.add(1, 2);
      expect(distinct.count().exact).toBe(false);
      const { stdout } = await inProcess(['check', ...named([says('one', 1)]), '--no-survey', '--json']);
      const { findings: report } = JSON.parse(stdout) as { findings: CheckReport };
      const many = { ...report, accounts: { count: 200_001, exact: false } };
      const text = checkText(many, { ratePerSecond: 200, finished: true, largestNames: [] }).join('\n');
      expect(text).toContain('≈ 200,001');
    });
  });

  describe('6.5 undo', () => {
    it('6.5 takes back all that the run may have put there: settled, in flight, behind a crash, of unknown outcome', () =>
      directed(async (world) => {
        const odd = { ...says('odd', 2, { from: 'carl' }), text: `odd ${ODD_WORD}` };
        const refused = { ...says('refused', 3), to: 'gone' };
        const self = { ...says('self', 4), to: 'anna' };
        world.write([says('one', 1), odd, refused, self, '{"id":', says('slow', 5), says('late', 6)]);
        const stuck = striking('error-before', (body) => body.includes('"slow"'));
        await world.killedWhen(() => world.checkpoint()?.books.rejected === 3, stuck);
        const recalled: string[] = [];
        expect((await world.live(undoing(recalled))).state).toBe('finished');
        expect(recalled.sort()).toEqual(['late', 'odd', 'one', 'slow']);
        // What was undone is over.
        expect(await world.refused()).toMatchObject({ kind: 'state', code: 'run-undone' });
      }));

    it('6.5 and nothing that a run which ended in order never sent', () =>
      directed(async (world) => {
        world.write([says('one', 1), says('two', 2), says('three', 3)]);
        await world.live({ ...CALM, settings: { limit: 2 } });
        const recalled: string[] = [];
        await world.live(undoing(recalled));
        expect(recalled).toEqual(['one', 'two']);
      }));

    it('6.5 20022 is not there, or past the storage period; 20023 is done', async () => {
      const told = async (code: number, keptSinceSeconds = 0) => {
        const { client } = await scripted(() => (code === 0 ? DONE : refusal(code)));
        const verdict = await sendAll(recallSink(client, keptSinceSeconds), {
          From_Account: 'a',
          To_Account: 'b',
        } as ImportMsg);
        return verdict.kind === 'ok' ? Object.keys(verdict.gain?.tallies ?? {}) : verdict;
      };
      expect(await told(0)).toEqual(['recalled']);
      expect(await told(20_022)).toEqual(['not-there']);
      expect(await told(20_022, 4_000_000_000)).toEqual(['expired']);
      expect(await told(20_023)).toEqual(['already-recalled']);
    });

    it('6.5 says that an equal message of another run goes, too, and how to import again', async () => {
      const words = named([says('one', 1)]);
      await inProcess(['run', ...words, ...EMULATE, '-q']);
      const dry = await inProcess(['undo', ...words, ...EMULATE]);
      expect(dry.stdout).toContain('an equal one that another run put there goes with it');
      const done = await inProcess(['undo', ...words, ...EMULATE, '--yes']);
      expect(done.stdout).toContain('--generation 1');
    });
  });

  describe('6.6 verify', () => {
    const verified = async (words: readonly string[], ...more: string[]) => {
      const { code, stdout, stderr } = await inProcess(['verify', ...words, '--json', ...more], { env: ENV });
      if (stdout === '') throw new Error(stderr);
      const { findings } = JSON.parse(stdout) as { findings: Record<string, unknown> };
      return { code, ...findings } as { code: number; classes: Record<string, number>; repair?: { left: object } };
    };
    const imported = async (values: readonly unknown[]) => {
      const words = named(values);
      await inProcess(['run', ...words, '-q'], { env: ENV });
      return words;
    };
    const post = (path: string, value: unknown) =>
      fetch(`${emulator.url}/emulator/${path}`, { method: 'POST', body: JSON.stringify(value) });
    const damage = async (from: string, text: string, operation: object) => {
      const all = parseLines<ImportMsg & { MsgKey: string }>(
        await (await fetch(`${emulator.url}/emulator/messages`)).text(),
      );
      const found = all.find((one) => one.From_Account === from && JSON.stringify(one.MsgBody).includes(`"${text}"`))!;
      await post('damage', [{ ...operation, from, to: found.To_Account, key: found.MsgKey }]);
    };
    const chat = (from: string, count: number) =>
      Array.from({ length: count }, (_, n) => says(`t${n}`, n, { from, seq: n }));

    it('6.6 names what is missing, different and recalled; a repair is read again', async () => {
      const words = await imported(chat('v1', 6));
      expect(await verified(words)).toMatchObject({ code: 0, classes: {}, expected: 6, equal: 6 });
      await damage('v1', 't1', { do: 'drop' });
      await damage('v1', 't2', { do: 'alter', text: 'x' });
      await damage('v1', 't3', { do: 'recall' });
      expect(await verified(words)).toMatchObject({ code: 1, classes: { missing: 1, different: 1, recalled: 1 } });
      const { code, repair } = await verified(words, '--repair', '--yes');
      expect([code, repair?.left]).toEqual([1, { recalled: 1, repaired: 2 }]);
      expect((await verified(words)).classes).toEqual({ recalled: 1 });
    });

    it('6.6 what is still not right after a repair is unrepairable', async () => {
      const words = await imported(chat('v2', 3));
      await damage('v2', 't1', { do: 'alter', text: 'x' });
      await post('faults', ['code:20001:1/modify_c2c_msg']);
      const { code, repair } = await verified(words, '--repair', '--yes');
      await post('faults', []);
      expect([code, repair?.left]).toEqual([1, { unrepairable: 1 }]);
    });

    it('6.6 one message is expected for a key: the first; another content under it is shared-key', async () => {
      const words = await imported([...chat('v3', 2), { ...chat('v3', 2)[1]!, text: 'another' }]);
      expect(await verified(words)).toMatchObject({ expected: 2, equal: 2, classes: { 'shared-key': 1 } });
    });

    it('6.6 the order that is returned is held against the source’s', async () => {
      const sameSecond = chat('v4', 4).map((one) => ({ ...one, time: says('', 1).time }));
      const words = await imported(sameSecond);
      await post('history-order', { order: 'reverse-in-second' });
      const { code, classes } = await verified(words);
      await post('history-order', { order: 'key' });
      expect([code, Object.keys(classes)]).toEqual([1, ['wrong-order']]);
    });

    it('6.6 what is past the storage period is expired, what is not of the export is foreign', async () => {
      const words = await imported(chat('v5', 2));
      await imported([says('foreign', 7, { from: 'v5' })]);
      expect(await verified(words)).toMatchObject({ code: 0, classes: { foreign: 1 } });
      expect((await verified(words, '--strict')).code).toBe(1);
      await damage('v5', 't0', { do: 'drop' });
      expect((await verified(words, '--retention', '7')).classes).toMatchObject({ expired: 1 });
    });
  });

  describe('6.7 sizes and selves', () => {
    it('6.7 a message to oneself is skipped as such', async () => {
      expect(asSkip((await canonical())(raw(record({ to: 'anna' })))[0]).reason).toBe('self');
    });

    it('6.7 a request has 12,000 bytes unless another size is given; the emulator refuses above 12,288', async () => {
      const rejected = async (length: number, ...more: string[]) => {
        const words = named([{ ...says('large', 1), text: 'x'.repeat(length) }]);
        const { stdout } = await inProcess(['run', ...words, ...EMULATE, '--json', ...more]);
        return Object.keys((JSON.parse(stdout) as ReportFile).rejectsByCode);
      };
      const short = asMessage((await canonical())(raw(says('large', 1, { text: 'x' })))[0]);
      const around = 12_000 - (short.bytes - 1);
      expect(await rejected(around)).toEqual([]);
      expect(await rejected(around + 1)).toEqual(['too-large']);
      expect(await rejected(around + 288, '--max-body', '20000')).toEqual([]);
      expect(await rejected(around + 289, '--max-body', '20000')).toEqual(['93000']);
    });

    it('6.7 prepare by conversation lets at least 64 stand beside each other', async () => {
      expect(SIDE_BY_SIDE).toBe(64);
      const values = Array.from({ length: 70 }, (_, chat) => chat).flatMap((chat) =>
        Array.from({ length: 3 }, (_, n) => says(`m${chat}-${n}`, chat * 10 + n, { from: `p${chat}` })),
      );
      const output = join(folder, 'recent.jsonl');
      const made = await inProcess(['prepare', ...named(values), '-o', output, '--arrange', 'recent', '-q']);
      expect(made.code, made.stderr).toBe(0);
      const lines = parseLines<{ from: string }>(readFileSync(output, 'utf8'));
      expect(new Set(lines.slice(0, 64).map(({ from }) => from)).size).toBe(64);
    });
  });

  describe('6.8 what is private stays so', () => {
    it('6.8 files that hold texts or accounts are their owner’s alone', async () => {
      const words = named([says('confidential', 1), { ...says('rejected', 2), time: 'never' }]);
      await inProcess(['run', ...words, ...EMULATE, '-q']);
      await inProcess(['check', ...words, '-q']);
      await inProcess(['verify', ...words, ...EMULATE, '-q']);
      const state = words[2];
      const holding = filesHolding(state, 'confidential', 'anna', 'rejected');
      expect(holding.length).toBeGreaterThan(2);
      const found = modes(state);
      for (const path of holding) expect([path, found[path]]).toEqual([path, '600']);
      expect(found[state]).toBe('700');
    });

    it('6.8 the log has no line for each message, and nothing that a person wrote', async () => {
      const lines = async (count: number) => {
        const words = named(Array.from({ length: count }, (_, n) => says(`secret${n}`, n)));
        await inProcess(['run', ...words, ...EMULATE, '-q']);
        const log = readFileSync(join(words[2], 'run.log'), 'utf8');
        expect(log).not.toMatch(/secret|anna/);
        return parseLines(log).length;
      };
      expect(await lines(60)).toBe(await lines(1));
    });

    it('6.8 a log of 100 MB is set aside, and five of these are kept', () => {
      const path = join(folder, 'run.log');
      for (let round = 1; round <= 7; round += 1) {
        writeFileSync(path, `round ${round}\n`);
        truncateSync(path, 100 * 1024 * 1024);
        openLog(path, 'info').close();
      }
      const kept = [1, 2, 3, 4, 5, 6].map((index) => existsSync(`${path}.${index}`));
      expect(kept).toEqual([true, true, true, true, true, false]);
    });
  });
});
