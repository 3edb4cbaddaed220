import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../src/json.js';
import type { MapSettings } from '../../src/map/mapper.js';
import type { MappingChoice } from '../../src/map/mapping.js';
import type { Mapped } from '../../src/types.js';
import { mapExport } from '../helpers/map-export.js';

/**
 * A folder per case: `export.*`, perhaps `mapping.*` and `case.json`, and what must come of it, one line each:
 * `messages.jsonl` (requests, byte for byte), `rejects.jsonl` (any fields of a reject, with its record number) and
 * `skips.jsonl` (record number and reason; for a record about another one also kind and target, for a part its number).
 * A file that is not there means that there are none.
 */

/** What `case.json` may say. */
interface Case {
  /** Files and folders, from the root of the repository; in place of `export.*`. */
  readonly exports?: readonly string[];
  /** A preset, its options, the media policy; paths from the root of the repository. */
  readonly choice?: MappingChoice;
  readonly settings?: Partial<MapSettings>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CASES = join(ROOT, 'test/cases');

const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe('cases', () => {
  it.each(folders.map((folder) => folder.name))('%s', async (name) => {
    const folder = join(CASES, name);
    const mapped = await mapCase(folder);
    const messages = mapped.flatMap((one) => (one.kind === 'message' ? [JSON.stringify(one.payload)] : []));
    const rejects = mapped.flatMap((one) => (one.kind === 'reject' ? [{ ...one, ...one.at }] : []));
    expect(messages).toEqual(expectedLines(folder, 'messages.jsonl'));
    expect(rejects).toEqual(expected(folder, 'rejects.jsonl').map((line) => expect.objectContaining(line)));
    expect(mapped.flatMap(skipLine)).toEqual(expected(folder, 'skips.jsonl'));
    for (const one of mapped) {
      if (one.kind === 'message') expect(one.bytes).toBe(Buffer.byteLength(JSON.stringify(one.payload)));
    }
  });
});

function skipLine(one: Mapped): object[] {
  if (one.kind !== 'skip') return [];
  const { at, reason, control } = one;
  const part = at.part > 0 ? { part: at.part } : {};
  return [{ record: at.record, ...part, reason, ...(control ? { [control.kind]: control.target } : {}) }];
}

function mapCase(folder: string): Promise<Mapped[]> {
  const { exports: paths, choice = {}, settings } = caseOf(folder);
  const files = paths?.map((path) => join(ROOT, path)) ?? [find(folder, 'export.')!];
  const mapping = find(folder, 'mapping.');
  return mapExport(files, mapping === undefined ? choice : { ...choice, path: mapping }, settings);
}

function caseOf(folder: string): Case {
  const path = join(folder, 'case.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

function find(folder: string, beginning: string): string | undefined {
  const name = readdirSync(folder).find((file) => file.startsWith(beginning));
  return name && join(folder, name);
}

function expectedLines(folder: string, name: string): string[] {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}

function expected(folder: string, name: string): Record<string, unknown>[] {
  return expectedLines(folder, name).map((line) => parseLossless(line)) as Record<string, unknown>[];
}
