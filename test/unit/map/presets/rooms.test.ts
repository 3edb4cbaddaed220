import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPreset } from '../../../../src/map/preset-list.js';
import { listInputs, openExport } from '../../../../src/read/open.js';
import { nodeFiles } from '../../../../src/system/node-files.js';
import { anyValue, expectJudged } from './any-value.js';
import { mapWith } from './rooms-support.js';

/** What holds for every source whose messages stand in rooms. */

const SAMPLES: Readonly<Record<string, string>> = {
  sendbird: 'samples/presets/sendbird/messages.jsonl',
  stream: 'samples/presets/stream/import.jsonl',
  mattermost: 'samples/presets/mattermost/export.jsonl',
  rocketchat: 'samples/presets/rocketchat/messages.jsonl',
  telegram: 'samples/presets/telegram/result.json',
};

const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sendbird: { members: 'samples/presets/sendbird/members.json' },
  rocketchat: { rooms: 'samples/presets/rocketchat/rooms.jsonl' },
  telegram: { owner: '5111111111' },
};

const NAMES = Object.keys(SAMPLES);

async function recordsOf(name: string): Promise<unknown[]> {
  const { shape, format } = (await findPreset(name, nodeFiles)).format ?? {};
  const { inputs } = await listInputs([SAMPLES[name]!], nodeFiles);
  const options = { ...(shape ? { shape } : {}), ...(format ? { format } : {}) };
  const source = await openExport(inputs, options, { files: nodeFiles, fingerprints: false });
  const values: unknown[] = [];
  for await (const batch of source.records()) values.push(...batch.map(({ value }) => value));
  await source.close();
  return values;
}

/** Objects with the members of real records, and anything in them. */
function spoiled(records: readonly unknown[]): fc.Arbitrary<unknown> {
  const places = fc.tuple(fc.constantFrom(...records), fc.nat(), fc.nat(), anyValue);
  return places.map(([record, one, other, junk]) => spoil(spoil(record, one, junk), other, junk));
}

/** The value with one of its members, at any depth, replaced. */
function spoil(value: unknown, which: number, junk: unknown): unknown {
  if (typeof value !== 'object' || value === null) return junk;
  const names = Object.keys(value);
  if (names.length === 0 || which % 7 === 0) return junk;
  const name = names[which % names.length]!;
  const inner = spoil((value as Record<string, unknown>)[name], Math.floor(which / names.length), junk);
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === name ? inner : item));
  return { ...value, [name]: inner };
}

describe.each(NAMES)('%s', (name) => {
  it('whatever a record holds, it becomes messages, rejects or skips, and the mapping does not fail', async () => {
    const records = await recordsOf(name);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.jsonValue(), spoiled(records)), { maxLength: 20 }), async (values) => {
        for (const mapped of await mapWith(name, values, OPTIONS[name], { zone: '+08:00' })) {
          expectJudged(mapped);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('knows its own records, and no other of these sources knows them as surely', async () => {
    const records = await recordsOf(name);
    for (const other of NAMES) {
      const preset = await findPreset(other, nodeFiles);
      const surest = Math.max(...records.map((record) => preset.recognise(record)));
      if (other === name) expect(surest).toBe(1);
      else expect(surest).toBeLessThan(0.5);
    }
  });

  it('of anything at all it is not sure', () => {
    return findPreset(name, nodeFiles).then((preset) =>
      fc.assert(fc.property(fc.jsonValue(), (value) => preset.recognise(value) <= 1 && preset.recognise(value) >= 0)),
    );
  });
});
