import { describe, expect, it } from 'vitest';
import { loadCheckpoint, type Saved, saveCheckpoint } from '../../../src/checkpoint/checkpoint.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

const SAVED: Saved = {
  runId: 'run-1',
  startedAtMs: 1_700_000_000_000,
  identity: { mapping: 'abc', application: '1' },
  inputs: [
    {
      name: 'chats.jsonl',
      mark: { record: 3, part: 0, line: 3, byte: 200 },
      reader: 5,
      ahead: { 'a\nb': [7, 0] },
      end: 700,
      fingerprint: { bytes: 700, blocks: ['00ff'] },
    },
  ],
  books: {
    delivered: 2,
    rejected: 1,
    skipped: 0,
    retried: 4,
    unordered: 0,
    rejectsByCode: { bad: 1 },
    skippedByReason: {},
  },
  rejects: { bytes: 120, tail: 'ff' },
  samples: [{ input: 0, record: 1, part: 0, key: '1_2_3', basis: 'ff' }],
  reached: [12],
  isReachExact: true,
};

async function saved(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await saveCheckpoint(files, 'state', SAVED);
  return files;
}

describe('the checkpoint file', () => {
  it('gives back what was saved', async () => {
    expect(await loadCheckpoint(await saved(), 'state')).toEqual(SAVED);
  });

  it('is absent at first', async () => {
    expect(await loadCheckpoint(new MemoryFiles(), 'state')).toBeUndefined();
  });

  it('is written whole beside the old one, made durable, and put in its place', async () => {
    const { operations } = await saved();
    expect(operations).toEqual([
      'open state/checkpoint.json.tmp',
      'write state/checkpoint.json.tmp',
      'sync state/checkpoint.json.tmp',
      'rename state/checkpoint.json',
      'syncFolder state',
    ]);
  });

  it('is refused with any byte changed or any end cut off', async () => {
    const files = await saved();
    const whole = Buffer.from(files.content.get('state/checkpoint.json')!);
    for (let index = 0; index < whole.length; index += 1) {
      const flipped = Buffer.from(whole);
      flipped[index]! ^= 1;
      files.content.set('state/checkpoint.json', flipped);
      await expect(loadCheckpoint(files, 'state'), `byte ${index}`).rejects.toMatchObject({ kind: 'state' });
      files.content.set('state/checkpoint.json', whole.subarray(0, index));
      await expect(loadCheckpoint(files, 'state'), `cut at ${index}`).rejects.toMatchObject({ kind: 'state' });
    }
  });

  it('of a later version is refused by name', async () => {
    const files = await saved();
    const text = files.text('state/checkpoint.json')!.replace('"version":1', '"version":2');
    files.content.set('state/checkpoint.json', Buffer.from(text));
    await expect(loadCheckpoint(files, 'state')).rejects.toThrow(/version 2/);
  });
});
