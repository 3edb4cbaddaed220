import { FatalError } from '../errors.js';
import { LIMITS } from '../im/limits.js';
import { loadMapping, type Mapping, type MappingChoice, type OrderRule } from '../map/mapping.js';
import { parseMoment } from '../map/time.js';
import { listInputs, type ReadOptions } from '../read/open.js';
import type { RunRequest } from '../request.js';
import type { Context } from './context.js';
import type { Settings } from './options.js';
import { refuseOwnFiles, stateFolderOf } from './state-folder.js';

/** What run and check have in common: inputs, how to read them, the mapping, and what it may depend on. */
export interface Prepared {
  readonly request: RunRequest;
  readonly warnings: readonly string[];
  /** The part of the run's identity that decides which record becomes which message. */
  readonly identity: Readonly<Record<string, string>>;
}

/** `subfolder`: of the state folder, for commands that keep their files apart from the run's. */
export async function prepareRequest({ operands, settings, files }: Context, subfolder = ''): Promise<Prepared> {
  const state = stateFolderOf(settings, operands);
  refuseOwnFiles(state, operands);
  const folder = subfolder === '' ? state : `${state}/${subfolder}`;
  const mapping = await loadMapping(choiceOf(settings), files);
  const prepared = await requestWith({ operands, settings, files }, folder, mapping);
  await files.makeFolder(folder, 0o700);
  return prepared;
}

/** The same, of which folder and mapping are known. */
export async function requestWith(
  { operands, settings, files }: Pick<Context, 'operands' | 'settings' | 'files'>,
  folder: string,
  mapping: Mapping,
): Promise<Prepared> {
  const read = readOptions(settings, mapping);
  const { inputs, warnings } = await listInputs(operands, files);
  const request: RunRequest = {
    folder,
    inputs,
    read,
    mapping,
    settings: mapSettings(settings),
    rejectLimit: settings['max-rejects'] ?? { kind: 'number', most: 1_000 },
    ...limitOf(settings),
  };
  const { order = mapping.order } = settings;
  return { request, warnings: [...warnings, ...warningsOf(order)], identity: identityOf(request) };
}

/** What a person should know of a rule for keys. */
function warningsOf(order: OrderRule | undefined): string[] {
  if (order !== 'position') return [];
  return [
    'Keys rest on the number of each record in its file (order position): a new export of this history, a part of it, or the same records in other files would be imported a second time.',
  ];
}

/** How records become messages, as the settings say. */
export function choiceOf(settings: Settings): MappingChoice {
  return given({
    path: settings.mapping,
    preset: settings.preset,
    options: settings.option,
    media: settings.media,
    mediaTable: settings['media-table'],
  });
}

/** Flags beat the mapping's own `format`. */
export function readOptions(settings: Settings, { format }: Pick<Mapping, 'format'>): ReadOptions {
  const { delimiter, quote, escape: escaping, null: nullText } = settings;
  const csv = { ...format.csv, ...given({ delimiter, quote, escape: escaping, null: nullText }) };
  const columns = settings.columns ? { header: false, columns: settings.columns } : {};
  return {
    ...given({
      format: settings.format ?? format.format,
      recordsPath: settings.records ?? format.records,
      encoding: settings.encoding ?? format.encoding,
      shape: format.shape,
      maxRecordBytes: format.maxRecordBytes,
    }),
    csv: { ...csv, ...columns },
  };
}

function mapSettings(settings: Settings): RunRequest['settings'] {
  return {
    generation: settings.generation ?? 0,
    mode: settings.live ? 5 : 2,
    maxRequestBytes: settings['max-body'] ?? LIMITS.requestBytes,
    ...given({
      order: settings.order,
      zone: settings.zone,
      sinceUs: moment('since', settings),
      untilUs: moment('until', settings),
    }),
  };
}

const MOMENTS =
  'Give a time as 2024-06-01T00:00:00+08:00, a date or time without a zone together with --zone, or Unix milliseconds.';

/** A setting that is a point in time, in Unix microseconds. Throws FatalError('usage', 'wrong-value'). */
export function moment(name: 'since' | 'until' | 'cut-over' | 'before', settings: Settings): number | undefined {
  const text = settings[name];
  if (text === undefined) return undefined;
  const time = parseMoment(text, settings.zone);
  if (typeof time === 'number') return time;
  throw new FatalError('usage', 'wrong-value', `--${name} is ${JSON.stringify(text)}: ${time.reason}.`, MOMENTS);
}

export function limitOf({ limit }: Settings): { limit?: number } {
  if (limit === 0) {
    throw new FatalError(
      'usage',
      'wrong-value',
      '--limit is 0: nothing would come of it.',
      'Give the number of records, or leave it out.',
    );
  }
  return given({ limit });
}

/** Everything that decides which record becomes which message, by the setting's name. */
function identityOf({ mapping, read, settings }: RunRequest): Record<string, string> {
  // The shape of the containers comes with the preset, which the mapping's digest names.
  const { csv, recordsPath, shape: _, ...reading } = read;
  const { mode, maxRequestBytes, sinceUs, untilUs, ...mapped } = settings;
  const facts = {
    ...reading,
    ...csv,
    ...mapped,
    mapping: mapping.digest,
    order: settings.order ?? mapping.order,
    records: recordsPath,
    live: mode === 5,
    'max-body': maxRequestBytes,
    since: sinceUs,
    until: untilUs,
  };
  const rows = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(rows.map(([name, value]) => [name, String(value)]));
}

/** Without the members that are not set. */
function given<Values extends object>(values: Values): { [Name in keyof Values]?: NonNullable<Values[Name]> } {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [Name in keyof Values]?: NonNullable<Values[Name]> };
}
