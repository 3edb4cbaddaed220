import { createHash } from 'node:crypto';
import { dirname, extname, resolve } from 'node:path';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import type { AccountRules } from './account.js';
import { readAccountTable } from './account-table.js';
import { decodeText, readSmallFile } from './files.js';
import type { Mapping, MappingFormat } from './mapping.js';
import { loadModule, moduleFiles } from './module.js';
import { checkShape, formatSchema, type MappingSpec, mappingSchema, orderSchema, type SchemaIssue } from './schema.js';
import { parseYaml, type Steps } from './yaml.js';

const DECLARATIVE_ENDINGS = ['.yaml', '.yml', '.json'];
const MODULE_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** Loads a mapping file by its ending; see `loadMapping`. */
export async function loadMappingFile(path: string, files: Files): Promise<Mapping> {
  const ending = extname(path).toLowerCase();
  if (DECLARATIVE_ENDINGS.includes(ending)) return loadDeclarative(path, files);
  if (MODULE_ENDINGS.includes(ending)) return loadFromModule(path, files);
  const allowed = [...DECLARATIVE_ENDINGS, ...MODULE_ENDINGS].join(', ');
  const message = `mapping ${path}: expected a name ending in one of ${allowed}`;
  throw new FatalError('usage', 'mapping-kind', message, 'Rename the file to what it is.');
}

async function loadDeclarative(path: string, files: Files): Promise<Mapping> {
  const bytes = await readSmallFile(path, files, 'mapping');
  const file = parseYaml(decodeText(bytes, path), path);
  const checked = checkShape(mappingSchema, file.value);
  if ('issues' in checked) throw invalid(checked.issues, (steps) => file.place(steps));
  const spec = checked.value;
  const { table: tablePath, ...rules } = spec.accounts ?? {};
  const covered = [bytes];
  let accounts: AccountRules = rules;
  if (tablePath !== undefined) {
    const tableFile = resolve(dirname(path), tablePath);
    const tableBytes = await readSmallFile(tableFile, files, 'account table');
    accounts = { ...rules, table: readAccountTable(decodeText(tableBytes, tableFile), tableFile) };
    covered.push(tableBytes);
  }
  return {
    digest: digestOf(covered),
    name: spec.name ?? path,
    format: readerHints(spec.format),
    ...(spec.order === undefined ? {} : { order: spec.order }),
    source: { kind: 'declarative', spec, accounts },
  };
}

async function loadFromModule(path: string, files: Files): Promise<Mapping> {
  const covered = await moduleFiles(resolve(path), files);
  const loaded = await loadModule(path);
  const place = (steps: Steps): string => `${path}, export ${steps[0] ?? ''}`;
  const format = checkExport('format', checkShape(formatSchema.optional(), loaded.format), place);
  const order = checkExport('order', checkShape(orderSchema.optional(), loaded.order), place);
  return {
    digest: digestOf([...covered.values()]),
    name: path,
    format: readerHints(format),
    ...(order === undefined ? {} : { order }),
    source: { kind: 'module', transform: loaded.transform },
  };
}

function checkExport<T>(
  name: string,
  checked: { value: T } | { issues: SchemaIssue[] },
  place: (steps: Steps) => string,
): T {
  if ('value' in checked) return checked.value;
  throw invalid(
    checked.issues.map((issue) => ({ ...issue, path: [name, ...issue.path] })),
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

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  // Each part is preceded by its length, so that moving bytes from one file to the next changes the digest.
  for (const bytes of parts) hash.update(`${bytes.length}\n`).update(bytes);
  return hash.digest('hex').slice(0, 32);
}

function readerHints(spec: MappingSpec['format']): MappingFormat {
  if (spec === undefined) return {};
  const { type, records, encoding, nullMarker, ...dialect } = spec;
  const csv = defined({ ...dialect, null: nullMarker });
  return defined({ format: type, records, encoding, csv: Object.keys(csv).length > 0 ? csv : undefined });
}

/** Without members that are undefined. */
function defined<T extends object>(
  members: { [Name in keyof T]: T[Name] | undefined },
): { [Name in keyof T]?: T[Name] & {} } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}
