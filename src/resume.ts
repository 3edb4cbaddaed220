import type { Saved, SavedInput } from './checkpoint/checkpoint.js';
import { differences, type Identity, MAPPING_SETTING, refuseStranger } from './checkpoint/identity.js';
import { FatalError } from './errors.js';
import { keyText } from './key.js';
import { compileMapper } from './map/mapper.js';
import { openExport } from './read/open.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';
import type { ResumePoint } from './types.js';

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
  const { mapping, settings } = request;
  const expected = new Map(saved.samples.map(({ input, record, part, key }) => [`${input} ${record} ${part}`, key]));
  const highest = saved.samples.reduce((most, { input, record }) => (input === 0 ? Math.max(most, record) : most), 0);
  const map = compileMapper(mapping, { ...settings, nowMs: saved.startedAtMs });
  const source = await openExport(request.inputs, request.read, {
    ...openWith(request, ports, []),
    limit: highest,
    fingerprints: false,
  });
  let same = 0;
  try {
    for await (const records of source.records()) {
      for (const mapped of records.flatMap((record) => map(record))) {
        const { input, record, part } = mapped.at;
        const key = expected.get(`${input} ${record} ${part}`);
        if (key === undefined) continue;
        if (mapped.kind !== 'message' || keyText(mapped.key) !== key) throw otherKeys(request.folder, record);
        same += 1;
      }
    }
  } finally {
    await source.close();
  }
  return `The mapping was changed and accepted: ${same} records tried keep their keys. What was sent before keeps its old content.`;
}

function notTwice(): FatalError {
  return new FatalError(
    'usage',
    'mapping-needs-file',
    '--accept-mapping reads the first records twice, which standard input does not allow.',
    'Put the export into a file.',
  );
}

function otherKeys(folder: string, record: number): FatalError {
  return new FatalError(
    'state',
    'mapping-changes-keys',
    `The changed mapping does not give record ${record} the key it was sent with, so going on would double messages.`,
    `Correct the mapping so that id, time, accounts and order stay as they were in the run of ${folder}, or use another --state.`,
  );
}
