import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FatalError } from '../../../src/errors.js';
import { compileMapper } from '../../../src/map/mapper.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { asMessage, asReject, asSkip, mapperOf, memoryFiles, raw, SETTINGS } from './helpers.js';

const HEAD = 'version: 1\nid: id\nfrom: f\nto: t\ntime: at\n';
const TEXT = `${HEAD}messages: { text: { text: body } }\n`;
const ROW = { id: 7, f: 'anna', t: 'bo', at: 1_717_171_717_123, body: 'hi' };

async function failure(
  text: string,
  path = '/m/mapping.yaml',
  others: Record<string, string> = {},
): Promise<FatalError> {
  try {
    await loadMapping(path, memoryFiles({ [path]: text, ...others }));
  } catch (error) {
    if (error instanceof FatalError) return error;
    throw error;
  }
  throw new Error('the mapping was accepted');
}

describe('a wrong mapping is refused with the place', () => {
  it.each([
    [
      'unknown key',
      `${TEXT}acounts: {}\n`,
      '/m/mapping.yaml:7:10 (acounts): unknown key "acounts"; did you mean "accounts"?',
    ],
    [
      'unknown key inside',
      `${TEXT}accounts: { lowercase: true }\n`,
      '(accounts.lowercase): unknown key "lowercase"; did you mean "lowerCase"?',
    ],
    [
      'wrong choice',
      `${HEAD.replace('time: at', 'time: { path: at, unit: sec }')}messages: { text: { text: b } }\n`,
      '/m/mapping.yaml:5:7 (time): expected a path, or {path, unit: ms | s | us | ns | text, zone, format}',
    ],
    ['missing', TEXT.replace('id: id\n', ''), '(id): expected a path as text'],
    ['wrong kind', TEXT.replace('version: 1', 'version: 2'), '/m/mapping.yaml:1:10 (version):'],
    ['path', TEXT.replace('id: id', 'id: a..b'), '/m/mapping.yaml:2:5 (id): expected a path like a.b[0].c'],
    [
      'field',
      `${HEAD}messages: { image: { url: u, widht: w, height: h } }\n`,
      '(messages.image.widht): image has no field widht; did you mean "width"?',
    ],
    [
      'kind of message',
      `${HEAD}messages: { txt: { text: b } }\n`,
      '(messages.txt): expected `type` to be one of text, image',
    ],
    [
      'target',
      `${TEXT}type: { path: k, values: { 1: txt } }\n`,
      '(type.values.1): expected one of text, reject, skip, got "txt"; did you mean "text"?',
    ],
    [
      'several without type',
      `${HEAD}messages: { text: { text: b }, face: { index: i } }\n`,
      'without `type` there must be exactly one',
    ],
    [
      'two custom',
      `${HEAD}messages: { x: [{ type: custom, data: a }, { type: custom, data: b }] }\n`,
      'only one custom element',
    ],
    [
      'condition',
      `${TEXT}only: [{ path: a, equals: 1, exists: true }]\n`,
      '/m/mapping.yaml:7:8 (only.0): expected exactly one of equals, not, exists',
    ],
    ['long number', `${TEXT}only: [{ path: a, equals: 1234567890123456789 }]\n`, '(only.0.equals)'],
    [
      'zone',
      TEXT.replace('time: at', 'time: { path: at, unit: text, zone: Mars }'),
      '(time.zone): expected an offset like',
    ],
    [
      'order',
      `${TEXT}order: newest\n`,
      '/m/mapping.yaml:7:8 (order): expected one of "seq"|"time"|"id"|"position", got "newest"',
    ],
    ['empty', '', 'expected object'],
  ])('%s', async (_, text, message) => {
    const error = await failure(text);
    expect(error).toMatchObject({ kind: 'usage', code: 'mapping-invalid' });
    expect(error.message).toContain(message);
  });

  it('broken YAML and JSON name line and column', async () => {
    expect(await failure('version: 1\nid: [a\n')).toMatchObject({ code: 'mapping-syntax' });
    expect((await failure('version: 1\nid: a\nid: b\n')).message).toMatch(/^\/m\/mapping\.yaml:3:1: /);
    expect((await failure('{\n "version": 1,\n "id": [}', '/m/a.json')).message).toMatch(/^\/m\/a\.json:\d:\d+: /);
  });

  it('a file that is not there, is no text, or has a strange name', async () => {
    const absent = loadMapping('/m/x.yaml', memoryFiles({}));
    await expect(absent).rejects.toMatchObject({
      kind: 'usage',
      code: 'mapping-not-readable',
      message: 'mapping /m/x.yaml: not there',
    });
    const binary = loadMapping('/m/x.yaml', memoryFiles({ '/m/x.yaml': Uint8Array.of(0xff, 0xfe, 0x41) }));
    await expect(binary).rejects.toMatchObject({ code: 'mapping-syntax' });
    await expect(loadMapping('/m/x.toml', memoryFiles({}))).rejects.toMatchObject({ code: 'mapping-kind' });
  });

  it('a wrong account table names its line', async () => {
    const text = `${TEXT}accounts: { table: t.csv }\n`;
    for (const [table, place] of [
      ['a,b\na,c\n', ':2:'],
      ['a,b\n\nc\n', ':3:'],
      ['"a",b', ':1:'],
    ] as const) {
      const error = await failure(text, '/m/mapping.yaml', { '/m/t.csv': table });
      expect(error).toMatchObject({ code: 'mapping-table', message: expect.stringContaining(`/m/t.csv${place}`) });
    }
    expect(await failure(text)).toMatchObject({ code: 'mapping-not-readable' });
  });
});

