import type { ImportMsg } from '../../../../src/im/wire.js';
import { compileMapper, type MapSettings } from '../../../../src/map/mapper.js';
import { loadMapping } from '../../../../src/map/mapping.js';
import { findPreset } from '../../../../src/map/preset-list.js';
import { nodeFiles } from '../../../../src/system/node-files.js';
import type { Mapped, Message, RawRecord } from '../../../../src/types.js';
import { asMessage, raw, SETTINGS } from '../helpers.js';

/** What a preset makes of values, gathered first where it gathers. */
export async function mapWith(
  name: string,
  values: readonly unknown[],
  options: Readonly<Record<string, string>> = {},
  settings: Partial<MapSettings> = {},
): Promise<Mapped<ImportMsg>[][]> {
  const mapping = await loadMapping({ preset: name, options }, nodeFiles);
  const preset = await findPreset(name, nodeFiles);
  const gatherer = preset.gather?.({ options: {}, files: {} });
  for (const value of values) gatherer?.take(value);
  const map = compileMapper(mapping, { ...SETTINGS, ...settings }, gatherer?.result());
  return values.map((value, index) => [...map(raw(value, index + 1))]);
}

/** The one message that comes of a value. */
export async function messageOf(
  name: string,
  value: unknown,
  options: Readonly<Record<string, string>> = {},
): Promise<Message<ImportMsg>> {
  const [mapped] = await mapWith(name, [value], options, { zone: '+08:00' });
  return asMessage(mapped![0]);
}

/** In a word what became of a value: `message`, the reason of a skip, the code of a reject. */
export async function outcomeOf(
  name: string,
  value: unknown,
  options: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [mapped] = await mapWith(name, [value], options);
  return mapped!.map(wordOf).join(' ');
}

export function wordOf(mapped: Mapped): string {
  if (mapped.kind === 'skip') return mapped.reason;
  return mapped.kind === 'reject' ? mapped.code : 'message';
}

/** Each part of a record that holds several, mapped as the reject line of that part alone would be. */
export async function partsAlone(name: string, value: unknown): Promise<{ whole: Mapped[]; alone: Mapped[] }> {
  const [whole] = await mapWith(name, [value]);
  const sources: RawRecord[] = whole!.map(({ source }) => source);
  const alone = await mapWith(
    name,
    sources.map((source) => source.value),
  );
  return { whole: whole!, alone: alone.flat() };
}
