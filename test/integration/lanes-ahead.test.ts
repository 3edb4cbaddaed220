import { expect, it } from 'vitest';
import { type DeliverySettings, type Message, nodeClock, OpenGate, run } from '../../src/index.js';
import { portsOf, requestOf } from '../helpers/embedded.js';
import { temporaryFolder, writeExport } from '../helpers/export-files.js';

const CONVERSATIONS = 53_000;

function howOf(send: (message: Message) => Promise<void>): DeliverySettings {
  const sink = {
    send: async (message: Message) => {
      await send(message);
      return { kind: 'ok' } as const;
    },
    close: async () => undefined,
  };
  return {
    identity: {},
    connect: async () => ({ sink, gate: new OpenGate(nodeClock), close: async () => undefined }),
    patienceMs: 60_000,
    concurrency: 64,
    acceptMapping: false,
    takeOver: false,
  };
}

/** One message in each of very many conversations, the first of which does not get through in the first life. */
it('1.5: fifty thousand lanes ahead stop reading, and a later life goes on from there and ends', async () => {
  const folder = temporaryFolder();
  const time = 1_700_000_000_000;
  const values = Array.from({ length: CONVERSATIONS }, (_, n) => ({
    id: n + 1,
    from: `a${n}`,
    to: `b${n}`,
    time,
    text: 'x',
  }));
  const request = await requestOf(writeExport(folder, 'many.jsonl', values), folder);

  const sent: number[] = [];
  const stop = new AbortController();
  const first = await run(
    request,
    howOf(async ({ at }) => {
      if (at.record === 1) return void (await new Promise((resolve) => stop.signal.addEventListener('abort', resolve)));
      sent.push(at.record);
      if (sent.length === 50_000) setTimeout(() => stop.abort(), 50);
    }),
    portsOf(stop.signal),
  );
  expect(first.state).toBe('interrupted');

  const again: number[] = [];
  const later = howOf(async ({ at }) => {
    again.push(at.record);
  });
  const second = await run(request, later, portsOf());
  expect(second).toMatchObject({ state: 'finished', balanced: true });
  expect(second.snapshot.counts.delivered).toBe(CONVERSATIONS);
  const all = [...sent, ...again].filter((record) => record !== 1);
  expect(new Set(all).size).toBe(CONVERSATIONS - 1);
  expect(all.length).toBe(CONVERSATIONS - 1);
}, 60_000);
