import { isBlankByte } from './scan.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
/** Member names longer than this match no path. */
const NAME_BYTES = 1024;

export type Found = 'more' | 'array' | 'not-there' | 'not-an-array' | 'not-json';

/*
 * Walks to an array inside nested objects, byte by byte. `depth` counts open brackets, `matched` the objects on the path
 * that are open, the root included. Only while the two are equal do member names matter; everything else is passed over
 * by counting brackets outside of strings. An empty path means the root itself.
 */
export class PathSeeker {
  /** Names of the root's members that are arrays, as far as seen. */
  readonly arrays: string[] = [];
  private depth = 0;
  private matched = 0;
  private inString = false;
  private escaped = false;
  private expectsName = false;
  private isNaming = false;
  private name: number[] = [];
  private afterColon = false;
  private begun = false;

  /** Something other than blanks was seen. */
  get hasBegun(): boolean {
    return this.begun;
  }

  constructor(private readonly path: readonly string[]) {}

  /** Takes the next byte. `array` = this byte opens the array. */
  take(byte: number): Found {
    if (this.inString) {
      this.takeInString(byte);
      return 'more';
    }
    if (isBlankByte(byte)) return 'more';
    if (!this.begun) return this.takeRoot(byte);
    if (this.afterColon) {
      const found = this.takeValue(byte);
      if (found !== undefined) return found;
    }
    return this.takeOther(byte);
  }

  private takeRoot(byte: number): Found {
    this.begun = true;
    if (byte === OPEN_ARRAY) return this.path.length === 0 ? 'array' : 'not-there';
    if (byte !== OPEN_OBJECT) return 'not-json';
    this.enter();
    return this.path.length === 0 ? 'not-an-array' : 'more';
  }

  private enter(): void {
    this.depth += 1;
    this.matched = this.depth;
    this.expectsName = true;
  }

  private takeInString(byte: number): void {
    if (this.isNaming && this.name.length <= NAME_BYTES) this.name.push(byte);
    if (this.escaped) this.escaped = false;
    else if (byte === BACKSLASH) this.escaped = true;
    else if (byte === QUOTE) {
      this.inString = false;
      this.isNaming = false;
    }
  }

  /** First byte of the value of a member on the path; undefined when the member is none of ours. */
  private takeValue(byte: number): Found | undefined {
    this.afterColon = false;
    const name = nameOf(this.name);
    if (byte === OPEN_ARRAY && this.depth === 1) this.arrays.push(name);
    if (name !== this.path[this.matched - 1]) return undefined;
    if (this.matched === this.path.length) return byte === OPEN_ARRAY ? 'array' : 'not-an-array';
    if (byte !== OPEN_OBJECT) return 'not-there';
    this.enter();
    return 'more';
  }

  private takeOther(byte: number): Found {
    const onPath = this.depth === this.matched;
    if (byte === QUOTE) {
      this.inString = true;
      this.isNaming = onPath && this.expectsName;
      if (this.isNaming) this.name = [QUOTE];
    } else if (byte === COLON) this.afterColon = onPath;
    else if (byte === COMMA) this.expectsName = onPath;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.depth += 1;
    else if (byte === 0x7d || byte === 0x5d) {
      this.depth -= 1;
      if (this.depth < this.matched) return 'not-there';
    }
    if (byte === COLON) this.expectsName = false;
    return 'more';
  }
}

function nameOf(bytes: readonly number[]): string {
  try {
    return String(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return '';
  }
}
