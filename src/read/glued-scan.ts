import { ElementScan, type Stop } from './element-scan.js';
import { NESTING_LEVELS } from './limits.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/*
 * Finds where one of many objects that stand one after another ends. No bracket encloses them, so the signs that a broken
 * one goes on in the next are others: a `{` at the first place of a line that is inside a string, or where no value may
 * stand; a `{` directly behind a nested object's `}`, or behind a comma where a name must stand; and any `{` behind
 * something that is no object at all. In a file whose nested objects begin lines at the first place, too, only those of
 * broken objects are taken for neighbours. A string that is followed by something no JSON has there tells that a quote is
 * missing, and that what was taken for strings since may be something else.
 */
export class GluedScan extends ElementScan {
  /** Whatever comes, the text is no JSON. */
  isSick = false;
  private chunk: Buffer = Buffer.alloc(0);
  /** The byte before the chunk. */
  private previous = 0;

  override begin(): void {
    super.begin();
    this.isSick = false;
  }

  override scan(chunk: Buffer, from: number): { stop: Stop; index: number } {
    this.chunk = chunk;
    const scanned = super.scan(chunk, from);
    this.previous = chunk[scanned.index - 1] ?? this.previous;
    return scanned;
  }

  protected override takeInString(byte: number): boolean {
    if (byte === OPEN_OBJECT && this.atLineStart) return true;
    super.takeInString(byte);
    this.atLineStart = byte === LINE_FEED;
    return false;
  }

  protected override takeOutside(byte: number, index: number): Stop {
    if (byte === OPEN_OBJECT && this.last !== 0 && this.isNextObject(index)) return 'before';
    if (this.last === QUOTE && !isAfterString(byte)) this.isSick = true;
    return super.takeOutside(byte, index);
  }

  protected override unmatched(): Stop {
    return 'more';
  }

  private isNextObject(index: number): boolean {
    if (this.depth === 0) return true;
    const startsLine = (index > 0 ? this.chunk[index - 1] : this.previous) === LINE_FEED;
    if (this.depth > NESTING_LEVELS) return startsLine;
    const isInObject = this.open[this.depth - 1] === OPEN_OBJECT;
    if (startsLine) return isInObject ? this.last !== COLON : this.last !== OPEN_ARRAY && this.last !== COMMA;
    return isInObject && (this.last === CLOSE_OBJECT || (this.last === COMMA && this.depth === 1));
  }
}

function isAfterString(byte: number): boolean {
  return byte === COMMA || byte === COLON || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
}
