import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ImportMsg } from '../../../src/im/wire.js';
import type { Mapped } from '../../../src/types.js';
import { mapExport } from '../../helpers/map-export.js';
import { asMessage, SETTINGS } from './helpers.js';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

async function run(sample: string, config?: string): Promise<Mapped<ImportMsg>[]> {
  const mapped = await mapExport([at(`samples/${sample}`)], config ? { path: at(`config/${config}`) } : {}, SETTINGS);
  return mapped as Mapped<ImportMsg>[];
}

const messagesOf = (mapped: readonly Mapped<ImportMsg>[]) =>
  mapped.filter((one) => one.kind === 'message').map(asMessage);
const textsOf = (mapped: readonly Mapped<ImportMsg>[]) =>
  messagesOf(mapped).flatMap(({ payload }) =>
    payload.MsgBody.flatMap((element) => (element.MsgType === 'TIMTextElem' ? [element.MsgContent.Text] : [])),
  );
const skipsOf = (mapped: readonly Mapped[]) => mapped.flatMap((one) => (one.kind === 'skip' ? [one.reason] : []));

/** Every example in config/ with the export it is made for. */
const EXAMPLES: Readonly<Record<string, string>> = {
  'mapping-crm.yaml': 'crm.jsonl',
  'mapping-table.yaml': 'table.csv',
  'mapping-nested.json': 'nested.json',
  'mapping-module.ts': 'bot-log.jsonl',
};

describe('config and samples', () => {
  it('each mapping in config has its sample here', () => {
    const mappings = readdirSync(at('config')).filter((name) => /^mapping-(?!module-)/.test(name));
    expect(mappings.sort()).toEqual(Object.keys(EXAMPLES).sort());
  });

  it.each(Object.entries(EXAMPLES))('%s maps samples/%s without a reject', async (config, sample) => {
    const mapped = await run(sample, config);
    expect(mapped.filter((one) => one.kind === 'reject')).toEqual([]);
    expect(messagesOf(mapped).length).toBeGreaterThan(3);
  });

  it('crm: every kind of message, accounts rewritten, groups and what was taken back skipped', async () => {
    const mapped = await run('crm.jsonl', 'mapping-crm.yaml');
    const types = messagesOf(mapped).map((message) => message.type.replaceAll(/TIM|Elem/g, ''));
    const expected = 'Text Text Image Sound VideoFile File Location Face Text+Custom Text Custom Text';
    expect(types.join(' ')).toBe(expected);
    expect(skipsOf(mapped)).toEqual(['type', 'group', 'recalled']);
    expect(new Set(messagesOf(mapped).map((message) => message.lane))).toEqual(
      new Set(['desk_anna_b\ndesk_liwei_shop']),
    );
    expect(messagesOf(mapped).at(-1)!.payload.CloudCustomData).toBe(
      '{"legacyId":900015,"source":"crm","editedAt":1719820000}',
    );
  });

  it('table: GB18030, quoted cells, wall times of a zone, order by id', async () => {
    const mapped = await run('table.csv', 'mapping-table.yaml');
    expect(textsOf(mapped)).toEqual(['你好，在吗？', '在的。', '分号;和"引号"', '第一行\n第二行', 'bye']);
    expect(skipsOf(mapped)).toEqual(['group', 'deleted']);
    const first = messagesOf(mapped)[0]!;
    expect(first.key).toMatchObject({ seq: 5001, seconds: Date.UTC(2024, 5, 30, 16) / 1000 });
    expect(first.payload.From_Account).toBe('u10001');
  });

  it('nested: microseconds, UUIDs without dashes, JSON as custom data', async () => {
    const messages = messagesOf(await run('nested.json', 'mapping-nested.json'));
    expect(messages.map((message) => message.id)).toEqual(['eu1-71', 'eu1-72', 'eu1-73', 'eu1-74']);
    expect(messages[1]!.timeUs - messages[0]!.timeUs).toBe(250);
    expect(messages[0]!.payload.From_Account).toBe('4f6c1c1e0b7a4b7e9a552b1c0d3e4f50');
    expect(messages[3]!.payload.CloudCustomData).toBe('[{"bold":[0,5]}]');
  });

  it('module: codes become emoji, one record becomes three messages', async () => {
    const mapped = await run('bot-log.jsonl', 'mapping-module.ts');
    expect(textsOf(mapped)).toEqual(['hi 🙂', '您好🙂', 'How can I help?', '[unknown]']);
    expect(messagesOf(mapped).map(({ at: place }) => [place.record, place.part])).toEqual([
      [1, 0],
      [3, 0],
      [3, 1],
      [3, 2],
      [4, 0],
    ]);
    expect(skipsOf(mapped)).toEqual(['typing', 'filtered']);
  });

  it('canonical.jsonl: every record is fine, every element type is there, no two share a key', async () => {
    const messages = (await run('canonical.jsonl')).map(asMessage);
    expect(messages).toHaveLength(1200);
    const types = new Set(messages.flatMap((message) => message.type.split('+')));
    expect([...types].sort()).toEqual(
      ['Custom', 'Face', 'File', 'Image', 'Location', 'Sound', 'Text', 'VideoFile'].map((name) => `TIM${name}Elem`),
    );
    expect(new Set(messages.map((message) => message.lane)).size).toBe(40);
    const keys = messages.map(({ lane, key }) => `${lane} ${key.seq} ${key.random} ${key.seconds}`);
    expect(new Set(keys).size).toBe(1200);
    const times = messages.map((message) => message.timeUs);
    expect(times).toEqual([...times].sort((left, right) => left - right));
    expect(messages.every((message) => message.orderedBy !== 'none')).toBe(true);
    expect(messages.filter((message) => message.payload.CloudCustomData).length).toBeGreaterThan(100);
  });

  it('canonical.csv: the same fields as text', async () => {
    const messages = (await run('canonical.csv')).map(asMessage);
    expect(textsOf(messages)).toEqual(['Hello, "world"', 'two\nlines 你好 🎈', 'ready, made']);
    expect(messages.map((message) => message.key.seq)).toEqual([1, 2, 3, 4]);
    expect(messages[0]!.id).toBe('9007199254740993');
    expect(messages[2]!.type).toBe('TIMImageElem');
    expect(messages[3]!.payload.CloudCustomData).toBe('{"from":"csv"}');
  });
});
