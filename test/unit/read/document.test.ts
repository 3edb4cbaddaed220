import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listInputs, openExport, type ReadOptions } from '../../../src/read/open.js';
import { openingOf } from '../../../src/read/opening.js';
import type { ContainerShape, RawRecord, ResumePoint } from '../../../src/types.js';
import { SAMPLES } from './samples.js';
import { briefs, codes, drain, memoryDisk, openBytes, readBytes, standardInput, streamOf } from './support.js';

const TELEGRAM: ContainerShape = {
  paths: ['chats.list[].messages', 'messages'],
  within: ['id', 'name', 'type', 'personal_information.user_id'],
};
const SENDBIRD: ContainerShape = { paths: ['messages'], around: ['channel'] };

const outcomes = (records: readonly RawRecord[]): unknown[] =>
  records.map(({ value, broken }) => broken?.code ?? value);
const read = async (text: string | Buffer, shape: ContainerShape, more: ReadOptions = {}): Promise<unknown[]> =>
  outcomes(await readBytes(text, { shape, ...more }));

describe('lists of records inside one object', () => {
  it('are read at their path; places are those of the records', async () => {
    const text = '\ufeff{"total":2,\r\n"messages":[\n{"a":1} ,{"a":"]"}],"next":[{}]}\n';
    expect(briefs(await readBytes(text, { shape: { paths: ['messages'] } }))).toEqual([
      { record: 1, line: 3, byte: 29, end: 36, endLine: 3, value: { a: 1 } },
      { record: 2, line: 3, byte: 38, end: 47, endLine: 3, value: { a: ']' } },
    ]);
  });

  it('of every element of an array, and of several paths, are numbered through in the order of the document', async () => {
    const text =
      '{"b":[{"a":1}],"chats":[{"m":[{"a":2},{"a":3}]},{"x":1},{"m":[]},{"m":[{"a":4}]}],"b":[{"a":5}],"c":[{}]}';
    const records = await readBytes(text, { shape: { paths: ['chats[].m', 'b', 'absent'] } });
    expect(records.map(({ at, value }) => [at.record, value])).toEqual([1, 2, 3, 4, 5].map((a) => [a, { a }]));
  });

  it.each([
    ['no element', '{"chats":{"list":[]}}', 0],
    ['elements without a list', '{"chats":{"list":[{"id":1},5,"x",[{"messages":[{}]}]]}}', 0],
    ['one list', '{"chats":{"list":[{"messages":[{}]}]}}', 1],
    ['empty lists', '{"chats":{"list":[{"messages":[]},{"messages":[ ]}]}}', 0],
    ['a list that is none', '{"chats":{"list":[{"messages":{"messages":[{}]}},{"messages":[{}]}]}}', 1],
  ])('a wildcard over %s', async (_, text, count) => {
    const records = await readBytes(text, { shape: { paths: ['chats.list[].messages'] } });
    expect(codes(records)).toEqual(Array(count).fill('ok'));
  });

  it('an array of arrays is named by [] at its end', async () => {
    expect(await read('{"pages":[[{"a":1}],[],[{"a":2}]]}', { paths: ['pages[]'] })).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('nothing that only looks like one is taken: in strings, deeper, in records, above', async () => {
    const text =
      '{"s":"\\"messages\\":[{\\"a\\":0}]","x":{"messages":[{"a":0}]},"y":[{"messages":[{"a":0}]}],"messages":[{"a":1,"messages":[{"a":0}]},{"t":"messages"}]}';
    expect(await read(text, { paths: ['messages'] })).toEqual([{ a: 1, messages: [{ a: 0 }] }, { t: 'messages' }]);
    expect(await read('{"\\u006dessages":[{"a":1}]}', { paths: ['messages'] })).toEqual([{ a: 1 }]);
  });

  it('what is nested 1,000 levels deep and more is passed over; deep records are told', async () => {
    const deep = (levels: number): string => `${'[{"x":'.repeat(levels / 2)}1${'}]'.repeat(levels / 2)}`;
    const text = (levels: number) => `{"id":${deep(levels)},"messages":[{"a":1},{"a":${deep(levels)}},{"a":2}]}`;
    const shape = { paths: ['messages'] };
    expect(codes(await readBytes(text(998), { shape }))).toEqual(['ok', 'ok', 'ok']);
    expect(codes(await readBytes(text(1002), { shape }))).toEqual(['ok', 'too-deep', 'ok']);
    expect(codes(await readBytes(text(40_000), { shape }))).toEqual(['ok', 'too-deep', 'ok']);
    const [first] = await read(text(1002), { ...shape, within: ['id'] });
    expect(first).toEqual({ within: {}, record: { a: 1 } });
  });

  it('7.1: a broken record costs itself only; bytes that are not UTF-8, too', async () => {
    const text = '{"m":[{"a":1},{"a" 2},{"b":{"x":1},{"a":3},\n{"q":"y},\n{"a":4}],"n":[{"e":1]}';
    expect(await read(text, { paths: ['m', 'n'] })).toEqual([
      { a: 1 },
      'bad-json',
      'bad-json',
      { a: 3 },
      'bad-json',
      { a: 4 },
      'bad-json',
    ]);
    const bad = Buffer.from('{"x":"?","m":[{"a":"?"},{"a":1}]}'.replaceAll('?', '\xff'), 'latin1');
    expect(await read(bad, { paths: ['m'], within: ['x'] })).toEqual([
      'bad-encoding',
      { within: {}, record: { a: 1 } },
    ]);
  });

  it('documents one after another are all read; one without any of the lists is told', async () => {
    const page = (a: number): string => `{"total":1,"messages":[{"a":${a}}]}`;
    expect(await read(`${page(1)}\n${page(2)}${page(3)}`, { paths: ['messages'] })).toEqual(
      [1, 2, 3].map((a) => ({ a })),
    );
    expect(await read(`${page(1)}\n{"error":5}\n${page(2)}`, { paths: ['messages'] })).toEqual([
      { a: 1 },
      'no-list',
      { a: 2 },
    ]);
  });

  it('where the JSON is broken outside of records, the rest is told, never passed over in silence', async () => {
    const shape = { paths: ['c[].m'] };
    for (const rest of ['}],{"m":[{"a":2}]}]}', '"x",{"m":[{"a":2}]}]}', '{"m":[{"a":2}]}]}', ':[]}]}'])
      expect(await read(`{"c":[{"m":[{"a":1}]${rest}`, shape), rest).toContain('broken-document');
    const records = await readBytes('{"c":[{"m":[{"a":1}]}}\n,"m":[{"a":2}]}', { shape });
    expect(briefs(records)[1]).toMatchObject({ code: 'broken-document', byte: 21, length: 17, atEnd: true });
    expect(await read('{"m":[{"a":1}]}\nxyz', { paths: ['m'] })).toEqual([{ a: 1 }, 'after-document']);
  });
});

describe('what stands round a list', () => {
  it('goes along with its records when it stands before them; the inner one counts', async () => {
    const text = JSON.stringify({
      personal_information: { user_id: 7, name: 'not this' },
      id: 'root',
      chats: {
        list: [
          { name: 'A', type: 'personal_chat', id: 1, messages: [{ id: 10 }, { id: 11, name: 'x' }] },
          { type: 'private_group', messages: [{ id: 12 }], id: 2 },
          { name: null, id: { deep: [true] }, messages: [{ id: 13 }] },
        ],
      },
    });
    expect(await read(text, TELEGRAM)).toEqual([
      { within: { 'personal_information.user_id': 7, id: 1, name: 'A', type: 'personal_chat' }, record: { id: 10 } },
      {
        within: { 'personal_information.user_id': 7, id: 1, name: 'A', type: 'personal_chat' },
        record: { id: 11, name: 'x' },
      },
      { within: { 'personal_information.user_id': 7, id: 'root', type: 'private_group' }, record: { id: 12 } },
      { within: { 'personal_information.user_id': 7, id: { deep: [true] }, name: null }, record: { id: 13 } },
    ]);
    const single = '{"name":"B","type":"personal_chat","id":99,"messages":[{"id":1}]}';
    expect(await read(single, TELEGRAM)).toEqual([
      { within: { name: 'B', type: 'personal_chat', id: 99 }, record: { id: 1 } },
    ]);
  });

  it('may be of any kind and keeps every digit; a member named twice counts as it was last', async () => {
    const text =
      '{"a":12345678901234567890 ,"b":-1.5e3\n,"c":true,"d":"\\u597d","e":[ ],"a":98765432109876543210,"m":[{}]}';
    const within = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(await read(text, { paths: ['m'], within })).toEqual([
      { within: { a: 98765432109876543210n, b: -1500, c: true, d: '好', e: [] }, record: {} },
    ]);
  });

  it('is left out when it is larger than 64 KiB, and then hides one further out', async () => {
    const text = (length: number) => `{"t":"out","c":[{"t":"${'x'.repeat(length - 2)}","id":1,"m":[{}]}]}`;
    const shape = { paths: ['c[].m'], within: ['t', 'id'] };
    expect(await read(text(64 * 1024), shape)).toEqual([
      { within: { t: 'x'.repeat(64 * 1024 - 2), id: 1 }, record: {} },
    ]);
    expect(await read(text(64 * 1024 + 1), shape)).toStrictEqual([{ within: { id: 1 }, record: {} }]);
  });

  it('is never the object the list is in', async () => {
    expect(await read('{"c":{"id":1,"m":[{}]}}', { paths: ['c.m'], within: ['c', 'id'] })).toEqual([
      { within: { id: 1 }, record: {} },
    ]);
    const two = '{"c":{"id":1,"m":[{}]},"d":{"m":[{}]}}';
    expect(await read(two, { paths: ['c.m', 'd.m'], within: ['c'] })).toStrictEqual([
      { within: {}, record: {} },
      { within: {}, record: {} },
    ]);
  });

  it('behind the list is found in a reading of its own; what is not there is not in the frame', async () => {
    const text = '\ufeff{"messages":[{"id":1},{"id":2}],"channel":{"members":[{"user_id":"a"}]},"other":1}';
    expect(await read(text, { ...SENDBIRD, around: ['channel', 'absent'] })).toEqual(
      [1, 2].map((id) => ({ within: { channel: { members: [{ user_id: 'a' }] } }, record: { id } })),
    );
    expect(await read(gzipSync(text), SENDBIRD)).toHaveLength(2);
    expect(await read('{"messages":[{"id":1}]}', SENDBIRD)).toEqual([{ within: {}, record: { id: 1 } }]);
  });

  it('a large channel is kept up to 16 MiB', async () => {
    const channel = 'x'.repeat(16 * 1024 * 1024 - 2);
    const text = (more: string) => `{"messages":[{}],"channel":"${channel}${more}"}`;
    expect(await read(text(''), SENDBIRD)).toEqual([{ within: { channel }, record: {} }]);
    expect(await read(text('x'), SENDBIRD)).toEqual([{ within: {}, record: {} }]);
  });

  it('behind the list, cannot be had from a pipe', async () => {
    const stdin = () => ({ files: memoryDisk({}).port, stdin: streamOf(Buffer.from('{"messages":[{}]}'), 5) });
    const failed = async (shape: ContainerShape) => drain(await openExport([standardInput], { shape }, stdin()));
    await expect(failed(SENDBIRD)).rejects.toMatchObject({
      kind: 'usage',
      code: 'needs-file',
      hint: expect.stringContaining('into a file'),
    });
    expect(await failed({ paths: ['messages'], within: ['id'] })).toHaveLength(1);
    const lines = { files: memoryDisk({}).port, stdin: streamOf(Buffer.from('{"id":1}\n'), 5) };
    expect(await drain(await openExport([standardInput], { shape: SENDBIRD }, lines))).toHaveLength(1);
  });

  it('belongs to one document: another behind it is told and not read', async () => {
    expect(await read('{"messages":[{"id":1}]}{"messages":[{"id":2}]}', SENDBIRD)).toEqual([
      { within: {}, record: { id: 1 } },
      'after-document',
    ]);
  });

  it('goes along with a broken record, so that its corrected text is a whole one', async () => {
    const [record] = await readBytes('{"id":1,"messages":[{"a" 1}]}', { shape: TELEGRAM });
    const raw = Buffer.from(record!.broken!.raw).toString();
    expect(raw).toBe('{"record":{"a" 1},"within":{"id":1}}');
    expect(record?.broken?.length).toBe(raw.length);
    expect(record?.at.byte).toBe(20);
    const line = {
      ...{
        input: 'a',
        record: 1,
        part: 0,
        line: 1,
        byte: 20,
        stage: 'read',
        code: 'c',
        reason: 'r',
        outcome: 'not-sent',
      },
      rawText: raw.replace(' 1', ':1'),
      length: raw.length,
    };
    const [corrected] = await readBytes(`${JSON.stringify(line)}\n`, { shape: TELEGRAM });
    expect(corrected?.value).toEqual({ record: { a: 1 }, within: { id: 1 } });
  });

  it('is not put round records of arrays and lines, nor of a rejects file', async () => {
    expect(await read('[{"id":1}]', TELEGRAM)).toEqual([{ id: 1 }]);
    expect(await read('{"id":1}\n{"id":2}\n', TELEGRAM)).toEqual([{ id: 1 }, { id: 2 }]);
    const fields = { record: 1, part: 0, line: 1, byte: 0, stage: 'map', code: 'c', reason: 'r', outcome: 'not-sent' };
    const raw = { within: { id: 1 }, record: { id: 2 } };
    const line = `${JSON.stringify({ input: 'a', ...fields, messages: [{}], raw })}\n`;
    for (const shape of [TELEGRAM, { ...SENDBIRD, glued: true, prefixed: true }])
      expect(await read(line, shape)).toEqual([raw]);
  });
});

describe('whether an input is such a document', () => {
  const opening = (text: string, shape: ContainerShape, more: ReadOptions = {}, isWhole = true) =>
    openingOf(Buffer.from(text), isWhole, more.format ?? 'x', { shape, ...more });
  const messages: ContainerShape = { paths: ['messages'] };

  it('is told by a walk over its beginning, on one line or many', () => {
    expect(opening('{"messages":[{}],"channel":{}}', messages)).toMatchObject({
      format: 'json',
      container: 'document',
    });
    expect(opening('{\n "x": 1,\n "messages": [\n', messages, {}, false)).toMatchObject({ container: 'document' });
    expect(opening('{"x":[1],"mess', messages, {}, false)).toBeUndefined();
    expect(opening('{"id":1}\n{"id":2}\n', messages)).toMatchObject({ format: 'jsonl' });
    expect(opening('{"id":1}{"id":2}', { ...messages, glued: true })).toMatchObject({ container: 'glued' });
    expect(opening('{"messages":[]}', { ...messages, glued: true, prefixed: true })).toMatchObject({
      container: 'document',
    });
  });

  it('what is named wins', () => {
    expect(opening('{"messages":[{}]}', messages, { recordsPath: 'x' })).toMatchObject({ path: ['x'] });
    expect(opening('{"messages":[{}]}', messages, { format: 'jsonl' })).toMatchObject({ format: 'jsonl' });
    expect(opening('{"messages":[{}]}', messages, { format: 'json' })).toMatchObject({ container: 'document' });
  });

  it('one larger than a head is one, whatever comes; without any list it is a usage error that names what is there', async () => {
    const big = `{"contacts":[${'5,'.repeat(200_000)}5],"users":[],`;
    expect(await read(`${big}"messages":[{"a":1}]}`, messages)).toEqual([{ a: 1 }]);
    for (const text of [`${big}"x":1}`, '{"contacts":[5],\n"users":[{}]}'])
      await expect(readBytes(text, { shape: { paths: ['messages', 'c[].m'] } }, { name: 'x' })).rejects.toMatchObject({
        kind: 'usage',
        code: 'no-array',
        message: expect.stringMatching(/messages, c\[\]\.m.*contacts, users/),
      });
  });

  it('is the same however the bytes come', async () => {
    const text = '{"messages":[{"a":1}],"channel":{}}';
    for (const step of [1, 2, 3, 5, 8])
      expect(outcomes(await readBytes(text, { shape: messages }, { step: () => step }))).toEqual([{ a: 1 }]);
  });
});

describe('a document that grows', () => {
  const whole = '{"id":1,"c":[{"id":2,"m":[{"a":1},{"a":2}]},{"m":[{"a":3}]}]}';
  const shape = { paths: ['c[].m'], within: ['id'] };

  it('2.3: cut anywhere behind its first list gives the records before, and one broken one at the end', async () => {
    const all = await read(whole, shape);
    for (let cut = whole.indexOf('[', 12) + 1; cut < whole.length; cut += 1) {
      const records = await readBytes(whole.slice(0, cut), { shape });
      const last = records.at(-1);
      expect(last?.broken?.atEnd, `cut at ${cut}`).toBe(true);
      expect(outcomes(records.slice(0, -1))).toEqual(all.slice(0, records.length - 1));
    }
  });

  it('is read on when its list, or its number of lists, has grown', async () => {
    const opened = await openBytes('{"id":1,"c":[{"id":2,"m":[{"a":1}]}]}', { shape });
    const [record] = await drain(opened);
    const point = pointBehind(record!, opened.fingerprint(0, record!.end));
    const rest = await readBytes(whole, { shape }, { resume: [point] });
    expect(rest.map(({ at }) => at.record)).toEqual([2, 3]);
    expect(outcomes(rest)).toEqual((await read(whole, shape)).slice(1));
  });
});

describe('a document is read from its beginning on resume', () => {
  it.each(SAMPLES.filter(({ options }) => options.shape?.paths))(
    'with the same fingerprints ($name)',
    async (sample) => {
      const { text, options } = sample;
      const opened = await openBytes(text, options);
      const records = await drain(opened);
      const fingerprints = records.map(({ end }) => opened.fingerprint(0, end));
      const last = records.at(-1)!;
      for (const [index, record] of records.entries()) {
        const again = await openBytes(text, options, { resume: [pointBehind(record, fingerprints[index]!)] });
        expect(await drain(again)).toHaveLength(records.length - index - 1);
        expect(again.fingerprint(0, last.end)).toEqual(fingerprints.at(-1));
        expect(again.bytesRead()).toBe(Buffer.byteLength(text));
      }
    },
  );

  it('the limit counts the records before the place, and --limit N ends there', async () => {
    const { text, options } = SAMPLES.find(({ needsFile }) => needsFile)!;
    const opened = await openBytes(text, options);
    const records = await drain(opened);
    const point = pointBehind(records[1]!, opened.fingerprint(0, records[1]!.end));
    const rest = await readBytes(text, options, { resume: [point], limit: 4 });
    expect(rest.map(({ at }) => at.record)).toEqual([3, 4]);
    expect(await readBytes(text, options, { resume: [point], limit: 2 })).toEqual([]);
  });

  it('what differs is found, before and behind the place', async () => {
    const { text, options } = SAMPLES.find(({ needsFile }) => needsFile)!;
    const opened = await openBytes(text, options);
    const records = await drain(opened);
    const point = pointBehind(records[1]!, opened.fingerprint(0, records[1]!.end));
    const failed = readBytes(text.replace('"total":3', '"total":4'), options, { resume: [point] });
    await expect(failed).rejects.toMatchObject({ kind: 'state', code: 'export-changed' });
  });

  it('nothing is left open, also when it is closed in the middle of looking round', async () => {
    const big = `{"messages":[${'{"a":1},'.repeat(100_000)}{"a":1}],"channel":1}`;
    const disk = memoryDisk({ a: big });
    const { inputs } = await listInputs(['a'], disk.port);
    const opened = await openExport(inputs, { shape: SENDBIRD }, { files: disk.port });
    const pending = opened.records().next();
    await opened.close();
    await pending;
    expect(disk.openHandles).toBe(0);
    expect(await drain(await openExport(inputs, { shape: SENDBIRD }, { files: disk.port }))).toHaveLength(100_001);
    expect(disk.openHandles).toBe(0);
  });
});

function pointBehind({ at, end, endLine }: RawRecord, fingerprint: ResumePoint['fingerprint']): ResumePoint {
  return { from: { record: at.record + 1, part: 0, line: endLine, byte: end }, fingerprint };
}
