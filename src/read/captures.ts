import { Carry } from './carry.js';
import { FAILED, type RecordText } from './json-text.js';

/** Values by the name a frame gives them; undefined = it was there, but cannot be had. */
export type Captured = Map<string, unknown>;

/** A value that is wanted: of the member at the end of `steps`. */
export interface Want {
  /** Its name in the frame. */
  readonly name: string;
  readonly steps: readonly string[];
  readonly into: Captured;
}

interface Capture {
  readonly want: Want;
  /** Brackets that are open round the value. */
  readonly depth: number;
  readonly carry: Carry;
  /** Where in the chunk at hand its bytes begin. */
  from: number;
}

const BEFORE = Buffer.from('{"value":');
const BEHIND = Buffer.from('}');

/** Takes down the text of values while something else walks over them, and parses it when they end. */
export class Captures {
  private open: Capture[] = [];

  /** Values of more than `limit` bytes are left out. */
  constructor(
    private readonly json: RecordText,
    private readonly limit: number,
  ) {}

  /** The value begins at `from`, inside of so many brackets. */
  begin(want: Want, depth: number, from: number): void {
    this.open.push({ want, depth, from, carry: new Carry(this.limit) });
  }

  /** The chunk is used up. */
  chunkEnded(chunk: Buffer): void {
    for (const capture of this.open) {
      capture.carry.add(chunk.subarray(capture.from));
      capture.from = 0;
    }
  }

  /** Values inside of so many brackets end before `to`. */
  end(depth: number, chunk: Buffer, to: number): void {
    while (this.open.at(-1)?.depth === depth) {
      const { want, carry, from } = this.open.pop()!;
      carry.add(chunk.subarray(from, to));
      want.into.set(want.name, carry.isOver ? undefined : this.parsed(carry.take()));
    }
  }

  /** Lets go of all that has not ended. */
  drop(): void {
    this.open = [];
  }

  private parsed(bytes: Buffer): unknown {
    const text = Buffer.concat([BEFORE, bytes, BEHIND]);
    const object = this.json.object(text, 0, text.length, false);
    return object === FAILED ? undefined : (object as { value: unknown }).value;
  }
}
