import { expect, it } from 'vitest';
import {
  type DeliverySettings,
  listInputs,
  loadMapping,
  type Message,
  nodeClock,
  nodeFiles,
  nodeProcesses,
  OpenGate,
  type RunPorts,
  run,
} from '../../src/index.js';
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
  const { inputs } = await listInputs([writeExport(folder, 'many.jsonl', values)], nodeFiles);
  const request = {
    folder,
    inputs,
    read: {},
    mapping: await loadMapping(undefined, nodeFiles),
    settings: { generation: 0, mode: 2, maxRequestBytes: 12_000 },
    rejectLimit: { kind: 'number', most: 10 },
  } as const;
  const ports = (interrupt: AbortSignal): RunPorts => ({
    files: nodeFiles,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    interrupt,
    onStart: async () => undefined,
  });

  const sent: number[] = [];
  const stop = new AbortController();
  const first = await run(
    request,
    howOf(async ({ at }) => {
      if (at.record === 1) return void (await new Promise((resolve) => stop.signal.addEventListener('abort', resolve)));
      sent.push(at.record);
      if (sent.length === 50_000) setTimeout(() => stop.abort(), 50);
    }),
    ports(stop.signal),
  );
  expect(first.state).toBe('interrupted');

  const again: number[] = [];
  const later = howOf(async ({ at }) => {
    again.push(at.record);
  });
  const second = await run(request, later, ports(new AbortController().signal));
  expect(second).toMatchObject({ state: 'finished', balanced: true });
  expect(second.snapshot.counts.delivered).toBe(CONVERSATIONS);
  const all = [...sent, ...again].filter((record) => record !== 1);
  expect(new Set(all).size).toBe(CONVERSATIONS - 1);
  expect(all.length).toBe(CONVERSATIONS - 1);
}, 60_000);
