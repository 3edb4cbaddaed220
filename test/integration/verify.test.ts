import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contentOf, contentOfStored } from '../../src/cli/check-learner.js';
import { OpenGate } from '../../src/deliver/open-gate.js';
import { FatalError } from '../../src/errors.js';
import type { Lookup } from '../../src/im/lookup-sink.js';
import type { Mend } from '../../src/im/mend-sink.js';
import type { ImportMsg, RoamMsg } from '../../src/im/wire.js';
import { keyText } from '../../src/key.js';
import type { LifeSettings, RunRequest } from '../../src/request.js';
import { run } from '../../src/run.js';
import { nodeClock } from '../../src/system/node-clock.js';
import type { Message, Sink, Verdict } from '../../src/types.js';
import { type VerifySettings, verify } from '../../src/verify.js';
import { portsOf, requestOf } from '../helpers/embedded.js';
import { records, temporaryFolder, writeExport } from '../helpers/export-files.js';

/** Runs and verifications of one export at different days, against a service that is a map. */

const STARTED_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;
const folder = temporaryFolder();

class Chat {
  readonly stored = new Map<string, RoamMsg>();
  /** Conversations that were read back. */
  readings = 0;
  readonly mended: Mend[] = [];
  day = 0;
  private readonly identity = { service: 'test' };

  private constructor(private readonly request: RunRequest) {}

  static async of(name: string, values: readonly unknown[]): Promise<Chat> {
    return new Chat(await requestOf(writeExport(folder, `${name}.jsonl`, values), `${folder}/${name}`));
  }

  async run(range: Range = {}) {
    const request = { ...this.request, settings: { ...this.request.settings, ...range } };
    const act = this.act<ImportMsg>((message) => this.store(message.payload));
    const identity = { ...this.identity, ...wordsOf(range) };
    return run(request, { ...act, identity, acceptMapping: false }, this.ports());
  }

  /** `mend`: what the service does when it is asked to mend; `confirm`: what a person answers. */
  async verify({ repair = false, range = {}, stop = new AbortController(), ...given }: Asked = {}) {
    const { confirm = async () => true, mend = () => undefined } = given;
    const settings = { ...this.request.settings, ...range };
    const request = { ...this.request, folder: `${this.request.folder}/verify`, settings };
    await portsOf().files.makeFolder(request.folder, 0o700);
    const identity = { ...this.identity, ...wordsOf(range) };
    const how: VerifySettings = {
      survey: { memoryBytes: 512e6, contentOf, identity },
      lookup: {
        wanted: { share: 1, seed: 0, again: false },
        bothViews: false,
        pageMessages: 100,
        contentOf: contentOfStored,
        keptSinceSeconds: 0,
        horizonSeconds: Math.floor(this.clock().wallMs() / 1_000) + 2 * 86_400,
      },
      act: this.act<Lookup>(({ payload }) => this.read(payload)),
      ...(repair ? { repair: { confirm, act: this.act<Mend>((message) => this.mend(message, mend)) } } : {}),
      identity: { ...identity, command: 'verify' },
      run: { folder: this.request.folder, identity },
    };
    return verify(request, how, this.ports(stop.signal));
  }

  private ports(signal?: AbortSignal) {
    return { ...portsOf(signal), clock: this.clock() };
  }

  private clock() {
    return { ...nodeClock, wallMs: () => STARTED_MS + this.day * DAY_MS };
  }

  private act<Payload>(take: (message: Message<Payload>) => Verdict): LifeSettings {
    const sink: Sink<Payload> = { send: async (message) => take(message), close: async () => undefined };
    const connection = { sink: sink as Sink, gate: new OpenGate(this.clock()), close: async () => undefined };
    return { connect: async () => connection, patienceMs: 60_000, concurrency: 1, takeOver: false };
  }

  private store(message: ImportMsg): Verdict {
    const { MsgSeq: seq, MsgRandom: random, MsgTimeStamp: seconds } = message;
    const MsgKey = keyText({ seq, random, seconds });
    this.stored.set(MsgKey, { ...message, MsgKey });
    return { kind: 'ok' };
  }

  private read({ range, take, finish }: Lookup): Verdict {
    const { operator, peer, fromSeconds, untilSeconds } = range;
    this.readings += 1;
    const page = [...this.stored.values()].filter(({ From_Account: from, To_Account: to, MsgTimeStamp: time }) => {
      const isPair = (from === operator && to === peer) || (from === peer && to === operator);
      return isPair && time >= fromSeconds && time <= untilSeconds;
    });
    take(page.sort((one, other) => one.MsgTimeStamp - other.MsgTimeStamp || one.MsgSeq - other.MsgSeq));
    return { kind: 'ok', gain: finish() };
  }

  private mend({ payload }: Message<Mend>, mend: () => void): Verdict {
    this.mended.push(payload);
    mend();
    this.store(payload.message);
    return { kind: 'ok', gain: { tallies: { [payload.how]: 1 } } };
  }
}

interface Range {
  readonly sinceUs?: number;
  readonly untilUs?: number;
}

interface Asked {
  readonly repair?: boolean;
  readonly range?: Range;
  readonly stop?: AbortController;
  readonly confirm?: () => Promise<boolean>;
  readonly mend?: () => void;
}

/** As the command line has it in its identity. */
function wordsOf({ sinceUs, untilUs }: Range): Record<string, string> {
  return {
    live: 'false',
    ...(sinceUs === undefined ? {} : { since: String(sinceUs) }),
    ...(untilUs === undefined ? {} : { until: String(untilUs) }),
  };
}

