import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator } from '../../src/emulator/server.js';
import { Client } from '../../src/im/client.js';
import { importSink } from '../../src/im/import-sink.js';
import type { ImportMsg } from '../../src/im/wire.js';
import { nodeClock } from '../../src/system/node-clock.js';
import type { Message, Sink, Verdict } from '../../src/types.js';
import { emulatedForFile, TARGET } from '../helpers/im-service.js';
import { message } from '../helpers/messages.js';

/** What every sink promises, tried against the emulator. */
const SINKS: Readonly<Record<string, (url: string, secretKey?: string) => Sink<ImportMsg>>> = {
  importSink: (url, secretKey = TARGET.secretKey) => {
    const settings = { ...TARGET, secretKey, endpoint: new URL(url), timeoutMs: 5_000 };
    return importSink(new Client(settings, nodeClock, Math.random));
  },
};

const emulator = await emulatedForFile();

async function faults(...specs: string[]): Promise<void> {
  const answer = await fetch(`${emulator.url}/emulator/faults`, { method: 'POST', body: JSON.stringify(specs) });
  expect(answer.status).toBe(200);
}

function letter(record: number, more: Partial<ImportMsg> = {}): Message<ImportMsg> {
  const payload: ImportMsg = {
    SyncFromOldSystem: 2,
    From_Account: 'ann',
    To_Account: 'bob',
    MsgSeq: record,
    MsgRandom: record,
    MsgTimeStamp: 1_700_000_000 + record,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `letter ${record}` } }],
    ...more,
  };
  return { ...message(record, 'ann\nbob'), payload };
}

describe.each(Object.entries(SINKS))('port Sink: %s', (_, make) => {
  let sink: Sink<ImportMsg>;
  beforeAll(() => {
    sink = make(emulator.url);
  });
  afterAll(() => sink.close());

  /** Sends, and sees that the start is told once at most, and told when the request went out. */
  async function send(sent: Message<ImportMsg>): Promise<Verdict> {
    let starts = 0;
    const verdict = await sink.send(sent, () => {
      starts += 1;
    });
    expect(starts).toBe(1);
    return verdict;
  }

  it('brings a message there once, however often it is sent', async () => {
    expect(await send(letter(1))).toEqual({ kind: 'ok' });
    expect(await send(letter(1))).toEqual({ kind: 'ok' });
    expect([...emulator.messages()].filter((held) => held.MsgSeq === 1)).toMatchObject([letter(1).payload]);
  });

  it('many at once', async () => {
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, index) => send(letter(100 + index))));
    expect(new Set(verdicts.map((verdict) => verdict.kind))).toEqual(new Set(['ok']));
  });

  it.each([
    ['lost-before:1', { kind: 'again' }],
    ['lost-after:1', { kind: 'again' }],
    ['cut:1', { kind: 'again' }],
    ['truncated:1', { kind: 'again', exhausted: 'stop' }],
    ['html:1', { kind: 'again', exhausted: 'stop' }],
    ['internal:1', { kind: 'again', exhausted: 'reject' }],
    ['http-502:1', { kind: 'again' }],
    ['throttle:1', { kind: 'again', slow: true }],
    ['code:60011:1', { kind: 'again', slow: true }],
    ['http-429:1:7', { kind: 'again', slow: true, afterMs: 7_000 }],
    ['code:90012:1', { kind: 'no', code: '90012', outcome: 'refused' }],
    ['code:80002:1', { kind: 'no', code: '80002', outcome: 'refused' }],
    ['code:77777:1', { kind: 'no', code: '77777', outcome: 'unknown', stopAfterInARow: 20 }],
  ] as const)('%s is a verdict, never thrown, with reason and advice', async (fault, wanted) => {
    await faults(fault);
    const verdict = await send(letter(200));
    await faults();
    expect(verdict).toMatchObject(wanted);
    const words = verdict.kind === 'again' ? verdict.why : verdict.kind === 'no' ? verdict.reason : '';
    expect(words).not.toBe('');
    expect(verdict).toHaveProperty('advice');
    expect(JSON.stringify(verdict)).not.toMatch(/usersig|letter 200|conformance/);
    // Whatever it was, afterwards the same message goes through.
    expect(await send(letter(200))).toEqual({ kind: 'ok' });
  });

  it.each([['code:60020:1'], ['code:60006:1'], ['http-404:1']])(
    '%s throws FatalError: it cannot go on',
    async (fault) => {
      await faults(fault);
      const sent = sink.send(letter(300), () => undefined);
      await expect(sent).rejects.toMatchObject({
        name: 'FatalError',
        kind: 'stopped',
        hint: expect.stringMatching(/./),
      });
      await faults();
    },
  );

  it('a refused signature that was never accepted throws', async () => {
    const stranger = make(emulator.url, 'another');
    await expect(stranger.send(letter(400), () => undefined)).rejects.toMatchObject({ kind: 'stopped' });
    await stranger.close();
  });

  it('nobody there is a verdict', async () => {
    const gone = await startEmulator({ ...TARGET });
    await gone.close();
    const lonely = make(gone.url);
    expect(await lonely.send(letter(500), () => undefined)).toMatchObject({ kind: 'again', exhausted: 'reject' });
    await lonely.close();
  });
});
