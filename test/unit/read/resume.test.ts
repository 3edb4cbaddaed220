import { describe, expect, it } from 'vitest';
import type { ReadOptions } from '../../../src/read/open.js';
import { listInputs, openExport } from '../../../src/read/open.js';
import type { RawRecord, ResumePoint } from '../../../src/types.js';
import { PACKINGS, SAMPLES } from './samples.js';
import { brief, briefs, codes, drain, memoryDisk, openBytes, readBytes, standardInput, streamOf } from './support.js';

/** Reads everything, and the resume point that a run would have saved after each record. */
async function lifeOf(bytes: Buffer, options: ReadOptions): Promise<{ records: RawRecord[]; points: ResumePoint[] }> {
  const opened = await openBytes(bytes, options);
  const records: RawRecord[] = [];
  const points: ResumePoint[] = [];
  for await (const some of opened.records()) {
    for (const record of some) {
      records.push(record);
      points.push(pointAfter(record, opened.fingerprint(0, record.end)));
    }
  }
  await opened.close();
  return { records, points };
}

function pointAfter({ at, end, endLine }: RawRecord, fingerprint: ResumePoint['fingerprint']): ResumePoint {
  return { from: { record: at.record + 1, part: 0, line: endLine, byte: end }, fingerprint };
}

describe.each(SAMPLES)('resume in $name', ({ text, options, needsFile }) => {
  const bytes = Buffer.from(text);

  it.each(PACKINGS)('at every record of a $name file gives exactly the rest', async ({ pack }) => {
    const packed = pack(bytes);
    const { records, points } = await lifeOf(packed, options);
    const all = briefs(records);
    for (const [index, point] of points.entries()) {
      const rest = briefs(await readBytes(packed, options, { resume: [point] }));
      expect(rest, `after record ${index + 1}`).toEqual(all.slice(index + 1));
    }
  });

  it('at the place of every record itself, as after a message that was not settled', async () => {
    const { records, points } = await lifeOf(bytes, options);
    const all = briefs(records);
    for (const [index, { at }] of records.entries()) {
      const { record, line, byte } = at;
      const point = { from: { record, part: 1, line, byte }, fingerprint: points.at(-1)!.fingerprint };
      expect(briefs(await readBytes(bytes, options, { resume: [point] }))).toEqual(all.slice(index));
    }
  });

  it.skipIf(needsFile)('on standard input reads past what was done', async () => {
    const { records, points } = await lifeOf(bytes, options);
    const middle = Math.floor(records.length / 2);
    const deps = { files: memoryDisk({}).port, stdin: streamOf(bytes, 33), resume: [points[middle]] };
    const rest = await drain(await openExport([standardInput], options, deps));
    expect(briefs(rest)).toEqual(briefs(records).slice(middle + 1));
  });

  it('goes on in a text that has grown behind any record', async () => {
    const { records, points } = await lifeOf(bytes, options);
    const all = briefs(records);
    for (const [index, { end, broken }] of records.entries()) {
      if (broken) continue;
      // What stood there when the earlier life read the file: only the text up to the record.
      const { points: early } = await lifeOf(bytes.subarray(0, end), options);
      const point = { ...points[index]!, fingerprint: early[index]!.fingerprint };
      const rest = briefs(await readBytes(bytes, options, { resume: [point] }));
      expect(rest).toEqual(all.slice(index + 1));
    }
  });
});

describe('2.3: a last record without its line end', () => {
  it.each(PACKINGS)('goes on with one: the next record has its right line ($name)', async ({ pack }) => {
    const { points } = await lifeOf(pack(Buffer.from('{"a":1}\n{"a":2}')), {});
    expect(points[1]?.fingerprint.openRecord).toBe(2);
    const rest = await readBytes(pack(Buffer.from('{"a":1}\n{"a":2}\r\n{"a":3}\n')), {}, { resume: [points[1]] });
    expect(briefs(rest)).toEqual([{ record: 3, line: 3, byte: 17, end: 25, endLine: 4, value: { a: 3 } }]);
    expect(await readBytes(pack(Buffer.from('{"a":1}\n{"a":2}')), {}, { resume: [points[1]] })).toEqual([]);
  });

  it.each(PACKINGS)('goes on without one: exit 4 names the record ($name)', async ({ pack }) => {
    const { points } = await lifeOf(pack(Buffer.from('a,b\n1,x')), { format: 'csv' });
    const failed = readBytes(pack(Buffer.from('a,b\n1,xyz\n')), { format: 'csv' }, { resume: [points[0]] });
    await expect(failed).rejects.toMatchObject({
      kind: 'state',
      code: 'open-record-changed',
      message: expect.stringContaining('Record 1 '),
    });
  });
});

