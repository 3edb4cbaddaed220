import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReportWriter } from '../../../src/cli/report-writer.js';
import { Screen } from '../../../src/cli/screen.js';
import type { Snapshot } from '../../../src/types.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

/** What is told of several journeys of one command, each of which counts its time from 0. */

const FOLDER = '/state';

function snapshotAt(elapsedMs: number, read = 0): Snapshot {
  return {
    work: { doing: 'reading', done: 'read' },
    counts: { read, delivered: read, rejected: 0, skipped: 0, pending: 0, retried: 0 },
    rejectsByCode: {},
    skippedByReason: {},
    activity: 'reading',
    inFlight: 0,
    concurrency: 0,
    ratePerSecond: 0,
    rateLimitPerSecond: 0,
    bytesRead: 0,
    elapsedMs,
    unordered: 0,
    tallies: {},
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('report.json goes on in the second journey as in the first', async () => {
  const files = new MemoryFiles();
  const writer = new ReportWriter(files, { folder: FOLDER, inputs: [] }, 'verify');
  const start = (runId: string) => ({
    ...{ runId, startedAtMs: 0, resumed: false, notes: [] },
    snapshot: () => snapshotAt(0),
  });
  const readSaved = () => JSON.parse(files.text(`${FOLDER}/report.json`)!).counts.read;
  await writer.begin(start('survey'));
  writer.progress(snapshotAt(1_200_000, 7));
  await vi.waitFor(() => expect(readSaved()).toBe(7));
  await writer.begin(start('verify'));
  writer.progress(snapshotAt(4_000, 1));
  writer.progress(snapshotAt(5_000, 2));
  await vi.waitFor(() => expect(readSaved()).toBe(2));
});

test('plain progress goes on in the second journey as in the first', () => {
  const told: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
  const screen = new Screen({ quiet: false, verbose: false, progress: false, json: false });
  let elapsedMs = 0;
  const travel = (seconds: number) => {
    elapsedMs = 0;
    screen.show(
      () => snapshotAt(elapsedMs),
      () => undefined,
    );
    for (let second = 0; second < seconds; second += 1) {
      elapsedMs += 1_000;
      vi.advanceTimersByTime(1_000);
    }
    screen.stop();
  };
  travel(1_200);
  const first = told.length;
  travel(31);
  expect(first).toBe(80);
  expect(told.length - first).toBe(3);
});
