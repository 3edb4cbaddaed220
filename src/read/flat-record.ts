import type { At, FlatObject, RawRecord } from '../types.js';
import { FAILED, type RecordText } from './json-text.js';

/** A record that is parsed only when somebody asks for its value. */
export class FlatRecord implements RawRecord {
  constructor(
    readonly at: At,
    readonly end: number,
    readonly endLine: number,
    readonly flat: FlatObject,
    private readonly json: RecordText,
  ) {}

  get value(): object {
    const { bytes, from, to } = this.flat;
    const value = this.json.object(bytes, from, to, true);
    if (value === FAILED) throw new Error('an object was found where there is none');
    return value;
  }
}