describe('digest', () => {
  const digest = async (files: Record<string, string>) =>
    (await loadMapping('/m/mapping.yaml', memoryFiles(files))).digest;
  const withTable = `${TEXT}accounts: { table: t.csv }\n`;

  it('covers the mapping and its account table', async () => {
    const first = await digest({ '/m/mapping.yaml': withTable, '/m/t.csv': 'a,b\n' });
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(await digest({ '/m/mapping.yaml': withTable, '/m/t.csv': 'a,b\n' })).toBe(first);
    expect(await digest({ '/m/mapping.yaml': withTable, '/m/t.csv': 'a,c\n' })).not.toBe(first);
    expect(await digest({ '/m/mapping.yaml': `${withTable}# \n`, '/m/t.csv': 'a,b\n' })).not.toBe(first);
  });

  it('is canonical without a mapping', async () => {
    expect(await loadMapping(undefined, memoryFiles({}))).toMatchObject({ digest: 'canonical', format: {} });
  });
});

describe('format', () => {
  it('becomes hints for the reader', async () => {
    const text = `${TEXT}format: { type: csv, delimiter: "\\t", escape: backslash, header: false, columns: [a, b], nullMarker: "\\\\N", encoding: gb18030 }\n`;
    const { format } = await loadMapping('/m/a.yml', memoryFiles({ '/m/a.yml': text }));
    expect(format).toEqual({
      format: 'csv',
      encoding: 'gb18030',
      csv: { delimiter: '\t', escape: 'backslash', header: false, columns: ['a', 'b'], null: '\\N' },
    });
  });
});

