import { NESTING_LEVELS } from './limits.js';
import { isBlankByte } from './scan.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What ended a scan. `more`: the chunk is used up inside the element. `whole`: the element's last byte was taken.
 * `before`: the element ends before the byte it stands at: a scalar at its comma or bracket, or a broken object at the
 * next element or at the end of the array.
 */
export type Stop = 'more' | 'whole' | 'before';

/*
 * Finds where an element of an array ends, byte by byte, from its first byte on: brackets are counted outside of strings.
 * A sound element ends where its last bracket closes. A broken one must not swallow what follows, so the brackets'
 * kinds are kept, and three signs end it early: a `]` that closes nothing inside it (it is the array's), a `{` behind a
 * comma directly inside it where a member name must stand (its own `}` is missing), and a `{` at the beginning of a line
 * inside a string (a quote is missing). Deeper faults end with the element, whose text the parser then refuses.
 */
export class ElementScan {
  /** Line feeds passed. */
  lines = 0;
  /** The element was nested too deep to be parsed. */
  isTooDeep = false;
  /** Kinds of the open brackets, the element's own first. */
  protected readonly open = new Uint8Array(NESTING_LEVELS + 1);
  protected depth = 0;
  protected inString = false;
  private escaped = false;
  /** In a string: only blanks since its last line feed. */
  protected atLineStart = false;
  /** Outside of strings: the last byte that is no blank. */
  protected last = 0;

  begin(): void {
    this.lines = 0;
    this.isTooDeep = false;
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.atLineStart = false;
    this.last = 0;
  }

  /** Scans on from `from`. `index` = first byte not taken. */
  scan(chunk: Buffer, from: number): { stop: Stop; index: number } {
    let index = from;
    for (; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (byte === LINE_FEED) this.lines += 1;
      if (this.inString) {
        if (byte === QUOTE && !this.escaped) this.inString = false;
        else if (this.takeInString(byte)) return { stop: 'before', index };
      } else if (!isBlankByte(byte)) {
        const stop = this.takeOutside(byte, index);
        if (stop === 'whole') return { stop, index: index + 1 };
        if (stop === 'before') return { stop, index };
        this.last = byte;
      }
    }
    return { stop: 'more', index };
  }

  /** Answers whether the byte begins the next element, which a missing quote had hidden. */
  protected takeInString(byte: number): boolean {
    if (byte === OPEN_OBJECT && this.atLineStart && this.depth === 1) return true;
    this.escaped = byte === BACKSLASH && !this.escaped;
    this.atLineStart = byte === LINE_FEED || (this.atLineStart && isBlankByte(byte));
    return false;
  }

  /** `index` is the byte's place in the chunk at hand. */
  protected takeOutside(byte: number, _index: number): Stop {
    switch (byte) {
      case QUOTE:
        this.inString = true;
        this.escaped = false;
        this.atLineStart = false;
        return 'more';
      case OPEN_OBJECT:
        if (this.depth === 1 && this.open[0] === OPEN_OBJECT && this.last === COMMA) return 'before';
        return this.push(byte);
      case OPEN_ARRAY:
        return this.push(byte);
      case CLOSE_OBJECT:
        return this.close(OPEN_OBJECT);
      case CLOSE_ARRAY:
        return this.close(OPEN_ARRAY);
      case COMMA:
        return this.depth === 0 ? 'before' : 'more';
      default:
        return 'more';
    }
  }

  private push(kind: number): Stop {
    if (this.depth <= NESTING_LEVELS) this.open[this.depth] = kind;
    this.depth += 1;
    if (this.depth > NESTING_LEVELS) this.isTooDeep = true;
    return 'more';
  }

  /** Closes the innermost bracket of the kind and all inside it; beyond the depth whose kinds are kept, any bracket. */
  private close(kind: number): Stop {
    let depth = this.depth;
    if (depth <= NESTING_LEVELS) while (depth > 0 && this.open[depth - 1] !== kind) depth -= 1;
    if (depth === 0) return this.unmatched(kind);
    this.depth = depth - 1;
    return this.depth === 0 ? 'whole' : 'more';
  }

  /** A closing bracket that closes nothing inside the element. */
  protected unmatched(kind: number): Stop {
    return kind === OPEN_ARRAY ? 'before' : 'more';
  }
}
