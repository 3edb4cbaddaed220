import { describe, expect, it } from 'vitest';
import type { RawRecord } from '../../../src/types.js';
import { readBytes } from './support.js';

const fields = {
  input: 'old/a.jsonl',
  record: 7,
  part: 0,
  line: 9,
  byte: 1234,
  stage: 'read',
  code: 'bad-json',
  reason: 'why',
  advice: 'what',
  outcome: 'not-sent',
};

async function readLine(line: object): Promise<RawRecord> {
  const [record] = await readBytes(`${JSON.stringify({ ...fields, ...line })}\n`);
  return record!;
}

describe('5.2: a rejects file as export', () => {
  it('a line gives its record, which keeps its first place', async () => {
    const [record] = await readBytes(`{"x":0}\n${JSON.stringify({ ...fields, raw: { id: 1 }, length: 8 })}\n`.slice(8));
    expect(record?.value).toEqual({ id: 1 });
    expect(record?.at).toMatchObject({ input: 0, record: 1, line: 1, byte: 0 });
    expect(record?.origin).toEqual({ input: 'old/a.jsonl', record: 7, part: 0, line: 9, byte: 1234, onlyPart: false });
  });

  it('keys, basis and mapping go along; a rejected delivery or a later part is about that part only', async () => {
    const sent = await readLine({ stage: 'deliver', key: '1_2_3', basis: 'b', mapping: 'm', raw: { id: 1 } });
    expect(sent.origin).toMatchObject({ onlyPart: true, key: '1_2_3', basis: 'b', mapping: 'm' });
    expect((await readLine({ part: 2, stage: 'map', raw: { id: 1 } })).origin).toMatchObject({
      part: 2,
      onlyPart: true,
    });
  });

  it('long integers keep their digits', async () => {
    const line = JSON.stringify({ ...fields, raw: { id: 0 } }).replace('"id":0', '"id":12345678901234567890');
    const [record] = await readBytes(`${line}\n`);
    expect(record?.value).toEqual({ id: 12345678901234567890n });
  });

  it('text that did not parse gets another chance', async () => {
    expect((await readLine({ rawText: '{"id":12345678901234567890}', length: 27 })).value).toEqual({
      id: 12345678901234567890n,
    });
    const still = await readLine({ rawText: '{"id":', length: 6 });
    expect(still.broken).toMatchObject({ code: 'bad-json', length: 6, atEnd: false });
    expect(Buffer.from(still.broken!.raw).toString()).toBe('{"id":');
    expect(still.broken?.advice).toContain('rawText');
    expect(still.origin?.record).toBe(7);
  });

  it('bytes must have become UTF-8', async () => {
    const rawBase64 = Buffer.from('{"a":"好"}').toString('base64');
    expect((await readLine({ rawBase64 })).value).toEqual({ a: '好' });
    const bad = await readLine({ rawBase64: Buffer.from([0x7b, 0xff]).toString('base64') });
    expect(bad.broken).toMatchObject({ code: 'bad-encoding' });
  });

  it('a cut record sends one back to the original', async () => {
    const cut = await readLine({ rawText: '{"id":1}', length: 100_000 });
    expect(cut.broken).toMatchObject({ code: 'cut-raw', length: 100_000 });
    expect(cut.broken?.advice).toContain('old/a.jsonl, record 7, byte 1234');
  });

  it('a record that only looks a little like one is a record', async () => {
    const like = { stage: 'x', outcome: 'y', raw: 1 };
    const [record] = await readBytes(`${JSON.stringify(like)}\n`);
    expect(record?.value).toEqual(like);
    expect(record?.origin).toBeUndefined();
  });
});
