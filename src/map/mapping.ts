import type { ContainerShape, CsvOptions, Files } from '../types.js';
import type { AccountRules } from './account.js';
import type { MediaPolicy, MediaRules } from './adapt.js';
import type { OrderRule } from './identity.js';
import type { Transform } from './module.js';
import type { Preset, PresetSettings } from './preset.js';
import type { MappingSpec } from './schema.js';

export type { OrderRule };

/** Hints for the reader, from the mapping's `format`. */
export interface MappingFormat {
  readonly format?: 'jsonl' | 'csv' | 'json';
  /** Path of the list of records inside a JSON file. */
  readonly records?: string;
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  readonly csv?: CsvOptions;
  readonly shape?: ContainerShape;
  /** The longest record that is read. */
  readonly maxRecordBytes?: number;
}

/** A loaded and checked mapping. */
export interface Mapping {
  /** Covers the mapping file and every file it names; `canonical` for none. */
  readonly digest: string;
  /** For people: the mapping's own name, or its path. */
  readonly name: string;
  readonly format: MappingFormat;
  readonly order?: OrderRule;
  /** What becomes of media that lack what the service demands; absent = they are rejected. */
  readonly media?: MediaRules;
  readonly source: MappingSource;
}

/** What compileMapper makes a mapper from. */
export type MappingSource =
  | { readonly kind: 'canonical' }
  | { readonly kind: 'declarative'; readonly spec: MappingSpec; readonly accounts: AccountRules }
  | { readonly kind: 'module'; readonly transform: Transform }
  | {
      readonly kind: 'preset';
      readonly preset: Preset;
      readonly settings: PresetSettings;
      readonly accounts: AccountRules;
    };

/** How records become messages, as a person says it. A mapping file may name a preset itself. */
export interface MappingChoice {
  /** Path of a mapping file. */
  readonly path?: string;
  readonly preset?: string;
  /** Options of the preset; they win over those of the file. */
  readonly options?: Readonly<Record<string, string>>;
  readonly media?: MediaPolicy;
  /** Path of a table of media. */
  readonly mediaTable?: string;
}

const CANONICAL: Mapping = { digest: 'canonical', name: 'canonical', format: {}, source: { kind: 'canonical' } };

/**
 * Loads and checks what was chosen. A mapping file is told by its ending: .yaml .yml .json are declarative or name a
 * preset, .ts .mts .js .mjs are modules; nothing chosen is the canonical mapping. Declarative mappings, tables and digests
 * are read through `files`; a module is run from the real disk. Throws FatalError('usage', 'mapping-…' or 'preset-…')
 * naming file, line and column, what was expected, what came.
 */
export async function loadMapping(choice: MappingChoice | string | undefined, files: Files): Promise<Mapping> {
  const wanted = typeof choice === 'string' ? { path: choice } : (choice ?? {});
  if (Object.values(wanted).every((part) => part === undefined)) return CANONICAL;
  // Parsers and schemas of mapping files take longer to load than many a run needs.
  const { loadChoice } = await import('./choice.js');
  return loadChoice(wanted, files, CANONICAL);
}
