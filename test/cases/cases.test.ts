import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../src/json.js';
import { compileMapper, type MapSettings } from '../../src/map/mapper.js';
import { loadMapping } from '../../src/map/mapping.js';
import { nodeFiles } from '../../src/system/node-files.js';
import type { Mapped } from '../../src/types.js';
import { readSimply } from './read-simply.js';

/**
 * A folder per case: `export.*`, perhaps `mapping.*` and `settings.json`, and what must come of it, one line each:
 * `messages.jsonl` (requests), `rejects.jsonl` (any fields of a reject, with its record number) and `skips.jsonl`
 * (record number and reason). A file that is not there means that there are none.
 */

const CASES = fileURLToPath(new URL('.', import.meta.url));
const SETTINGS: MapSettings = { nowMs: Date.UTC(2025, 6, 1), generation: 0, mode: 2, maxRequestBytes: 12_000 };

const folders = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe('cases', () => {
  it.each(folders.map((folder) => folder.name))('%s', async (name) => {
    const folder = join(CASES, name);
    const mapped = await mapExport(folder);
    const messages = mapped.flatMap((one) => (one.kind === 'message' ? [one.payload] : []));
    const rejects = mapped.flatMap((one) => (one.kind === 'reject' ? [{ ...one, record: one.at.record }] : []));
    const skips = mapped.flatMap((one) => (one.kind === 'skip' ? [{ record: one.at.record, reason: one.reason }] : []));
    expect(messages).toEqual(expected(folder, 'messages.jsonl'));
    expect(rejects).toEqual(expected(folder, 'rejects.jsonl').map((line) => expect.objectContaining(line)));
    expect(skips).toEqual(expected(folder, 'skips.jsonl'));
    for (const one of mapped) {
      if (one.kind === 'message') expect(one.bytes).toBe(Buffer.byteLength(JSON.stringify(one.payload)));
    }
  });
});

async function mapExport(folder: string): Promise<Mapped[]> {
  const mapping = await loadMapping(find(folder, 'mapping.'), nodeFiles);
  const settingsPath = join(folder, 'settings.json');
  const settings = existsSync(settingsPath) ? JSON.parse(readFileSync(settingsPath, 'utf8')) : {};
  const mapper = compileMapper(mapping, { ...SETTINGS, ...settings });
  return readSimply(find(folder, 'export.')!, mapping.format).flatMap(mapper);
}

function find(folder: string, beginning: string): string | undefined {
  const name = readdirSync(folder).find((file) => file.startsWith(beginning));
  return name && join(folder, name);
}

function expected(folder: string, name: string): Record<string, unknown>[] {
  const path = join(folder, name);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map(parseLossless) as Record<string, unknown>[];
}