describe('2.2: what differs is found', () => {
  const lines = (count: number): Buffer =>
    Buffer.from(Array.from({ length: count }, (_, id) => `{"id":${id}}\n`).join(''));

  it.each(PACKINGS)(
    'any byte below the fingerprint, before any record of a plain file ($name)',
    async ({ name, pack }) => {
      const text = lines(20);
      const { points } = await lifeOf(pack(text), {});
      const point = points[9]!;
      for (let byte = 0; byte < point.fingerprint.bytes; byte += 7) {
        const other = Buffer.from(text);
        other[byte] = other[byte]! ^ 1;
        const opened = await openBytes(pack(other), { format: 'jsonl' }, { resume: [point] });
        const records: RawRecord[] = [];
        const reading = (async () => {
          for await (const some of opened.records()) records.push(...some);
        })();
        await expect(reading, `byte ${byte}`).rejects.toMatchObject({ kind: 'state', code: 'export-changed' });
        if (name === 'plain') expect(records).toEqual([]);
        await opened.close();
      }
      const behind = Buffer.from(text);
      behind[point.fingerprint.bytes + 4] = 0x7f;
      expect(await readBytes(pack(behind), { format: 'jsonl' }, { resume: [point] })).toHaveLength(10);
    },
  );

  it.each(PACKINGS)('a file that became shorter ($name)', async ({ pack }) => {
    const { points } = await lifeOf(pack(lines(20)), {});
    const failed = readBytes(pack(lines(15)), {}, { resume: [points[17]] });
    await expect(failed).rejects.toMatchObject({ kind: 'state', code: 'export-shrank' });
  });

  it('a JSON array may grow: its closing bracket is not covered', async () => {
    const { points } = await lifeOf(Buffer.from('[{"a":1},{"a":2}\n]\n'), {});
    const rest = await readBytes('[{"a":1},{"a":2}\n,{"a":3}]\n', {}, { resume: [points[1]] });
    expect(rest.map(brief)).toMatchObject([{ record: 3, line: 2, value: { a: 3 } }]);
  });
});

describe('a big file', () => {
  const line = `{"text":"${'x'.repeat(990)}"}\n`;
  const text = Buffer.from(line.repeat(60_000));
  const middle = 50_000;

  it('is sought into: only the first block and those from the mark on are read before the first record', async () => {
    const disk = memoryDisk({ 'a.jsonl': text });
    const { inputs } = await listInputs(['a.jsonl'], disk.port);
    const first = await openExport(inputs, {}, { files: disk.port });
    let point: ResumePoint | undefined;
    for await (const records of first.records()) {
      const record = records.find(({ at }) => at.record === middle);
      if (record) point = pointAfter(record, first.fingerprint(0, record.end));
      if (point) break;
    }
    await first.close();
    disk.read.clear();
    const opened = await openExport(inputs, {}, { files: disk.port, resume: [point] });
    const begun = opened.records();
    const { value } = await begun.next();
    expect(value?.[0]?.at).toMatchObject({ record: middle + 1, line: middle + 1, byte: middle * line.length });
    expect(opened.bytesRead()).toBeGreaterThanOrEqual(middle * line.length);
    expect(disk.read.get('a.jsonl')).toBeLessThan(40 * 1024 * 1024);
    let seen = value!.length;
    for await (const records of begun) seen += records.length;
    expect(seen).toBe(10_000);
    expect(opened.bytesRead()).toBe(text.length);
    await opened.close();
    expect(disk.openHandles).toBe(0);

    disk.files.get('a.jsonl')![20 * 1024 * 1024] = 0x79;
    const failed = drain(await openExport(inputs, {}, { files: disk.port, resume: [point] }));
    await expect(failed).rejects.toMatchObject({
      code: 'export-changed',
      message: expect.stringContaining('16777216 to 33554432'),
    });
  });

  it('has the same fingerprint wherever it was resumed, and however seldom it was asked for', async () => {
    const often = await openBytes(text, {});
    const points = new Map<number, ResumePoint>();
    for await (const records of often.records()) {
      const last = records.at(-1)!;
      points.set(last.end, pointAfter(last, often.fingerprint(0, last.end)));
    }
    const end = text.length;
    const expected = points.get(end)!.fingerprint;
    expect(expected).toMatchObject({ bytes: end });
    expect(expected.blocks).toHaveLength(Math.ceil(end / (16 * 1024 * 1024)));
    const some = [...points.values()].filter((_, index) => index % 80 === 40);
    for (const point of some) {
      const again = await openBytes(text, {}, { resume: [point] });
      for await (const _ of again.records());
      expect(again.fingerprint(0, end)).toEqual(expected);
      await again.close();
    }
    await often.close();
    // Reads the whole several times over: slow where other work goes on.
  }, 120_000);
});

describe('codes of resumed broken records', () => {
  it('a cut gzip is read again when it is whole', async () => {
    const pack = PACKINGS[1]!.pack;
    const whole = pack(Buffer.from('{"a":1}\n'.repeat(30)));
    const cut = whole.subarray(0, whole.length - 12);
    const { records, points } = await lifeOf(cut, {});
    expect(codes(records).at(-1)).toBe('cut-archive');
    const resumed = await readBytes(whole, {}, { resume: [points.at(-2)] });
    expect(resumed.length + records.length - 1).toBe(30);
  });
});
