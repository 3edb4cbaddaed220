import { describe, expect, it } from 'vitest';
import { LinesFile, REJECTS_FILE } from '../../../src/checkpoint/lines-file.js';
import { rejectLine, rejectOf } from '../../../src/checkpoint/reject-line.js';
import type { RawRecord } from '../../../src/types.js';
import { MemoryFiles } from '../../helpers/memory-files.js';
import { at, message, rawRecord, reject } from '../../helpers/messages.js';

const PATH = 'state/rejects.jsonl';

async function written(...lines: string[]): Promise<{ files: MemoryFiles; saved: { bytes: number; tail: string } }> {
  const files = new MemoryFiles();
  const rejects = await LinesFile.open(files, 'state', REJECTS_FILE, undefined);
  for (const line of lines) rejects.append(line);
  const saved = rejects.state();
  await rejects.close();
  return { files, saved };
}

describe('1.4: rejects.jsonl', () => {
  it('is cut back to what the checkpoint counts', async () => {
    const { files, saved } = await written('one\n', 'two\n');
    files.content.set(PATH, Buffer.from('one\ntwo\nthree that no checkpoint coun'));
    const rejects = await LinesFile.open(files, 'state', REJECTS_FILE, saved);
    rejects.append('four\n');
    await rejects.close();
    expect(files.text(PATH)).toBe('one\ntwo\nfour\n');
  });

  it.each([
    ['shorter', 'one\ntw'],
    ['different', 'one\ntwO\nmore'],
    ['empty', ''],
  ])('is refused when it is %s, and nothing is changed', async (_what, content) => {
    const { files, saved } = await written('one\n', 'two\n');
    files.content.set(PATH, Buffer.from(content));
    await expect(LinesFile.open(files, 'state', REJECTS_FILE, saved)).rejects.toMatchObject({
      kind: 'state',
      code: 'rejects-changed',
    });
    expect(files.text(PATH)).toBe(content);
  });

  it('is refused when it is gone', async () => {
    const { files, saved } = await written('one\n');
    files.content.delete(PATH);
    await expect(LinesFile.open(files, 'state', REJECTS_FILE, saved)).rejects.toMatchObject({
      code: 'rejects-changed',
    });
  });

  it('is judged by its last 4 KiB over many lines and lives', async () => {
    const files = new MemoryFiles();
    let saved: { bytes: number; tail: string } | undefined;
    for (let life = 0; life < 5; life += 1) {
      const rejects = await LinesFile.open(files, 'state', REJECTS_FILE, saved);
      for (let line = 0; line < 100; line += 1) {
        rejects.append(`${life}-${line} ${'x'.repeat(line)}\n`);
        if (line === 60) {
          saved = rejects.state();
          await rejects.sync();
        }
      }
      await rejects.close();
    }
    const lines = files.text(PATH)!.trimEnd().split('\n');
    expect(lines.length).toBe(4 * 61 + 100);
  });

  it('tells when a disk does not take it', async () => {
    const files = new MemoryFiles();
    const rejects = await LinesFile.open(files, 'state', REJECTS_FILE, undefined);
    rejects.append('one\n');
    files.fail = (operation) => {
      if (operation === 'write') throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    await expect(rejects.sync()).rejects.toMatchObject({ code: 'disk-full', kind: 'stopped' });
    await expect(rejects.sync()).rejects.toMatchObject({ code: 'disk-full', kind: 'stopped' });
  });
});

describe('5.1: a reject line', () => {
  const line = (record: RawRecord) => JSON.parse(rejectLine(reject(3, 'bad', 0, record), 'chats.jsonl', 'digest'));

  it('tells place, stage, reason, and holds the parsed record', () => {
    expect(line(rawRecord(3, { id: 12345678901234567890n }))).toMatchObject({
      input: 'chats.jsonl',
      record: 3,
      part: 0,
      line: 3,
      byte: 200,
      stage: 'map',
      code: 'bad',
      reason: 'r',
      advice: 'a',
      outcome: 'not-sent',
      mapping: 'digest',
    });
    expect(rejectLine(reject(3, 'bad', 0, rawRecord(3, { id: 12345678901234567890n })), '', '')).toContain(
      '"raw":{"id":12345678901234567890}',
    );
  });

  it('of the service carries the key and what it rests on', () => {
    const refused = rejectOf(message(3, 'a\nb'), { code: '90012', reason: 'r', advice: 'a', outcome: 'refused' });
    expect(refused).toMatchObject({ stage: 'deliver', id: 'id-3', key: '3_3_1700000003', outcome: 'refused' });
    expect(refused.basis).toMatch(/^[0-9a-f]{32}$/);
  });

  const broken = (raw: Buffer, length = raw.length): RawRecord => ({
    ...rawRecord(3),
    broken: { code: 'c', reason: 'r', advice: 'a', length, raw, atEnd: false },
  });

  it('holds broken text as text, and bytes that are no UTF-8 in base64', () => {
    expect(line(broken(Buffer.from('{"a":"ü'))).rawText).toBe('{"a":"ü');
    expect(line(broken(Buffer.from([0x7b, 0xff, 0x22]))).rawBase64).toBe('e/8i');
  });

  it('is cut at 64 KiB between characters, and tells the whole length', () => {
    const text = `a${'€'.repeat(40_000)}`;
    const cut = line(broken(Buffer.from(text).subarray(0, 65_536), 120_001));
    expect(cut.length).toBe(120_001);
    expect(text.startsWith(cut.rawText)).toBe(true);
    expect(Buffer.byteLength(cut.rawText)).toBeGreaterThan(65_530);
    const large = line(rawRecord(3, { text }));
    expect(large.raw).toBeUndefined();
    expect(large.length).toBe(Buffer.byteLength(JSON.stringify({ text })));
    expect(Buffer.byteLength(large.rawText)).toBeLessThanOrEqual(65_536);
  });

  it('5.2: of a record that came from a rejects file keeps its first place', () => {
    const origin = { input: 'first.jsonl', record: 77, part: 2, line: 80, byte: 9_000, onlyPart: true };
    expect(line({ ...rawRecord(3), at: at(3), origin })).toMatchObject({
      input: 'first.jsonl',
      record: 77,
      part: 2,
      line: 80,
      byte: 9_000,
    });
  });
});
