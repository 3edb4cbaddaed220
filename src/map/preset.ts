import type { AccountRules } from './account.js';
import type { Translator } from './draft.js';
import type { OrderRule } from './identity.js';
import type { MappingFormat } from './mapping.js';

/**
 * What a source's preset is. Each has a folder of its own under `presets/`, whose `preset.ts` exports one as `preset`;
 * that folder is all there is to add. What many presets need is in `kit/`.
 */
export interface Preset {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Counts up when the same record would become another message: part of a run's identity. */
  readonly version: number;
  /** For people, in lists: what it reads, in one line. */
  readonly title: string;
  /** Hints for the reader. */
  readonly format?: MappingFormat;
  readonly order?: OrderRule;
  /** Rules for accounts; a mapping file's own win, one by one. */
  readonly accounts?: AccountRules;
  readonly options?: Readonly<Record<string, PresetOption>>;
  /** How written or numbered times are to be read, where the source leaves that open. */
  time?(settings: PresetSettings): PresetTime;
  /** How sure one record is of this source: 0 not at all, 1 certain. For `inspect`; a run never asks. */
  recognise(value: unknown): number;
  compile(settings: PresetSettings): Translator;
  /** For sources whose records cannot be understood alone: looks at every record of the export before the first is mapped. */
  gather?(settings: PresetSettings): Gatherer;
}

/** Something a person may say about a source, as `--option name=value` or under `options` in a mapping file. */
export interface PresetOption {
  readonly help: string;
  /** What stands for the value in help texts. */
  readonly value: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly default?: string;
  /** The value is the path of a small file, which is read. */
  readonly isFile?: boolean;
}

export interface PresetSettings {
  /** By name; defaults are filled in, what has none and was not given is absent. */
  readonly options: Readonly<Record<string, string>>;
  /** Files of the options that name one, by the option's name. */
  readonly files: Readonly<Record<string, PresetFile>>;
  /** What the gatherer answered; undefined where nothing was gathered. */
  readonly gathered?: unknown;
}

/** As a person wrote it: the mapper checks it. */
export interface PresetTime {
  /** s, ms, us, ns or text; absent = as canonical records have it. */
  readonly unit?: string;
  /** A pattern, as in a mapping's `time.format`. */
  readonly format?: string;
  /** Wins over the zone of the settings. */
  readonly zone?: string;
}

export interface PresetFile {
  readonly path: string;
  readonly text: string;
}

/** Sees all records of an export in order, then answers what `compile` is given as `gathered`. */
export interface Gatherer {
  take(value: unknown): void;
  result(): unknown;
}
