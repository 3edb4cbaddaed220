import { mapperOf } from './cargo.js';
import type { KeySample, Saved, SavedInput } from './checkpoint/checkpoint.js';
import { differences, type Identity, MAPPING_SETTING, refuseStranger } from './checkpoint/identity.js';
import { FatalError } from './errors.js';
import { keyBasis, keyText } from './key.js';
import { placeText } from './place.js';
import { openExport } from './read/open.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';
import type { Mapped, ResumePoint } from './types.js';

/** Where a life begins. */
export interface Resumed {
  readonly runId: string;
  readonly startedAtMs: number;
  /** By input; undefined = from its beginning. */
  readonly points: readonly (ResumePoint | undefined)[];
  readonly notes: readonly string[];
}

/** Finds out whether the saved state belongs to this request, and where to go on. Changes nothing. */
export async function resume(
  saved: Saved | undefined,
  request: RunRequest,
  identity: Identity,
  acceptMapping: boolean,
  ports: RunPorts,
): Promise<Resumed> {
  if (!saved) return { runId: newRunId(ports), startedAtMs: ports.clock.wallMs(), points: [], notes: [] };
  const { folder } = request;
  const names = differences(saved.identity, identity);
  const notes: string[] = [];
  if (names.length > 0) {
    const mappingOnly = names.every((name) => name === MAPPING_SETTING);
    if (!mappingOnly || !acceptMapping) refuseStranger(folder, saved.identity, identity, names);
    notes.push(await tryMapping(saved, request, ports));
  }
  const { runId, startedAtMs } = saved;
  return { runId, startedAtMs, points: saved.inputs.map(pointOf), notes };
}

function pointOf({ mark, fingerprint }: SavedInput): ResumePoint {
  return { from: mark, fingerprint };
}

/** A name for a run: when it began, and chance. */
export function newRunId({ clock, random }: Pick<RunPorts, 'clock' | 'random'>): string {
  const chance = Math.floor(random() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0');
  return `${new Date(clock.wallMs()).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${chance}`;
}

/** Maps the first settled records anew: a corrected mapping may go on only when it gives them the keys they were sent with. */
async function tryMapping(saved: Saved, request: RunRequest, ports: RunPorts): Promise<string> {
  if (request.inputs.some((input) => input.kind === 'stream')) throw notTwice();
  const expected = new Map(saved.samples.map((sample) => [placeText(sample), sample]));
  const delivered = saved.books.delivered;
  if (expected.size === 0 && delivered > 0) throw otherKeys(request.folder, 'nothing could be tried');
  const mapSettings = { ...request.settings, nowMs: saved.startedAtMs };
  const map = await mapperOf(request, mapSettings, ports);
  const source = await openExport(request.inputs, request.read, {
    ...openWith(request, ports, []),
    fingerprints: false,
  });
  let left = expected.size;
  try {
    for await (const records of left === 0 ? [] : source.records()) {
      for (const mapped of records.flatMap((record) => map(record))) {
        const sample = expected.get(placeText(mapped.at));
        if (sample === undefined) continue;
        if (!isSame(mapped, sample))
          throw otherKeys(request.folder, `record ${sample.record} changed its key or accounts`);
        left -= 1;
      }
      if (left === 0) break;
    }
  } finally {
    await source.close();
  }
  if (left > 0) throw otherKeys(request.folder, `${left} of ${expected.size} records tried are no messages any more`);
  return `The mapping was changed and accepted: ${expected.size} records tried keep their keys. What was sent before keeps its old content.`;
}

function isSame(mapped: Mapped, { key, basis }: KeySample): boolean {
  if (mapped.kind !== 'message') return false;
  return keyText(mapped.key) === key && keyBasis(mapped.id, mapped.lane, mapped.timeUs) === basis;
}

function notTwice(): FatalError {
  return new FatalError(
    'usage',
    'mapping-needs-file',
    '--accept-mapping reads the first records twice, which standard input does not allow.',
    'Put the export into a file.',
  );
}

function otherKeys(folder: string, what: string): FatalError {
  return new FatalError(
    'state',
    'mapping-changes-keys',
    `The changed mapping does not give the first records the keys they were sent with (${what}), so going on would double messages.`,
    `Correct the mapping so that id, time, accounts and order stay as they were in the run of ${folder}, or use another --state.`,
  );
}
