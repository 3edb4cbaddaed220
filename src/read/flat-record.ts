import type { At, FlatObject, RawRecord } from '../types.js';

/** A record that is parsed only when somebody asks for its value. */
export class FlatRecord implements RawRecord {
  constructor(
    readonly at: At,
    readonly end: number,
    readonly endLine: number,
    readonly flat: FlatObject,
  ) {}

  /** What is flat is JSON, and holds no number that a double would round. */
  get value(): object {
    const { bytes, from, to } = this.flat;
    return JSON.parse(bytes.toString('utf8', from, to));
  }
}
