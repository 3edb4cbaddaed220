import { mayRound, parseLossless } from '../json.js';
import type { At, FlatObject, RawRecord } from '../types.js';

/** A record that is parsed only when somebody asks for its value. */
export class FlatRecord implements RawRecord {
  constructor(
    readonly at: At,
    readonly end: number,
    readonly endLine: number,
    readonly flat: FlatObject,
  ) {}

  /** What is flat is the JSON of an object. */
  get value(): object {
    const { bytes, from, to } = this.flat;
    const text = bytes.toString('utf8', from, to);
    return mayRound(text) ? (parseLossless(text) as object) : JSON.parse(text);
  }
}
