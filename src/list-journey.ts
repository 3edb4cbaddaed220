import { forgetCheckpoint } from './checkpoint/checkpoint.js';
import { differences, type Identity } from './checkpoint/identity.js';
import { live } from './life.js';
import type { Ending } from './outcome.js';
import { type List, listExport } from './read/list-export.js';
import type { LifePorts, LifeSettings } from './request.js';
import { newRunId } from './resume.js';
import type { Message, RawRecord, Work } from './types.js';

/** A list whose members go to the service one by one. */
export interface ListJourney<Value> {
  /** It is made when it is not there. */
  readonly folder: string;
  /** What the outcome depends on, the list included: another one begins anew. */
  readonly identity: Identity;
  readonly list: List<Value>;
  readonly work: Work;
  /** `startedAtMs`: when the journey began, in its first life. */
  itemOf(member: Value, startedAtMs: number): ListItem;
}

/** A member of a list as the sink gets it. */
export interface ListItem {
  readonly id: string;
  readonly payload: unknown;
  /** About what it takes in memory. */
  readonly bytes: number;
  /** What a line of rejects.jsonl tells of it. */
  readonly raw: unknown;
}

/*
 * The members of a list go the way of messages: paced, repeated, settled in books that are saved every second, resumed
 * where they stopped. They do not wait for each other. What is found out of them stands in findings.jsonl, what the service
 * refused in rejects.jsonl, and no number of refusals stops it. A journey that came to its end begins anew only when it is
 * forgotten.
 */
export async function travelList<Value>(
  { folder, identity, list, work, itemOf }: ListJourney<Value>,
  act: LifeSettings,
  ports: LifePorts,
): Promise<Ending> {
  await ports.files.makeFolder(folder, 0o700);
  return live(
    {
      folder,
      identity,
      mappingDigest: '',
      rejectLimit: { kind: 'number', most: Number.POSITIVE_INFINITY },
      work,
      writesFindings: true,
      async embark(saved) {
        const resumes = saved !== undefined && differences(saved.identity, identity).length === 0;
        const [input] = resumes ? saved.inputs : [];
        const source = listExport(list, input && { from: input.mark, fingerprint: input.fingerprint });
        const { runId, startedAtMs } = resumes ? saved : { runId: newRunId(ports), startedAtMs: ports.clock.wallMs() };
        return {
          runId,
          startedAtMs,
          resumes,
          notes: [],
          source,
          map: (record) => [messageOf(record, itemOf(record.value as Value, startedAtMs))],
        };
      },
    },
    act,
    ports,
  );
}

/** Lets the next journey in the folder begin anew. */
export async function forget(folder: string, { files }: LifePorts): Promise<void> {
  await forgetCheckpoint(files, folder);
}

const NOBODY = { name: '', original: '' };

function messageOf(record: RawRecord, { id, payload, bytes, raw }: ListItem): Message {
  return {
    kind: 'message',
    at: record.at,
    id,
    lane: String(record.at.record),
    timeUs: 0,
    key: { seq: 0, random: 0, seconds: 0 },
    orderedBy: 'source',
    type: 'list',
    payload,
    bytes,
    from: NOBODY,
    to: NOBODY,
    source: { ...record, value: raw },
  };
}
