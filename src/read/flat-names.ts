import type { FlatShape } from '../types.js';

/** Objects with more members are parsed. */
export const MOST_MEMBERS = 64;
/** So many places are remembered: an export has a few shapes of records, each with a place behind each name. */
const MOST_PLACES = 1_000;
const WORD_BYTES = 4;

/*
 * Names of members, known again by their bytes. A place stands for the names that have come in an object so far; behind it
 * are the places of the names that have followed in some object, the one seen first in front. So the names of nearly every
 * record are compared and never read.
 */
export class FlatPlace {
  /** The place behind the name that was seen first. */
  likely: FlatPlace | undefined;
  private readonly behind: FlatPlace[] = [];
  /** What leads here in compact JSON: the name in its quotes, and a colon. */
  private readonly lead: Buffer;
  /** 0 = it is too short to be compared in words. */
  readonly leadLength: number;
  private readonly leadFirst: number;
  private readonly leadLast: number;

  private constructor(
    readonly shape: FlatShape,
    /** The name that leads here, and its closing quote. */
    readonly name: Buffer,
    private readonly all: { readonly avoided: string; count: number },
  ) {
    this.lead = Buffer.from(`"${name}:`);
    const isLong = this.lead.length >= WORD_BYTES;
    this.leadLength = isLong ? this.lead.length : 0;
    this.leadFirst = isLong ? this.lead.readInt32LE(0) : 0;
    this.leadLast = isLong ? this.lead.readInt32LE(this.lead.length - WORD_BYTES) : 0;
  }

  /** The place before the first name. Objects with a member named `avoided` are to be parsed. */
  static first(avoided: string): FlatPlace {
    return new FlatPlace({ names: [] }, Buffer.alloc(0), { avoided, count: 0 });
  }

  /** Whether its lead stands at a place in memory; a word at its beginning and one at its end are nearly always all of it. */
  isAt(memory: DataView, from: number, to: number): boolean {
    const { leadLength } = this;
    if (leadLength === 0 || from + leadLength > to) return false;
    const last = leadLength - WORD_BYTES;
    if (memory.getInt32(from, true) !== this.leadFirst || memory.getInt32(from + last, true) !== this.leadLast)
      return false;
    for (let index = WORD_BYTES; index < last; index += 1) {
      if (memory.getUint8(from + index) !== this.lead[index]) return false;
    }
    return true;
  }

  /** The place behind the name that begins at `from`, where it is known. */
  next(bytes: Buffer, from: number): FlatPlace | undefined {
    const { behind } = this;
    for (let index = 0; index < behind.length; index += 1) {
      const place = behind[index]!;
      const { name } = place;
      let same = 0;
      while (same < name.length && bytes[from + same] === name[same]) same += 1;
      if (same === name.length) return place;
    }
    return undefined;
  }

  /** Learns the name, its closing quote included, that came next. Undefined = objects with it are to be parsed. */
  learn(quoted: Buffer): FlatPlace | undefined {
    const { names } = this.shape;
    const name = quoted.toString('utf8', 0, quoted.length - 1);
    if (name === this.all.avoided || names.includes(name)) return undefined;
    if (names.length >= MOST_MEMBERS || this.all.count >= MOST_PLACES) return undefined;
    this.all.count += 1;
    const place = new FlatPlace({ names: [...names, name] }, Buffer.from(quoted), this.all);
    this.behind.push(place);
    this.likely ??= place;
    return place;
  }
}
