import {
  type DeliverySettings,
  type Ending,
  listInputs,
  loadMapping,
  type Message,
  nodeClock,
  nodeProcesses,
  OpenGate,
  run,
} from '../../src/index.js';
import type { MemoryFiles } from './memory-files.js';

export const MEMORY_STATE = '/state';

/** A whole run with its files in memory and a service that takes everything. `sent`: what came there, as conversation and key. */
export async function runInMemory(files: MemoryFiles, path: string): Promise<{ ending: Ending; sent: string[] }> {
  const sent: string[] = [];
  const sink = {
    send: async ({ lane, key }: Message) => {
      sent.push(`${lane} ${key.seq}_${key.random}_${key.seconds}`);
      return { kind: 'ok' } as const;
    },
    close: async () => undefined,
  };
  const how: DeliverySettings = {
    identity: {},
    connect: async () => ({ sink, gate: new OpenGate(nodeClock), close: async () => undefined }),
    patienceMs: 1_000,
    acceptMapping: false,
    takeOver: false,
  };
  await files.makeFolder(MEMORY_STATE);
  const { inputs } = await listInputs([path], files);
  const request = {
    folder: MEMORY_STATE,
    inputs,
    read: {},
    mapping: await loadMapping(undefined, files),
    settings: { generation: 0, mode: 2, maxRequestBytes: 12_000 },
    rejectLimit: { kind: 'number', most: Number.MAX_SAFE_INTEGER },
  } as const;
  const ending = await run(request, how, {
    files,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    interrupt: new AbortController().signal,
    onStart: async () => undefined,
  });
  return { ending, sent };
}
