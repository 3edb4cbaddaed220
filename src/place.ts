import type { At, RawRecord } from './types.js';

/** Where a part of a record stands, as people are told; a line of an earlier run's rejects.jsonl keeps its first place. */
export interface Place {
  readonly input: string;
  readonly record: number;
  readonly part: number;
}

export function placeIn(at: At, source: RawRecord, inputName: string): Place {
  const { origin } = source;
  return {
    input: origin?.input ?? inputName,
    record: origin?.record ?? at.record,
    part: partIn(at, source),
  };
}

/** A line about one part alone is that part. */
export function partIn({ part }: At, { origin }: RawRecord): number {
  return origin?.onlyPart || origin?.standalone ? origin.part : part;
}

/** The same text for the same place. */
export function placeText({
  input,
  record,
  part,
}: {
  input?: string | number;
  record?: number;
  part?: number;
}): string {
  return `${record} ${part} ${input}`;
}
