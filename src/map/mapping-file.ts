import { dirname, extname, resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import type { AccountRules } from './account.js';
import { readAccountTable } from './account-table.js';
import type { MediaPolicy } from './adapt.js';
import { decodeText, readSmallFile } from './files.js';
import type { MappingFormat, MappingSource, OrderRule } from './mapping.js';
import { loadModule, moduleFiles } from './module.js';
import {
  checkShape,
  formatSchema,
  type MappingSpec,
  mappingSchema,
  orderSchema,
  type PresetFileSpec,
  presetFileSchema,
  type SchemaIssue,
} from './schema.js';
import { type ParsedFile, parseYaml, type Steps } from './yaml.js';

const DECLARATIVE_ENDINGS = ['.yaml', '.yml', '.json'];
const MODULE_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** What a mapping file says. */
export interface FileMapping {
  readonly name: string;
  readonly format: MappingFormat;
  readonly order?: OrderRule;
  readonly media?: MediaPolicy;
  /** Absolute path. */
  readonly mediaTable?: string;
  /** A whole mapping, or the name of a preset and what is different. */
  readonly source: Exclude<MappingSource, { kind: 'canonical' | 'preset' }> | NamedPreset;
  /** Bytes of the file and of every file it names: what its digest covers. */
  readonly covered: readonly Uint8Array[];
}

export interface NamedPreset {
  readonly kind: 'named-preset';
  readonly preset: string;
  readonly options: Readonly<Record<string, string>>;
  readonly accounts: AccountRules;
  /** Where an option stands, for error texts. */
  readonly place: (option: string) => string;
}

/** Loads a mapping file by its ending; see `loadMapping`. */
export async function loadMappingFile(path: string, files: Files): Promise<FileMapping> {
  const ending = extname(path).toLowerCase();
  if (DECLARATIVE_ENDINGS.includes(ending)) return loadDescription(path, files);
  if (MODULE_ENDINGS.includes(ending)) return loadFromModule(path, files);
  const allowed = [...DECLARATIVE_ENDINGS, ...MODULE_ENDINGS].join(', ');
  const message = `mapping ${path}: expected a name ending in one of ${allowed}`;
  throw new FatalError('usage', 'mapping-kind', message, 'Rename the file to what it is.');
}

async function loadDescription(path: string, files: Files): Promise<FileMapping> {
  const bytes = await readSmallFile(path, files, 'mapping');
  const file = parseYaml(decodeText(bytes, path), path);
  const namesPreset = typeof file.value === 'object' && file.value !== null && 'preset' in file.value;
  const spec: MappingSpec | PresetFileSpec = namesPreset
    ? checked(file, checkShape(presetFileSchema, file.value))
    : checked(file, checkShape(mappingSchema, file.value));
  const { accounts, covered } = await accountRules(spec, path, files);
  const { mediaTable } = spec;
  return {
    ...defined({ order: spec.order, media: spec.media }),
    ...(mediaTable === undefined ? {} : { mediaTable: resolve(dirname(path), mediaTable) }),
    name: spec.name ?? path,
    format: readerHints(spec.format),
    source: 'preset' in spec ? namedPreset(spec, accounts, file) : { kind: 'declarative', spec, accounts },
    covered: [bytes, ...covered],
  };
}

function namedPreset(spec: PresetFileSpec, accounts: AccountRules, file: ParsedFile): NamedPreset {
  const rows = Object.entries(spec.options ?? {}).filter(([, value]) => value !== null);
  return {
    kind: 'named-preset',
    preset: spec.preset,
    options: Object.fromEntries(rows.map(([name, value]) => [name, String(value)])),
    accounts,
    place: (option) => file.place(['options', option]),
  };
}

async function accountRules(
  spec: MappingSpec | PresetFileSpec,
  path: string,
  files: Files,
): Promise<{ accounts: AccountRules; covered: readonly Uint8Array[] }> {
  const { table: tablePath, ...rules } = spec.accounts ?? {};
  if (tablePath === undefined) return { accounts: rules, covered: [] };
  const tableFile = resolve(dirname(path), tablePath);
  const bytes = await readSmallFile(tableFile, files, 'account table');
  return { accounts: { ...rules, table: readAccountTable(decodeText(bytes, tableFile), tableFile) }, covered: [bytes] };
}

async function loadFromModule(path: string, files: Files): Promise<FileMapping> {
  const covered = await moduleFiles(resolve(path), files);
  const loaded = await loadModule(path);
  const place = (steps: Steps): string => `${path}, export ${steps[0] ?? ''}`;
  const format = checkExport('format', checkShape(formatSchema.optional(), loaded.format), place);
  const order = checkExport('order', checkShape(orderSchema.optional(), loaded.order), place);
  return {
    name: path,
    format: readerHints(format),
    ...(order === undefined ? {} : { order }),
    source: { kind: 'module', transform: loaded.transform },
    covered: [...covered.values()],
  };
}

function checked<T>(file: ParsedFile, found: { value: T } | { issues: SchemaIssue[] }): T {
  if ('value' in found) return found.value;
  throw invalid(found.issues, (steps) => file.place(steps));
}

function checkExport<T>(
  name: string,
  found: { value: T } | { issues: SchemaIssue[] },
  place: (steps: Steps) => string,
): T {
  if ('value' in found) return found.value;
  throw invalid(
    found.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] })),
    place,
  );
}

const SHOWN_ISSUES = 5;

function invalid(issues: readonly SchemaIssue[], place: (steps: Steps) => string): FatalError {
  const lines = issues.slice(0, SHOWN_ISSUES).map((issue) => {
    const steps = issue.key === undefined ? issue.path : [...issue.path, issue.key];
    return `${place(steps)}${steps.length === 0 ? '' : ` (${steps.join('.')})`}: ${issue.message}`;
  });
  if (issues.length > SHOWN_ISSUES) lines.push(`and ${issues.length - SHOWN_ISSUES} more`);
  const hint = 'Correct the mapping; config/ holds a commented example of each kind.';
  return new FatalError('usage', 'mapping-invalid', lines.join('\n'), hint);
}

function readerHints(spec: MappingSpec['format']): MappingFormat {
  if (spec === undefined) return {};
  const { type, records, encoding, nullMarker, quote, ...dialect } = spec;
  const csv = defined({ ...dialect, quote: quote === 'none' ? '' : quote, null: nullMarker });
  return defined({ format: type, records, encoding, csv: Object.keys(csv).length > 0 ? csv : undefined });
}

/** Without members that are undefined. */
export function defined<T extends object>(
  members: { [Name in keyof T]: T[Name] | undefined },
): { [Name in keyof T]?: T[Name] & {} } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