describe('the declarative language', () => {
  const one = async (text: string, row: unknown) => (await mapperOf(text))(raw(row))[0];

  it('paths, quoted names, indices; own members only', async () => {
    const text = `${HEAD.replace('id: id', 'id: a[1]["x.y"].z')}messages: { text: { text: body } }\n`;
    expect(asMessage(await one(text, { ...ROW, a: [0, { 'x.y': { z: 'deep' } }] })).id).toBe('deep');
    const evil = `${HEAD.replace('id: id', 'id: constructor.name')}messages: { text: { text: body } }\n`;
    expect(asReject(await one(evil, ROW)).code).toBe('id-missing');
    expect(asReject(await one(text, null)).code).toBe('time-missing');
  });

  it('every form of expression', async () => {
    const forms = {
      'text: { path: none, default: d }': 'd',
      'text: { value: fixed }': 'fixed',
      'text: { json: o }': '{"k":[1,12345678901234567890]}',
      'text: { parse: j, take: a.b }': 'inner',
      'text: { parse: j, take: { template: "<{a.b}>" } }': '<inner>',
      'text: { template: "{id}-{o.k[0]}" }': '7-1',
    };
    const row = { ...ROW, o: { k: [1, 12345678901234567890n] }, j: '{"a":{"b":"inner"}}' };
    for (const [form, expected] of Object.entries(forms)) {
      const mapped = asMessage(await one(`${HEAD}messages: { text: { ${form} } }\n`, row));
      expect(mapped.payload.MsgBody).toEqual([{ MsgType: 'TIMTextElem', MsgContent: { Text: expected } }]);
    }
  });

  it('what is absent stays absent: a template is never half filled, broken inner JSON is nothing', async () => {
    const template = `${HEAD.replace('id: id', 'id: { template: "{id}-{none}" }')}messages: { text: { text: body } }\n`;
    expect(asReject(await one(template, ROW)).code).toBe('id-missing');
    const parse = `${HEAD}messages: { text: { text: { parse: body, take: a } } }\n`;
    expect(asReject(await one(parse, { ...ROW, body: '{"a"' })).code).toBe('text-without-text');
  });

  it('customData as object leaves out what is absent', async () => {
    const text = `${TEXT}customData: { object: { a: id, b: none, c: { value: x } } }\n`;
    expect(asMessage(await one(text, ROW)).payload.CloudCustomData).toBe('{"a":7,"c":"x"}');
  });

  it('only: the first condition that does not hold names the reason', async () => {
    const text = `${TEXT}only:\n  - { path: kind, equals: [1, single], otherwise: group }\n  - { path: gone, not: true }\n  - { path: f, exists: true, otherwise: system }\n`;
    const mapper = await mapperOf(text);
    const outcome = (changes: object) => mapper(raw({ ...ROW, kind: 1, ...changes }))[0];
    expect(asMessage(outcome({}))).toBeDefined();
    expect(asMessage(outcome({ kind: '1' }))).toBeDefined();
    expect(asSkip(outcome({ kind: 2, gone: true })).reason).toBe('group');
    expect(asSkip(outcome({ gone: 'true' })).reason).toBe('filtered');
    expect(asSkip(outcome({ f: '' })).reason).toBe('system');
  });

  it('types: dictionary, otherwise, skip, several elements, ready body', async () => {
    const text = `${HEAD}type: { path: k, values: { 1: text, 2: both, 3: raw, 4: skip }, otherwise: custom }
messages:
  text: { text: body }
  both: [{ type: text, text: body }, { type: face, index: { value: 3 } }]
  raw: { body: ready }
  custom: { data: { object: { kind: k } } }
`;
    const mapper = await mapperOf(text);
    const type = (k: unknown, changes = {}) => asMessage(mapper(raw({ ...ROW, k, ...changes }))[0]).type;
    expect(type(1)).toBe('TIMTextElem');
    expect(type('2')).toBe('TIMTextElem+TIMFaceElem');
    expect(type(3n, { ready: [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 1 } }] })).toBe('TIMFaceElem');
    expect(type(99)).toBe('TIMCustomElem');
    expect(asSkip(mapper(raw({ ...ROW, k: 4 }))[0]).reason).toBe('type');
    const strict = await mapperOf(text.replace(', otherwise: custom', ''));
    expect(asReject(strict(raw({ ...ROW, k: 99 }))[0])).toMatchObject({
      code: 'type-unknown',
      reason: 'the mapping has no message for k = 99',
    });
  });

  it('time: unit, zone of the mapping before the zone of the run, own pattern', async () => {
    const at = async (time: string, value: unknown, zone?: string) =>
      asMessage(
        (await mapperOf(TEXT.replace('time: at', `time: ${time}`), zone ? { zone } : {}))(
          raw({ ...ROW, at: value }),
        )[0],
      ).timeUs;
    expect(await at('{ path: at, unit: s }', '1717171717')).toBe(1_717_171_717_000_000);
    const wall = Date.UTC(2024, 4, 1, 12) * 1000;
    expect(await at('{ path: at, unit: text, zone: "+08:00" }', '2024-05-01 12:00:00', '-08:00')).toBe(
      wall - 8 * 3_600_000_000,
    );
    expect(await at('{ path: at, unit: text }', '2024-05-01 12:00:00', '-08:00')).toBe(wall + 8 * 3_600_000_000);
    expect(await at('{ path: at, format: "d.M.yyyy H:mm", zone: Asia/Shanghai }', '1.5.2024 12:00')).toBe(
      wall - 8 * 3_600_000_000,
    );
  });

  it('accounts: strip, removeDashes, lowerCase, table, prefix, in this order; integers become text', async () => {
    const text = `${TEXT}accounts: { strip: "user:", removeDashes: true, lowerCase: true, table: t.json, prefix: im_ }\n`;
    const mapper = await mapperOf(text, {}, { '/m/t.json': '{"anna": "a1", "10086": "b2"}' });
    const mapped = asMessage(mapper(raw({ ...ROW, f: 'user:An-Na', t: 10086 }))[0]);
    expect(mapped.payload).toMatchObject({ From_Account: 'im_a1', To_Account: 'im_b2' });
    expect(asReject(mapper(raw({ ...ROW, f: 'carl' }))[0])).toMatchObject({ code: 'account-not-in-table' });
    const kept = await mapperOf(
      `${TEXT}accounts: { table: t.tsv, otherwise: keep }\n`,
      {},
      { '/m/t.tsv': 'old\tnew\nanna\ta 1\n' },
    );
    expect(asReject(kept(raw(ROW))[0]).code).toBe('account-characters');
    expect(asMessage(kept(raw({ ...ROW, f: 'carl' }))[0]).payload.From_Account).toBe('carl');
  });

  it('accounts: characters', async () => {
    const from = async (set: string, f: string) =>
      (await mapperOf(`${TEXT}accounts: { characters: ${set} }\n`))(raw({ ...ROW, f }))[0]!.kind;
    expect(await from('safe', 'a.b')).toBe('reject');
    expect(await from('ascii', 'a.b')).toBe('message');
    expect(await from('any', '李 雷')).toBe('message');
    expect(await from('any', 'a\nb')).toBe('reject');
  });

  it('order: the flag wins over the mapping', async () => {
    const text = `${TEXT}order: id\n`;
    const seq = async (settings = {}) => asMessage((await mapperOf(text, settings))(raw(ROW, 3))[0]).key.seq;
    expect(await seq()).toBe(7);
    expect(await seq({ order: 'position' })).toBe(3);
  });
});

