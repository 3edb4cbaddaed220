import { expect, it } from 'vitest';
import { Client, check, importSink, nodeClock, OpenGate, run } from '../../src/index.js';
import { portsOf, requestOf } from '../helpers/embedded.js';
import { arrivals, expected, records, temporaryFolder, writeExport } from '../helpers/export-files.js';
import { emulatedForFile, TARGET } from '../helpers/im-service.js';

/** The journeys without the command line: what another program that embeds them relies on. */
const folder = temporaryFolder();
const emulator = await emulatedForFile({ latencyMs: 2 });

/** `onSent` sees the number of each request. */
function howOf(onSent: (count: number) => void = () => undefined) {
  let sent = 0;
  return {
    identity: { application: String(TARGET.sdkAppId) },
    connect: async () => {
      const settings = { ...TARGET, endpoint: new URL(emulator.url), timeoutMs: 5_000 };
      const sink = importSink(new Client(settings, nodeClock, Math.random));
      return {
        sink: {
          send: (...given: Parameters<typeof sink.send>) => {
            sent += 1;
            onSent(sent);
            return sink.send(...given);
          },
          close: () => sink.close(),
        },
        gate: new OpenGate(nodeClock),
        close: async () => undefined,
      };
    },
    patienceMs: 5_000,
    acceptMapping: false,
    takeOver: false,
  };
}

it('a run that is interrupted from the program around it goes on in the next call', async () => {
  const all = records(600, 40);
  const request = await requestOf(writeExport(folder, 'chats.jsonl', all));
  const stop = new AbortController();
  const first = await run(
    request,
    howOf((count) => {
      if (count === 150) stop.abort();
    }),
    portsOf(stop.signal),
  );
  expect(first).toMatchObject({ state: 'interrupted', balanced: true });
  expect(first.snapshot.counts.delivered).toBe([...emulator.messages()].length);
  expect(first.snapshot.counts.pending).toBeGreaterThan(0);

  let sent = 0;
  const second = await run(
    request,
    howOf((count) => {
      sent = count;
    }),
    portsOf(),
  );
  expect(second).toMatchObject({ runId: first.runId, state: 'finished', balanced: true });
  expect(second.snapshot.counts).toMatchObject({ read: 600, delivered: 600, rejected: 0, pending: 0 });
  expect(sent).toBe(600 - first.snapshot.counts.delivered);
  expect(arrivals([...emulator.messages()])).toEqual(expected(all));
  expect(emulator.stats().duplicates).toBe(0);
});

it('two runs on one state folder in one program: the second is refused', async () => {
  const request = await requestOf(writeExport(folder, 'twice.jsonl', records(50, 5, 'twice')));
  const both = await Promise.allSettled([run(request, howOf(), portsOf()), run(request, howOf(), portsOf())]);
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = both.find((one) => one.status === 'rejected');
  expect(refused?.reason).toMatchObject({ kind: 'state', code: 'in-use' });
});

it('a dry run shows every record to who watches it', async () => {
  const request = await requestOf(writeExport(folder, 'dry.jsonl', [...records(7), 'broken', { id: 1 }]));
  const seen: string[] = [];
  const ending = await check(request, { watch: (mapped) => seen.push(mapped.kind) }, portsOf());
  expect(ending.snapshot.counts).toMatchObject({ read: 9, delivered: 7, rejected: 2 });
  expect(seen).toEqual([...Array.from({ length: 7 }, () => 'message'), 'reject', 'reject']);
});
