import { gather } from '../../src/gather.js';
import { compileMapper, type MapSettings } from '../../src/map/mapper.js';
import { loadMapping, type MappingChoice } from '../../src/map/mapping.js';
import { listInputs, openExport } from '../../src/read/open.js';
import type { RunPorts, RunRequest } from '../../src/request.js';
import { nodeFiles } from '../../src/system/node-files.js';
import type { Mapped } from '../../src/types.js';

/** "Now" of all cases: records after it are in the future. */
export const CASE_NOW_MS = Date.UTC(2025, 6, 1);

/** What an export becomes, from its files on: the readers, the gatherer of a preset, the mapper. */
export async function mapExport(
  paths: readonly string[],
  choice: MappingChoice,
  settings: Partial<MapSettings> = {},
): Promise<Mapped[]> {
  const mapping = await loadMapping(choice, nodeFiles);
  const { format, records, ...reading } = mapping.format;
  const read = { ...reading, ...(format ? { format } : {}), ...(records ? { recordsPath: records } : {}) };
  const { inputs } = await listInputs(paths, nodeFiles);
  const mapSettings: MapSettings = {
    nowMs: CASE_NOW_MS,
    generation: 0,
    mode: 2,
    maxRequestBytes: 12_000,
    ...settings,
  };
  const request = { folder: '/nowhere', inputs, read, mapping } as unknown as RunRequest;
  const ports = { files: nodeFiles, interrupt: new AbortController().signal } as unknown as RunPorts;
  const map = compileMapper(mapping, mapSettings, await gather(request, ports));
  const source = await openExport(inputs, read, { files: nodeFiles, fingerprints: false });
  const mapped: Mapped[] = [];
  for await (const batch of source.records()) mapped.push(...batch.flatMap((record) => map(record)));
  await source.close();
  return mapped;
}