const spread = records(20, 2).map((record, index) => ({ ...record, time: STARTED_MS - (20 - index) * DAY_MS }));
const daysBefore = (days: number) => (STARTED_MS - days * DAY_MS) * 1_000;

it('what the run left out by its range is not missing, and a repair does not send it', async () => {
  const chat = await Chat.of('range', spread);
  await chat.run({ sinceUs: daysBefore(15), untilUs: daysBefore(5) });
  expect(chat.stored.size).toBe(10);
  const { verified } = await chat.verify({ repair: true });
  expect(verified).toMatchObject({ findings: {}, tallies: { expected: 10, equal: 10 } });
  expect([chat.mended.length, chat.stored.size]).toEqual([0, 10]);

  // A part of it may be asked for, and nothing beyond it.
  const part = await chat.verify({ range: { sinceUs: daysBefore(8) } });
  expect(part.verified).toMatchObject({ findings: {}, tallies: { expected: 3, equal: 3 } });
  const more = await chat.verify({ range: { sinceUs: daysBefore(18) } });
  expect(more.verified).toMatchObject({ findings: {}, tallies: { expected: 10, equal: 10 } });
});

it('what lay in the future for the run is not missing days later, and a repair does not send it', async () => {
  const ahead = { ...spread[0]!, id: 'ahead', time: STARTED_MS + 3 * DAY_MS };
  const chat = await Chat.of('ahead', [...spread, ahead]);
  expect((await chat.run()).snapshot.counts).toMatchObject({ delivered: 20, rejected: 1 });
  chat.day = 4;
  const { export: held, verified } = await chat.verify({ repair: true });
  expect(held).toMatchObject({ messages: 20, rejected: 1 });
  expect(verified).toMatchObject({ findings: {}, tallies: { expected: 20, equal: 20 } });
  expect(chat.mended).toEqual([]);
});

it('a survey that was made before the run is not taken for one with its settings', async () => {
  const chat = await Chat.of('before', spread);
  const before = await chat.verify();
  expect(before.verified?.findings).toEqual({ missing: 20 });
  await chat.run({ sinceUs: daysBefore(10) });
  expect((await chat.verify()).verified).toMatchObject({ findings: {}, tallies: { expected: 10 } });
});

/** A chat of which one message is gone, so that there is something to mend. */
async function damaged(name: string): Promise<{ chat: Chat; lost: RoamMsg }> {
  const chat = await Chat.of(name, spread);
  await chat.run();
  const [lost] = chat.stored.values();
  chat.stored.delete(lost!.MsgKey);
  return { chat, lost: lost! };
}

it('a repair that would double is refused only as long as it would', async () => {
  const { chat, lost } = await damaged('double');
  const twin = { ...lost, MsgSeq: lost.MsgSeq + 1, MsgKey: `${lost.MsgKey}0` };
  chat.stored.set(twin.MsgKey, twin);
  const refused = await chat.verify({ repair: true });
  expect(refused.ending).toMatchObject({ state: 'stopped', error: { code: 'repair-would-double' } });
  chat.stored.delete(twin.MsgKey);
  const { ending, verified } = await chat.verify({ repair: true });
  expect(ending.state).toBe('finished');
  expect(verified?.repair).toMatchObject({ imported: 1, left: { repaired: 1 } });
});

it('where nobody could be asked, what was found is told, and read anew the next time', async () => {
  const { chat, lost } = await damaged('unasked');
  const confirm = async () => {
    throw new FatalError('usage', 'not-confirmed', 'Nobody is there.', 'Say --yes.');
  };
  const { ending, verified } = await chat.verify({ repair: true, confirm });
  expect(ending).toMatchObject({ state: 'stopped', error: { code: 'not-confirmed' } });
  expect(verified?.findings).toEqual({ missing: 1 });
  chat.stored.set(lost.MsgKey, lost);
  expect((await chat.verify({ repair: true, confirm })).verified?.findings).toEqual({});
});

it('a repair that is broken off goes on with its reading; who only looks reads anew', async () => {
  const { chat, lost } = await damaged('broken-off');
  const brokenOff = async (when: 'asked' | 'mending') => {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const confirm = async () => {
      if (when === 'asked') abort();
      return when !== 'asked';
    };
    return (await chat.verify({ repair: true, stop, confirm, mend: abort })).ending.state;
  };
  expect(await brokenOff('asked')).toBe('interrupted');
  const { readings } = chat;
  expect(await brokenOff('mending')).toBe('interrupted');
  expect(chat.readings).toBe(readings);
  const { verified } = await chat.verify({ repair: true });
  expect(verified?.repair).toMatchObject({ imported: 1, left: { repaired: 1 } });
  expect([chat.readings, chat.mended.length]).toEqual([readings + 1, 1]);

  chat.stored.delete(lost.MsgKey);
  expect(await brokenOff('asked')).toBe('interrupted');
  chat.stored.set(lost.MsgKey, lost);
  expect((await chat.verify()).verified?.findings).toEqual({});
});

it('a survey whose database is gone is made anew', async () => {
  const chat = await Chat.of('gone', spread);
  await chat.run();
  await chat.verify();
  rmSync(`${folder}/gone/verify/survey/survey.duckdb`);
  expect((await chat.verify()).verified).toMatchObject({ findings: {}, tallies: { expected: spread.length } });
});