describe('a module', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mapping-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  let count = 0;
  const write = async (source: string, name = `module-${count++}.ts`) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), source);
    return join(folder, name);
  };
  const load = async (source: string, name?: string) => loadMapping(await write(source, name), nodeFiles);
  const head = `id: record.id, from: 'anna', to: 'bo', time: 1717171717123`;

  it('TypeScript: types, relative imports, format and order', async () => {
    await write('export const loud = (text: string): string => text.toUpperCase();', 'loud.ts');
    const mapping = await load(`import { loud } from './loud.js';
export const format = { type: 'csv', delimiter: ';' };
export const order = 'position';
export default (record: { id: string; text: string }, place: { record: number }) => ({ ${head}, text: loud(record.text) + place.record });`);
    expect(mapping).toMatchObject({ order: 'position', format: { format: 'csv', csv: { delimiter: ';' } } });
    const mapped = asMessage(compileMapper(mapping, SETTINGS)(raw({ id: 'x', text: 'hi' }, 9))[0]);
    expect(mapped.payload.MsgBody[0]).toMatchObject({ MsgContent: { Text: 'HI9' } });
    expect(mapped.key.seq).toBe(9);
  });

  it('its digest covers what it imports', async () => {
    await write('export const a = 1;', 'inner.ts');
    const path = await write(`import { a } from './inner.js';\nexport default () => (a ? null : null);`, 'outer.ts');
    const first = (await loadMapping(path, nodeFiles)).digest;
    await write('export const a = 2;', 'inner.ts');
    expect((await loadMapping(path, nodeFiles)).digest).not.toBe(first);
  });

  it.each([
    ['./words', 'words.mts'],
    ['./words', 'words.cts'],
    ['./words.mjs', 'words.mts'],
    ['./words', 'words/index.mjs'],
  ])('its digest covers what %s means: %s', async (specifier, name) => {
    const folder = `digest-${name.replaceAll(/\W/g, '-')}-${specifier.length}`;
    await write('export const a = 1;', `${folder}/${name}`);
    const path = await write(
      `import { a } from '${specifier}';\nexport default () => (a ? null : null);`,
      `${folder}/m.ts`,
    );
    const first = (await loadMapping(path, nodeFiles)).digest;
    await write('export const a = 2;', `${folder}/${name}`);
    expect((await loadMapping(path, nodeFiles)).digest).not.toBe(first);
  });

  it('answers: record, list, skip, null, nonsense, promise, throw', async () => {
    const mapping = await load(
      `export default function (record) {
  const good = { ${head}, text: 'a' };
  if (record.say === 'promise') return Promise.reject(new Error('late'));
  if (record.say === 'throw') throw new Error('no such room');
  const answers = { one: good, list: [good, { text: 'b' }], skip: { skip: 'bot' }, none: null, empty: [], text: 'x',
    other: [good, { id: 'z', text: 'b' }], nothing: undefined };
  return answers[record.say];
}`,
      'answers.mjs',
    );
    const mapper = compileMapper(mapping, SETTINGS);
    const say = (word: string) => mapper(raw({ id: 'x', say: word }));
    expect(say('one').map((mapped) => mapped.kind)).toEqual(['message']);
    expect(say('list').map((mapped) => mapped.kind)).toEqual(['message', 'message']);
    expect(asSkip(say('skip')[0]).reason).toBe('bot');
    expect(asSkip(say('none')[0]).reason).toBe('filtered');
    expect(asSkip(say('empty')[0]).reason).toBe('filtered');
    expect(asReject(say('text')[0]).code).toBe('mapping-answer');
    expect(asReject(say('nothing')[0]).code).toBe('mapping-answer');
    expect(asReject(say('other')[0]).code).toBe('part-id-differs');
    expect(asReject(say('promise')[0]).code).toBe('mapping-async');
    expect(asReject(say('throw')[0])).toMatchObject({
      code: 'mapping-threw',
      reason: 'the mapping module threw: no such room',
    });
  });

  it('a bad part does not take the others with it', async () => {
    const mapping = await load(`export default (record) => [{ ${head}, text: 'a' }, { type: 'face' }, { text: 'c' }];`);
    const mapped = compileMapper(mapping, SETTINGS)(raw({ id: 'x' }));
    expect(mapped.map(({ kind, at }) => [kind, at.part])).toEqual([
      ['message', 0],
      ['reject', 1],
      ['message', 2],
    ]);
  });

  it.each([
    ['export const a = 1;', 'expected a function as default export'],
    ['export default async () => null;', 'the function is async'],
    ['export default (', 'cannot be loaded'],
    ["import './absent.js';\nexport default () => null;", 'cannot be loaded'],
  ])('%s', async (source, message) => {
    await expect(load(source)).rejects.toMatchObject({
      kind: 'usage',
      code: 'mapping-module',
      message: expect.stringContaining(message),
    });
  });

  it('a wrong format or order export is refused', async () => {
    const wrong = load(`export const format = { type: 'xml' };\nexport default () => null;`);
    await expect(wrong).rejects.toMatchObject({ code: 'mapping-invalid', message: expect.stringContaining('format') });
    await expect(load(`export const order = 1;\nexport default () => null;`)).rejects.toMatchObject({
      code: 'mapping-invalid',
    });
  });
});
