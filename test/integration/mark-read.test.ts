import { expect, it } from 'vitest';
import { OpenGate } from '../../src/deliver/open-gate.js';
import type { SetMsgRead } from '../../src/im/wire.js';
import { loadMapping } from '../../src/map/mapping.js';
import { type MarkReadSettings, markRead } from '../../src/mark-read.js';
import { listInputs } from '../../src/read/open.js';
import type { RunPorts, RunRequest } from '../../src/request.js';
import { nodeClock } from '../../src/system/node-clock.js';
import { nodeFiles } from '../../src/system/node-files.js';
import { nodeProcesses } from '../../src/system/node-processes.js';
import type { Sink } from '../../src/types.js';
import { records, temporaryFolder, writeExport } from '../helpers/export-files.js';

const STARTED_MS = 1_800_000_000_000;
const DAY_MS = 86_400_000;

it('a marking that goes on another day marks up to when it began, each side once', async () => {
  const folder = temporaryFolder();
  const { inputs } = await listInputs([writeExport(folder, 'chats.jsonl', records(30, 30))], nodeFiles);
  const request: RunRequest = {
    folder: `${folder}/state`,
    inputs,
    read: {},
    mapping: await loadMapping(undefined, nodeFiles),
    settings: { generation: 0, mode: 2, maxRequestBytes: 12_000 },
    rejectLimit: { kind: 'number', most: 10 },
  };
  await nodeFiles.makeFolder(request.folder, 0o700);
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
    const ports: RunPorts = {
      files: nodeFiles,
      clock,
      random: Math.random,
      processes: nodeProcesses(),
      interrupt: interrupt.signal,
      onStart: async () => undefined,
    };
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
