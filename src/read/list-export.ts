import type { Export, Fingerprint, InputInfo, RawRecord, ResumePoint } from '../types.js';

/** A list that is read like an export. */
export interface List<Value> {
  /** What its members are, as `conversations`. */
  readonly name: string;
  readonly count: number;
  /** The members from number `from` on, which is 1 for the first, in arrays; always the same ones in the same order. */
  values(from: number): AsyncIterable<readonly Value[]>;
}

/** An export whose records are the members of a list: a command resumes with them as a run does with records. */
export function listExport<Value>(list: List<Value>, point: ResumePoint | undefined): Export {
  const input: InputInfo = { name: list.name, size: list.count, kind: 'plain' };
  const first = point?.from.record ?? 1;
  let read = first - 1;
  async function* records(): AsyncGenerator<readonly RawRecord[]> {
    for await (const values of list.values(first)) {
      const begin = read + 1;
      read += values.length;
      yield values.map((value, index) => recordOf(value, begin + index));
    }
  }
  return {
    inputs: [input],
    prepare: async () => undefined,
    records,
    // Whoever makes the list answers for its members being the same.
    fingerprint: (_, end): Fingerprint => ({ bytes: end, blocks: [] }),
    isVerified: () => true,
    bytesRead: () => read,
    close: async () => undefined,
  };
}

/** A member's number stands for its place in every unit. */
function recordOf(value: unknown, number: number): RawRecord {
  const at = { input: 0, record: number, part: 0, line: number, byte: number };
  return { at, end: number, endLine: number, value };
}
