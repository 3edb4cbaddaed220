import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import type { MediaPolicy, MediaRules } from './adapt.js';
import { decodeText, readSmallFile } from './files.js';
import type { Mapping, MappingChoice, MappingFormat } from './mapping.js';
import { defined, type FileMapping, loadMappingFile, type NamedPreset } from './mapping-file.js';
import { readMediaTable } from './media-table.js';
import type { Preset } from './preset.js';
import { findPreset } from './preset-list.js';
import { type OptionSource, readPresetOptions } from './preset-options.js';

/** From what a person chose to one mapping: file, preset, options, media. */
export async function loadChoice(choice: MappingChoice, files: Files, canonical: Mapping): Promise<Mapping> {
  const file = choice.path === undefined ? undefined : await loadMappingFile(choice.path, files);
  const name = presetName(choice, file);
  const base = name === undefined ? whole(choice, file, canonical) : await fromPreset(name, choice, file, files);
  const media = await mediaRules(choice, file, name === undefined ? undefined : PRESET_POLICY, files);
  const covered = [...base.covered, ...media.covered];
  const { mapping } = base;
  return {
    ...mapping,
    ...(media.rules ? { media: media.rules } : {}),
    digest: covered.length === 0 ? mapping.digest : digestOf(covered),
  };
}

/** A preset promises to import what can be imported: a reject for want of a thumbnail is the last resort. */
const PRESET_POLICY: MediaPolicy = 'file';

interface Base {
  readonly mapping: Mapping;
  /** What the digest covers. */
  readonly covered: readonly Uint8Array[];
}

function presetName({ preset, options, path }: MappingChoice, file: FileMapping | undefined): string | undefined {
  const named = file?.source.kind === 'named-preset' ? file.source.preset : undefined;
  if (preset !== undefined && file && named !== preset) {
    const says = named === undefined ? 'is a mapping of its own' : `names the preset ${named}`;
    throw new FatalError(
      'usage',
      'preset-and-mapping',
      `--preset ${preset} together with the mapping ${path}, which ${says}.`,
      'Give one of the two; a mapping file may say `preset:` and what is different.',
    );
  }
  if (preset === undefined && named === undefined && options && Object.keys(options).length > 0) {
    throw new FatalError(
      'usage',
      'option-without-preset',
      `--option ${Object.keys(options)[0]}: options belong to a preset, and none is given.`,
      'Add --preset NAME, or leave it out.',
    );
  }
  return preset ?? named;
}

function whole(choice: MappingChoice, file: FileMapping | undefined, canonical: Mapping): Base {
  if (!file || choice.path === undefined) return { mapping: canonical, covered: [] };
  const { name, format, order, source, covered } = file;
  if (source.kind === 'named-preset') throw new Error('a named preset is no whole mapping');
  return { mapping: { digest: '', name, format, source, ...(order === undefined ? {} : { order }) }, covered };
}

async function fromPreset(
  name: string,
  choice: MappingChoice,
  file: FileMapping | undefined,
  files: Files,
): Promise<Base> {
  const preset = await findPreset(name, files);
  const named = file?.source.kind === 'named-preset' ? file.source : undefined;
  const { settings, covered } = await readPresetOptions(preset, optionSources(choice, named), files);
  const order = file?.order ?? preset.order;
  const mapping: Mapping = {
    digest: '',
    name: file?.name ?? preset.name,
    format: mergedFormat(preset, file?.format),
    ...(order === undefined ? {} : { order }),
    source: { kind: 'preset', preset, settings, accounts: { ...preset.accounts, ...named?.accounts } },
  };
  const identity = Buffer.from(JSON.stringify([preset.name, preset.version, Object.entries(settings.options).sort()]));
  return { mapping, covered: [identity, ...(file?.covered ?? []), ...covered] };
}

/** Flags win over the mapping file. */
function optionSources({ options = {}, path = '' }: MappingChoice, named: NamedPreset | undefined): OptionSource[] {
  const fromFile = Object.entries(named?.options ?? {}).map(([name, value]) => ({
    name,
    value,
    place: `${named?.place(name)} (options.${name})`,
    relativeTo: path,
  }));
  const fromFlags = Object.entries(options).map(([name, value]) => ({
    name,
    value,
    place: `--option ${name}=${value}`,
  }));
  return [...fromFile, ...fromFlags];
}

function mergedFormat({ format }: Preset, own: MappingFormat | undefined): MappingFormat {
  const csv = { ...format?.csv, ...own?.csv };
  return { ...format, ...own, ...(Object.keys(csv).length > 0 ? { csv } : {}) };
}

async function mediaRules(
  choice: MappingChoice,
  file: FileMapping | undefined,
  standard: MediaPolicy | undefined,
  files: Files,
): Promise<{ rules?: MediaRules; covered: readonly Uint8Array[] }> {
  const given = choice.media ?? file?.media;
  const path = choice.mediaTable === undefined ? file?.mediaTable : resolve(choice.mediaTable);
  const policy = given ?? standard ?? (path === undefined ? undefined : PRESET_POLICY);
  if (policy === undefined) return { covered: [] };
  const bytes = path === undefined ? undefined : await readSmallFile(path, files, 'media table');
  const table = bytes && path !== undefined ? readMediaTable(decodeText(bytes, path), path) : undefined;
  // What a preset does by itself is part of the preset.
  const told =
    given === undefined && bytes === undefined ? [] : [Buffer.from(`media ${policy}`), ...(bytes ? [bytes] : [])];
  return { rules: { policy, ...defined({ table }) }, covered: told };
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  // Each part is preceded by its length, so that moving bytes from one file to the next changes the digest.
  for (const bytes of parts) hash.update(`${bytes.length}\n`).update(bytes);
  return hash.digest('hex').slice(0, 32);
}
