import type { Preset } from '../map/preset.js';
import type { Input, ReadOptions } from '../read/open.js';
import { startsRejects } from '../read/reject-lines.js';
import type { Files } from '../types.js';
import { type Dialect, dialectsOf, faultsOf, guessHeader, guessNull, isBetter } from './dialect.js';
import { decoded, type EncodingName, guessEncoding } from './encoding.js';
import { type Guess, guess } from './guess.js';
import { listsOfObjects } from './json-lists.js';
import { isKnown, recognised } from './preset-guess.js';
import { GLANCE, readHead, readSample, type Sample } from './sample.js';

/*
 * How an export is to be read. Whatever a person has said holds. Encoding is told by what is valid. Then the export is
 * opened in each way that its beginning allows: as it is, as the containers of the presets, as each list of a JSON document,
 * as each dialect of CSV; a glance at the records of each tells which is best. A way whose records a preset knows wins.
 */

/** How the export is read, and how sure each part of it is. */
export interface Opened {
  readonly options: ReadOptions;
  readonly format?: Guess<'jsonl' | 'csv' | 'json'>;
  readonly encoding?: Guess<EncodingName>;
  readonly records?: Guess<string>;
  readonly dialect?: Guess<Dialect>;
  readonly header?: Guess<boolean>;
  readonly nullText?: Guess<string>;
  /** The preset whose container it is. */
  readonly shapedBy?: string;
  readonly isRejects: boolean;
  readonly glance: Sample;
}

interface Way extends Omit<Opened, 'glance' | 'isRejects' | 'encoding'> {}

export async function openedAs(
  inputs: readonly Input[],
  given: ReadOptions,
  presets: readonly Preset[],
  files: Files,
): Promise<Opened> {
  const head = await readHead(inputs[0]!, files);
  const guessed = guessEncoding(head);
  const encoding = given.encoding ?? guessed?.value ?? 'utf-8';
  const text = decoded(head, encoding);
  const base: ReadOptions = { ...given, ...(encoding === 'utf-8' ? {} : { encoding }) };
  const told = { ...(guessed && given.encoding === undefined ? { encoding: guessed } : {}) };
  const look = (options: ReadOptions) => readSample(inputs, options, files, GLANCE);
  const isRejects = startsRejects(head);

  if (!isRejects) {
    const shaped = await shapedWay(presets, base, look);
    if (shaped) return { ...told, ...shaped, isRejects };
  }
  const isJson = given.format === undefined ? /^\s*[[{]/.test(text.replace(/^\ufeff/, '')) : given.format !== 'csv';
  if (isJson || isRejects) return { ...told, ...(await jsonWay(text, base, look)), isRejects };
  return { ...told, ...(await csvWay(text, base, look)), isRejects };
}

type Look = (options: ReadOptions) => Promise<Sample>;

/** The container of a preset that knows the records in it, and would not know them without. */
async function shapedWay(presets: readonly Preset[], base: ReadOptions, look: Look) {
  if (base.format !== undefined || base.recordsPath !== undefined) return undefined;
  let best: { way: Way; glance: Sample; weight: number } | undefined;
  for (const preset of presets) {
    const { shape, format, records } = preset.format ?? {};
    if (!shape && !format && !records) continue;
    const options: ReadOptions = {
      ...base,
      ...(shape ? { shape } : {}),
      ...(format ? { format } : {}),
      ...(records ? { recordsPath: records } : {}),
    };
    const glance = await look(options);
    const known = recognised(preset, glance.records);
    if (isKnown(known) && known.weight > (best?.weight ?? 0)) {
      best = { way: { options, shapedBy: preset.name }, glance, weight: known.weight };
    }
  }
  return best && { ...best.way, glance: best.glance };
}

async function jsonWay(text: string, base: ReadOptions, look: Look): Promise<Way & { glance: Sample }> {
  const glance = await look(base);
  const asIs = { options: base, glance };
  const format = /^\s*\[/.test(text) ? 'json' : 'jsonl';
  if (!glance.failure)
    return { ...asIs, format: guess(format, 'high', `begins with ${format === 'json' ? '[' : '{'}`) };
  if (base.recordsPath !== undefined) return asIs;
  let best: { path: string; glance: Sample } | undefined;
  for (const path of listsOfObjects(text)) {
    const found = await look({ ...base, recordsPath: path });
    if (!found.failure && found.records.length > (best?.glance.records.length ?? 0)) best = { path, glance: found };
  }
  if (!best) return asIs;
  return {
    options: { ...base, recordsPath: best.path },
    format: guess('json', 'high', 'one JSON document'),
    records: guess(best.path, 'likely', 'the longest list of objects in its beginning'),
    glance: best.glance,
  };
}

async function csvWay(text: string, base: ReadOptions, look: Look): Promise<Way & { glance: Sample }> {
  let best: { dialect: Dialect; glance: Sample; faults: readonly number[] } | undefined;
  // Without names, so that a first row of data is seen as what it is.
  for (const dialect of dialectsOf(text, base.csv ?? {})) {
    const glance = await look({ ...base, format: 'csv', csv: { ...base.csv, ...dialect, header: false } });
    const faults = faultsOf(glance.records, dialect, text);
    if (!best || isBetter(faults, best.faults)) best = { dialect, glance, faults };
  }
  if (!best) return { options: base, glance: await look(base) };
  const { dialect } = best;
  const first = Object.values((best.glance.records[0]?.value as Record<string, string> | undefined) ?? {});
  const header =
    base.csv?.columns === undefined
      ? guessHeader(first.map((cell) => (cell ?? '').trim()))
      : guess(false, 'high', 'names were given');
  const csv = { ...base.csv, ...dialect, header: header.value };
  const glance = await look({ ...base, format: 'csv', csv });
  const nullText = base.csv?.null === undefined ? guessNull(rowsOf(glance)) : undefined;
  const options: ReadOptions = {
    ...base,
    format: 'csv',
    csv: { ...csv, ...(nullText ? { null: nullText.value } : {}) },
  };
  return {
    options,
    format: guess('csv', best.faults[0] === 0 ? 'high' : 'unsure', 'no JSON, and rows of equal length'),
    dialect: guess(dialect, best.faults[1] === 0 ? 'high' : 'likely', 'the rows come out best so'),
    header,
    ...(nullText ? { nullText } : {}),
    glance,
  };
}

function rowsOf({ records }: Sample): Record<string, string | null>[] {
  return records.filter(({ broken }) => !broken).map(({ value }) => value as Record<string, string | null>);
}
