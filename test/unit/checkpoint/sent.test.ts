import { describe, expect, it } from 'vitest';
import type { Saved } from '../../../src/checkpoint/checkpoint.js';
import { rejectLine, rejectOf } from '../../../src/checkpoint/reject-line.js';
import { Sent } from '../../../src/checkpoint/sent.js';
import type { Outcome } from '../../../src/types.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { at, message } from '../../helpers/messages.js';

const NAME = 'data/chats.jsonl';

/** A run whose mark stands before record 5, and whose lane `b` is ahead with record 7. */
function saved(more: Partial<Saved> = {}): Saved {
  return {
    runId: 'r',
    startedAtMs: 1,
    identity: {},
    inputs: [
      {
        name: NAME,
        mark: { record: 5, part: 0, line: 5, byte: 400 },
        reader: 0,
        ahead: { b: [7, 0] },
        end: 700,
        fingerprint: { bytes: 700, blocks: [] },
      },
    ],
    books: {
      delivered: 5,
      rejected: 0,
      skipped: 0,
      retried: 0,
      unordered: 0,
      rejectsByCode: {},
      skippedByReason: {},
    },
    rejects: { bytes: 1_000_000, tail: '' },
    samples: [],
    reached: [9],
    isReachExact: true,
    ...more,
  };
}

function withRejects(...rejected: readonly (readonly [record: number, outcome: Outcome])[]): MemoryFiles {
  const files = new MemoryFiles();
  const lines = rejected.map(([record, outcome]) => {
    const reject = rejectOf(message(record, 'a'), { code: '90001', reason: 'r', advice: 'a', outcome });
    return rejectLine(reject, NAME, 'digest');
  });
  files.content.set('state/rejects.jsonl', Buffer.from(lines.join('')));
  return files;
}

const load = (state: Saved, files = new MemoryFiles(), names = [NAME]) => Sent.load(files, 'state', state, names);

describe('6.5: what a run may have put into the service', () => {
  it('everything settled, and what was handed out but not settled when it ended', async () => {
    const sent = await load(saved());
    expect(sent.isExact).toBe(true);
    expect([4, 5, 9, 10].map((record) => sent.sending(message(record, 'a')))).toEqual([
      'sent',
      'sent',
      'sent',
      'not-sent',
    ]);
    expect(sent.sending(message(7, 'b'))).toBe('sent');
  });

  it('after a crash everything up to the fence of the last save', async () => {
    const sent = await load(saved({ reached: [1_000, 20], isReachExact: false }));
    expect(sent.isExact).toBe(false);
    expect([1_000, 1_001].map((record) => sent.sending(message(record, 'a')))).toEqual(['sent', 'not-sent']);
    expect([20, 21].map((record) => sent.sending(message(record, 'a', 0, 1)))).toEqual(['sent', 'not-sent']);
  });

  it('an input the run never came to is not sent', async () => {
    const sent = await load(saved(), new MemoryFiles(), [NAME, 'later.jsonl']);
    expect(sent.sending(message(1, 'a', 0, 1))).toBe('not-sent');
  });

  it('not what was certainly refused, but what may have arrived all the same', async () => {
    const files = withRejects([2, 'refused'], [3, 'unknown'], [4, 'not-sent']);
    const sent = await load(saved(), files);
    expect([1, 2, 3, 4].map((record) => sent.sending(message(record, 'a')))).toEqual([
      'sent',
      'refused',
      'sent',
      'refused',
    ]);
    expect(sent.sending(message(2, 'a', 1))).toBe('sent');
  });

  it('what a power cut left behind the saved rejects is not looked at', async () => {
    const files = withRejects([2, 'refused']);
    const whole = files.content.get('state/rejects.jsonl')!;
    files.content.set('state/rejects.jsonl', Buffer.concat([whole, Buffer.from('\0\0{"record":\n')]));
    const sent = await load(saved({ rejects: { bytes: whole.length, tail: '' } }), files);
    expect(sent.sending(message(2, 'a'))).toBe('refused');
  });

  it('a reject is known again when the export has moved', async () => {
    const sent = await load(saved(), withRejects([2, 'refused']), ['elsewhere/chats.jsonl']);
    expect(sent.sending(message(2, 'a'))).toBe('refused');
  });

  it('a record that came out of a rejects file keeps its first place', async () => {
    const origin = { input: 'old.jsonl', record: 70, part: 0, line: 70, byte: 0, onlyPart: true };
    const source = { at: at(2), end: 200, endLine: 3, value: {}, origin };
    const again = message(2, 'a', 0, 0, source);
    const files = new MemoryFiles();
    const reject = rejectOf(again, { code: '1', reason: 'r', advice: 'a', outcome: 'refused' });
    files.content.set('state/rejects.jsonl', Buffer.from(rejectLine(reject, NAME, 'digest')));
    const sent = await load(saved(), files);
    expect(sent.sending(message(2, 'a'))).toBe('sent');
    expect(sent.sending(again)).toBe('refused');
    expect(sent.sending(again), 'the file holds it twice, and it was refused once').toBe('sent');
  });
});
