import { expect, it } from 'vitest';
import { OpenGate } from '../../src/deliver/open-gate.js';
import type { SetMsgRead } from '../../src/im/wire.js';
import { type MarkReadSettings, markRead } from '../../src/mark-read.js';
import { nodeClock } from '../../src/system/node-clock.js';
import type { Sink } from '../../src/types.js';
import { portsOf, requestOf } from '../helpers/embedded.js';
import { records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const STARTED_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;

it('a marking that goes on another day marks up to when it began, each side once', async () => {
  const folder = temporaryFolder();
  const request = await requestOf(writeExport(folder, 'chats.jsonl', records(30, 30)), `${folder}/state`);
  const sent: SetMsgRead[] = [];

  /** One life of the marking, `days` after it began; it is interrupted when `most` calls were made. */
  async function life(days: number, most: number): Promise<string | undefined> {
    const interrupt = new AbortController();
    const sink: Sink = {
      async send({ payload }) {
        sent.push(payload as SetMsgRead);
        if (sent.length === most) interrupt.abort();
        return { kind: 'ok' };
      },
      close: async () => undefined,
    };
    const clock = { ...nodeClock, wallMs: () => STARTED_MS + days * DAY_MS };
    const ports = { ...portsOf(interrupt.signal), clock };
    const how: MarkReadSettings = {
      memoryBytes: 512e6,
      mapping: {},
      identity: { service: 'test' },
      confirm: async () => true,
      act: {
        connect: async () => ({ sink, gate: new OpenGate(clock), close: async () => undefined }),
        patienceMs: 60_000,
        concurrency: 1,
        takeOver: false,
      },
    };
    return (await markRead(request, how, ports)).ending?.state;
  }

  expect(await life(0, 11)).toBe('interrupted');
  expect(await life(1, 60)).toBe('interrupted');
  expect(await life(2, Number.POSITIVE_INFINITY)).toBe('finished');
  const sides = sent.map(({ Report_Account, Peer_Account }) => `${Report_Account} ${Peer_Account}`);
  expect([sent.length, new Set(sides).size]).toEqual([60, 60]);
  expect(sides).toContain('ann_x_1 bob_x_1');
  expect(sides).toContain('bob_x_1 ann_x_1');
  expect(new Set(sent.map(({ MsgReadTime }) => MsgReadTime))).toEqual(new Set([STARTED_MS / 1_000]));

  // It came to its end: the next one is another marking, of its own moment.
  expect(await life(3, Number.POSITIVE_INFINITY)).toBe('finished');
  expect(sent.length).toBe(120);
  expect(sent.at(-1)!.MsgReadTime).toBe((STARTED_MS + 3 * DAY_MS) / 1_000);
});
