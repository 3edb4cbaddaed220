import type { ImportMsg } from '../../../src/im/wire.js';
import { compileMapper, type MapSettings } from '../../../src/map/mapper.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import type {
  FileHandle,
  Files,
  Mapped,
  Mapper,
  Message,
  Origin,
  RawRecord,
  Reject,
  Skip,
} from '../../../src/types.js';

export const NOW_MS = Date.UTC(2025, 6, 1);

export const SETTINGS: MapSettings = { nowMs: NOW_MS, generation: 0, mode: 2, maxRequestBytes: 12_000 };

/** A record as a reader hands it over. */
export function raw(value: unknown, number = 1, origin?: Origin): RawRecord {
  const at = { input: 0, record: number, part: 0, line: number, byte: (number - 1) * 100 };
  return { at, end: number * 100, endLine: number + 1, value, ...(origin ? { origin } : {}) };
}

/** A canonical record that is fine. */
export function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { id: 'm-1', from: 'anna', to: 'bo', time: 1_717_171_717_123, text: 'hello', ...changes };
}

/** The canonical mapper. */
export async function canonical(settings: Partial<MapSettings> = {}): Promise<Mapper<ImportMsg>> {
  return compileMapper(await loadMapping(undefined, nodeFiles), { ...SETTINGS, ...settings });
}

/** A mapper of a mapping given as text. */
export async function mapperOf(
  text: string,
  settings: Partial<MapSettings> = {},
  others: Record<string, string> = {},
): Promise<Mapper<ImportMsg>> {
  const files = memoryFiles({ '/m/mapping.yaml': text, ...others });
  return compileMapper(await loadMapping('/m/mapping.yaml', files), { ...SETTINGS, ...settings });
}

export function asMessage(mapped: Mapped<ImportMsg> | undefined): Message<ImportMsg> {
  if (mapped?.kind !== 'message') throw new Error(`no message: ${JSON.stringify({ ...mapped, source: undefined })}`);
  return mapped;
}

export function asReject(mapped: Mapped | undefined): Reject {
  if (mapped?.kind !== 'reject') throw new Error(`no reject but ${mapped?.kind}`);
  return mapped;
}

export function asSkip(mapped: Mapped | undefined): Skip {
  if (mapped?.kind !== 'skip') throw new Error(`no skip but ${mapped?.kind}`);
  return mapped;
}

/** Files that exist only here; enough of the port for reading. */
export function memoryFiles(contents: Record<string, string | Uint8Array>): Files {
  const refuse = (): never => {
    throw new Error('not for writing');
  };
  const bytesOf = (path: string): Uint8Array | undefined => {
    const content = contents[path];
    return typeof content === 'string' ? Buffer.from(content) : content;
  };
  return {
    async open(path): Promise<FileHandle> {
      const bytes = bytesOf(path);
      if (!bytes) throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
      return {
        async read(buffer, offset, length, position) {
          // Short reads are allowed; a caller must go on reading.
          const piece = bytes.subarray(position ?? 0, (position ?? 0) + Math.min(length, 7));
          buffer.set(piece, offset);
          return piece.length;
        },
        write: refuse,
        truncate: refuse,
        sync: refuse,
        stat: async () => ({ size: bytes.length, kind: 'file', modifiedMs: 0 }),
        close: async () => undefined,
      };
    },
    async stat(path) {
      const bytes = bytesOf(path);
      return bytes && { size: bytes.length, kind: 'file', modifiedMs: 0 };
    },
    rename: refuse,
    unlink: refuse,
    makeFolder: refuse,
    syncFolder: refuse,
    list: refuse,
  };
}
