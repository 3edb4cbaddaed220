import { expect, it } from 'vitest';
import { FatalError } from '../../../src/errors.js';
import { damages } from '../../helpers/byte-damage.js';
import { seeded } from '../../helpers/export-files.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { statusText } from '../../helpers/status-in-process.js';

const REPORT = {
  runId: '20261123T034713Z-826dfa6a',
  command: 'run',
  inputs: ['chats.jsonl'],
  startedAt: '2026-11-23T03:47:13.893Z',
  finishedAt: null,
  state: 'running',
  counts: { read: 12, delivered: 5, rejected: 2, skipped: 1, pending: 4, retried: 1 },
  rejectsByCode: { 'bad-time': 2 },
  skippedByReason: { self: 1 },
  unordered: 0,
  ratePerSecond: 17,
  balanced: true,
  exitCode: null,
  progress: { activity: 'sending', cause: 'none', remainingMs: 7_000 },
  resume: 'tim-migrate run chats.jsonl',
};

it('status tells something of a report with any bit changed or any end cut off, or says with exit 4 that it cannot', async () => {
  const whole = Buffer.from(JSON.stringify(REPORT, null, 2));
  const files = new MemoryFiles();
  files.content.set('/state/report.json', whole);
  const right = await statusText(files, '/state');
  expect(right).toContain('20261123T034713Z-826dfa6a: died');
  let refused = 0;
  for (const { name, bytes } of damages(whole, seeded(7))) {
    files.content.set('/state/report.json', bytes);
    try {
      expect(await statusText(files, '/state')).toContain('= read');
    } catch (error) {
      expect(error, name).toBeInstanceOf(FatalError);
      expect(error, name).toMatchObject({ kind: 'state', code: 'report-damaged' });
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(whole.length);
});
