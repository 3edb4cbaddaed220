import type { At, Message, RawRecord, Reject, Skip } from '../../src/types.js';

/** Records and messages for tests of the stages that do not look into them. */

export function at(record: number, part = 0, input = 0): At {
  return { input, record, part, line: record, byte: (record - 1) * 100 };
}

export function rawRecord(record: number, value: unknown = { n: record }, input = 0): RawRecord {
  return { at: at(record, 0, input), end: record * 100, endLine: record + 1, value };
}

export function message(
  record: number,
  lane: string,
  part = 0,
  input = 0,
  source = rawRecord(record, undefined, input),
): Message {
  return {
    kind: 'message',
    at: at(record, part, input),
    id: `id-${record}`,
    lane,
    timeUs: 1_700_000_000_000_000 + record * 1_000_000,
    key: { seq: record, random: record, seconds: 1_700_000_000 + record },
    orderedBy: 'time',
    type: 'TIMTextElem',
    payload: { n: record },
    bytes: 100,
    from: { name: 'anna', original: 'anna' },
    to: { name: 'bo', original: 'bo' },
    source,
  };
}

export function reject(record: number, code = 'bad', input = 0, source = rawRecord(record, undefined, input)): Reject {
  return {
    kind: 'reject',
    at: at(record, 0, input),
    stage: 'map',
    code,
    reason: 'r',
    advice: 'a',
    outcome: 'not-sent',
    source,
  };
}

export function skip(record: number, reason = 'self', input = 0, source = rawRecord(record, undefined, input)): Skip {
  return { kind: 'skip', at: at(record, 0, input), reason, source };
}
