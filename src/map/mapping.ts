import type { Files } from '../types.js';
import type { AccountRules } from './account.js';
import type { OrderRule } from './identity.js';
import type { Transform } from './module.js';
import type { MappingSpec } from './schema.js';

export type { OrderRule };

/** Hints for the reader, from the mapping's `format`. */
export interface MappingFormat {
  readonly format?: 'jsonl' | 'csv' | 'json';
  /** Path of the list of records inside a JSON file. */
  readonly records?: string;
  readonly encoding?: 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';
  readonly csv?: {
    readonly delimiter?: string;
    readonly quote?: string;
    readonly escape?: 'doubled' | 'backslash';
    readonly header?: boolean;
    readonly columns?: readonly string[];
    readonly null?: string;
  };
}

/** A loaded and checked mapping. */
export interface Mapping {
  /** Covers the mapping file and every file it names; `canonical` for none. */
  readonly digest: string;
  /** For people: the mapping's own name, or its path. */
  readonly name: string;
  readonly format: MappingFormat;
  readonly order?: OrderRule;
  readonly source: MappingSource;
}

/** What compileMapper makes a mapper from. */
export type MappingSource =
  | { readonly kind: 'canonical' }
  | { readonly kind: 'declarative'; readonly spec: MappingSpec; readonly accounts: AccountRules }
  | { readonly kind: 'module'; readonly transform: Transform };

const CANONICAL: Mapping = { digest: 'canonical', name: 'canonical', format: {}, source: { kind: 'canonical' } };

/**
 * Loads and checks a mapping file by its ending: .yaml .yml .json are declarative, .ts .mts .js .mjs are modules; without
 * a path it is the canonical mapping. Declarative mappings and digests are read through `files`; a module is run from
 * the real disk. Throws FatalError('usage', 'mapping-…') naming file, line and column, what was expected, what came.
 */
export async function loadMapping(path: string | undefined, files: Files): Promise<Mapping> {
  if (path === undefined) return CANONICAL;
  // Parsers and schemas of mapping files take longer to load than many a run needs.
  const { loadMappingFile } = await import('./mapping-file.js');
  return loadMappingFile(path, files);
}
