import type { ImportMsg } from '../../../../src/im/wire.js';
import { compileMapper } from '../../../../src/map/mapper.js';
import { loadMapping, type MappingChoice } from '../../../../src/map/mapping.js';
import { nodeFiles } from '../../../../src/system/node-files.js';
import type { Mapped } from '../../../../src/types.js';
import { raw, SETTINGS } from '../helpers.js';

/** What a preset makes of one value. */
export type PresetMapper = (value: unknown) => readonly Mapped<ImportMsg>[];

/** The mapper of a preset with its options, for values alone. */
export async function mapperOfPreset(
  preset: string,
  options: Readonly<Record<string, string>> = {},
  more: Omit<MappingChoice, 'preset' | 'options'> = {},
): Promise<PresetMapper> {
  const map = compileMapper(await loadMapping({ preset, options, ...more }, nodeFiles), SETTINGS);
  return (value) => map(raw(value));
}
