import type { Captured, Captures } from './captures.js';
import { NAMED_ARRAYS, NESTING_LEVELS } from './limits.js';
import { EACH, type ListPath } from './list-path.js';
import { isBlankByte } from './scan.js';
import { type Place, WalkLevels } from './walk-levels.js';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Member names longer than this match no path. */
const NAME_BYTES = 1024;

/**
 * What ended a walk. `list`: the last byte taken opens a list. `end`: it closed the root. `broken`: the byte that was not
 * taken cannot stand there.
 */
export type Walked = 'more' | 'list' | 'end' | 'broken';

/** Why there is no list: what stood where one should be. */
export type Missing = 'not-there' | 'not-an-array' | 'not-json';

/*
 * Walks over one JSON document after another, to every list some way leads to. The elements of a list are not walked over:
 * whoever takes them goes on here behind the list's closing bracket. `levels` are the outermost open brackets, as many as
 * ways lead through; only inside the last of them do names, colons and commas matter, and `expects` tells what comes next
 * there. Everything else is passed over by counting brackets outside of strings. Their kinds are compared, for a bracket
 * too few or too many would lead past lists without a word.
 */
export class JsonWalk {
  /** Line feeds passed in the last scan. */
  lines = 0;
  /** Names of the root's members that are arrays, as far as seen. */
  readonly arrays: string[] = [];
  /** Documents that have begun. */
  documents = 0;
  /** A list of this document was found, or an array of which each element may hold one. */
  isFound = false;
  /** What stood where the last list should have been. */
  missing: Missing = 'not-there';
  private readonly open = new Uint8Array(NESTING_LEVELS);
  private depth = 0;
  private readonly levels: WalkLevels;
  private expects: 'name' | 'colon' | 'value' | 'rest' = 'rest';
  private inString = false;
  private escaped = false;
  private isNaming = false;
  private name: number[] = [];

  /** `within`: names of members to take down in the root and in every object a way leads through. */
  constructor(
    ways: readonly ListPath[],
    within: readonly string[] = [],
    private readonly captures?: Captures,
  ) {
    this.levels = new WalkLevels(ways, within);
  }

  /** Some bracket is open. */
  get isInside(): boolean {
    return this.depth > 0;
  }

  /** Walks on from `from`. `index` = first byte not taken. */
  scan(chunk: Buffer, from: number): { readonly walked: Walked; readonly index: number } {
    this.lines = 0;
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (byte === LINE_FEED) this.lines += 1;
      if (this.inString) this.takeInString(byte);
      else if (!isBlankByte(byte)) {
        const walked = this.take(byte, chunk, index);
        if (walked !== 'more') return { walked, index: walked === 'broken' ? index : index + 1 };
      }
    }
    this.captures?.chunkEnded(chunk);
    return { walked: 'more', index: chunk.length };
  }

  /** What was taken down round the place at hand. */
  frame(): Captured {
    return this.levels.frame();
  }

  /** What was taken down in the root of the last document. */
  rootFrame(): Captured {
    return this.levels.rootFrame();
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

  private take(byte: number, chunk: Buffer, index: number): Walked {
    if (this.depth === 0) return this.takeRoot(byte, index);
    if (this.depth > this.levels.count) return this.takeInside(byte);
    if (this.expects === 'rest') return this.takeRest(byte, chunk, index);
    if (this.expects === 'value') return this.takeValue(byte, index);
    if (this.expects === 'name') return this.takeName(byte);
    if (byte !== COLON) return 'broken';
    this.expects = 'value';
    return 'more';
  }

  private takeRoot(byte: number, index: number): Walked {
    const isArray = byte === OPEN_ARRAY;
    if (!isArray && byte !== OPEN_OBJECT) {
      this.missing = 'not-json';
      return 'broken';
    }
    this.documents += 1;
    this.isFound = false;
    return this.begin(byte, index, this.levels.root());
  }

  /** Inside of something no way leads through. */
  private takeInside(byte: number): Walked {
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.push(byte);
    else if (byte === CLOSE_OBJECT) return this.close(OPEN_OBJECT);
    else if (byte === CLOSE_ARRAY) return this.close(OPEN_ARRAY);
    return 'more';
  }

  private takeName(byte: number): Walked {
    if (byte === CLOSE_OBJECT) return this.close(OPEN_OBJECT);
    if (byte === COMMA) return 'more';
    if (byte !== QUOTE) return 'broken';
    this.inString = true;
    this.isNaming = true;
    this.name = [QUOTE];
    this.expects = 'colon';
    return 'more';
  }

  /** The first byte of a member or an element. */
  private takeValue(byte: number, index: number): Walked {
    const { isInArray } = this.levels;
    if (byte === CLOSE_ARRAY && isInArray) return this.close(OPEN_ARRAY);
    if (byte === COMMA && isInArray) return 'more';
    if (byte === COMMA || byte === COLON || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return 'broken';
    if (isInArray) return this.begin(byte, index, this.levels.element());
    const name = nameOf(this.name);
    if (byte === OPEN_ARRAY && this.depth === 1 && this.arrays.length < NAMED_ARRAYS) this.arrays.push(name);
    return this.begin(byte, index, this.levels.member(name));
  }

  /** Behind the first byte of a value, or behind its last. */
  private takeRest(byte: number, chunk: Buffer, index: number): Walked {
    const isClosing = byte === CLOSE_OBJECT || byte === CLOSE_ARRAY;
    if (byte === COMMA || isClosing) this.captures?.end(this.depth, chunk, index);
    if (isClosing) return this.close(byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY);
    if (byte === COMMA) this.expects = this.levels.isInArray ? 'value' : 'name';
    const isOdd = byte === QUOTE || byte === COLON || byte === OPEN_OBJECT || byte === OPEN_ARRAY;
    return isOdd ? 'broken' : 'more';
  }

  /** A value begins. */
  private begin(byte: number, index: number, place: Place): Walked {
    for (const want of place.wants) if (want.steps.length === 0) this.captures?.begin(want, this.depth, index);
    this.expects = 'rest';
    const isList = place.ways.some(({ length }) => length === 0);
    if (isList && byte === OPEN_ARRAY) {
      // What encloses a list has not ended before it.
      this.captures?.drop();
      this.isFound = true;
      return 'list';
    }
    if (isList) this.missing = 'not-an-array';
    if (byte === QUOTE) this.inString = true;
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.enter(byte, place);
    return 'more';
  }

  private enter(byte: number, place: Place): void {
    this.push(byte);
    const isArray = byte === OPEN_ARRAY;
    if (!(isArray ? this.levels.enterArray(place) : this.levels.enterObject(place))) return;
    this.expects = isArray ? 'value' : 'name';
    if (!isArray) return;
    // An array of what may hold lists is one of the source's, though it may be empty.
    if (place.ways.some((way) => way[0] === EACH)) this.isFound = true;
  }

  private push(kind: number): void {
    if (this.depth < NESTING_LEVELS) this.open[this.depth] = kind;
    this.depth += 1;
  }

  private close(kind: number): Walked {
    if (this.depth <= NESTING_LEVELS && this.open[this.depth - 1] !== kind) return 'broken';
    if (this.depth === this.levels.count) this.levels.leave();
    this.depth -= 1;
    if (this.depth === this.levels.count) this.expects = 'rest';
    return this.depth === 0 ? 'end' : 'more';
  }
}

function nameOf(bytes: readonly number[]): string {
  try {
    return String(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return '';
  }
}
