/** The nouns of a run and the ports it is built on. This file imports nothing. */

/**
 * Where a record stands in the export. (`input`, `record`, `part`) is the order of everything;
 * `line` and `byte` are for people and for seeking.
 */
export interface At {
  /** Index of the input, from 0. */
  readonly input: number;
  /** Number of the record in its input, from 1. */
  readonly record: number;
  /** A record that becomes several messages has parts, from 0. */
  readonly part: number;
  /** Line on which the record begins, from 1. */
  readonly line: number;
  /** Offset of the record's first byte in the decompressed UTF-8 text of its input. */
  readonly byte: number;
}

/** A place between two records of an input, from which reading can begin. */
export interface Position {
  readonly record: number;
  readonly part: number;
  readonly line: number;
  readonly byte: number;
}

/** Why a record could not be read. */
export interface Broken {
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
  /** Length in bytes of the whole broken text, of which `raw` may hold only the beginning. */
  readonly length: number;
  /** The record's bytes, at most RAW_KEPT_BYTES of them. */
  readonly raw: Uint8Array;
  /** The broken text touches the end of its input, which may still be growing or half copied. */
  readonly atEnd: boolean;
}

/** What a line of an earlier run's rejects.jsonl says about the record it holds. */
export interface Origin {
  /** Name of the input as the earlier run had it. */
  readonly input: string;
  readonly record: number;
  readonly part: number;
  readonly line: number;
  readonly byte: number;
  /** The line is about this one part of the value; otherwise about the whole value. */
  readonly onlyPart: boolean;
  /** The value is only this part of what the earlier run read. */
  readonly standalone?: boolean;
  /** MsgKey and the digest of id, accounts and time it was made from (see map/identity.ts). */
  readonly key?: string;
  readonly basis?: string;
  /** Digest of the mapping the earlier run used. */
  readonly mapping?: string;
}

/** One record as the reader hands it over: parsed, or broken. */
export interface RawRecord {
  readonly at: At;
  /** Where the record ends and the next may begin: first byte and line after its separator. */
  readonly end: number;
  readonly endLine: number;
  /** The parsed value; undefined when `broken`. */
  readonly value: unknown;
  readonly broken?: Broken;
  /** A whole last record of the input without its line end. */
  readonly openEnd?: boolean;
  /** The JSON it came from holds no escapes: neither does the JSON of any of its strings. Spares measuring them twice. */
  readonly escapeFree?: boolean;
  /** The value again, not parsed: there where it need not be, and then `value` parses it each time it is asked for. */
  readonly flat?: FlatObject;
  readonly origin?: Origin;
  /** `value` is one message taken out of a record that holds several, and can be mapped alone. */
  readonly standalone?: boolean;
}

/**
 * A JSON object found in its bytes and not parsed, which takes longer than all else that is done with a record. Each member
 * is a text, with no escapes but those JSON.stringify writes too, or a whole number of at most 15 digits without a sign.
 */
export interface FlatObject {
  readonly shape: FlatShape;
  /** Valid UTF-8. */
  readonly bytes: Buffer;
  /** Where the object stands, with the blanks after it. */
  readonly from: number;
  readonly to: number;
  /** Two numbers for each member, from `first` on: where its value begins and ends, quotes left out. */
  readonly spans: Int32Array;
  readonly first: number;
}

/** The names of an object's members, none twice: one shape for all objects with the same names in the same order. */
export interface FlatShape {
  readonly names: readonly string[];
}

/** The dedup triple: unique inside one conversation, both directions together. */
export interface Key {
  /** MsgSeq, 0 to 2^32-1. */
  readonly seq: number;
  /** MsgRandom, 0 to 2^32-1. */
  readonly random: number;
  /** MsgTimeStamp, Unix seconds. */
  readonly seconds: number;
}

/** A message on its way to the service. The middle of the house never looks into `payload`. */
export interface Message<Payload = unknown> {
  readonly kind: 'message';
  readonly at: At;
  readonly id: string;
  /** The unordered pair of accounts. */
  readonly lane: string;
  /** Unix microseconds of the record. */
  readonly timeUs: number;
  readonly key: Key;
  /** What the record's place inside one second rests on; `none` = nothing orders it among equals of the same instant. */
  readonly orderedBy: 'source' | 'time' | 'none';
  /** Kind of message in the API's words, as TIMTextElem; several elements are joined by `+`. */
  readonly type: string;
  readonly payload: Payload;
  /** UTF-8 bytes of the request body. */
  readonly bytes: number;
  /** Sender and receiver as they are sent, and as the record has them. */
  readonly from: Person;
  readonly to: Person;
  /** What could not be kept as it was, in words that are counted: `image-as-file`, `link-expires`. */
  readonly adapted?: readonly string[];
  readonly source: RawRecord;
  /** Where they are made already. */
  readonly prints?: MessagePrints;
}

/** Hashes by which messages, conversations and accounts are told apart without their texts; see prints.ts. */
export interface MessagePrints {
  readonly id: number;
  /** The conversation, then its two accounts. */
  readonly laneLow: number;
  readonly laneHigh: number;
  readonly oneLow: number;
  readonly oneHigh: number;
  readonly otherLow: number;
  readonly otherHigh: number;
}

/** An account before and after the mapping's rules for accounts. */
export interface Person {
  readonly name: string;
  readonly original: string;
}

export type Stage = 'read' | 'map' | 'deliver';

/** `refused`: it is certain that the service does not hold the message. `unknown`: it may. `not-sent`: it was never tried. */
export type Outcome = 'refused' | 'unknown' | 'not-sent';

/** A record, or part of one, that will not become a message; a value, never thrown. */
export interface Reject {
  readonly kind: 'reject';
  readonly at: At;
  readonly stage: Stage;
  /** Stable, lower-case with dashes, or the service's number. */
  readonly code: string;
  readonly reason: string;
  readonly advice: string;
  readonly outcome: Outcome;
  readonly id?: string;
  readonly key?: string;
  readonly basis?: string;
  readonly source: RawRecord;
}

/** A record that is left out on purpose: a filter, a self message, a record that is about another one. */
export interface Skip<Payload = unknown> {
  readonly kind: 'skip';
  readonly at: At;
  /** Counted under this name. */
  readonly reason: string;
  readonly source: RawRecord;
  readonly control?: Control<Payload>;
}

/**
 * What a record says about another one. A run cannot look back, so it leaves such records out; `check` counts them and
 * `prepare` applies them. `recall`: the message `target` is not to be imported. `edit`: it has a new content. `mirror`: this
 * is another copy of the message `target`, to be taken only where that one is missing.
 */
export interface Control<Payload = unknown> {
  readonly kind: 'recall' | 'edit' | 'mirror';
  /** Id of the message it is about, as readId gives it. */
  readonly target: string;
  /** Lane of that message, where the record tells. */
  readonly lane?: string;
  /** The new content, or the copy. */
  readonly message?: Message<Payload>;
}

export type Mapped<Payload = unknown> = Message<Payload> | Reject | Skip<Payload>;

/** Record to messages, rejects or skips: synchronous, pure, never throws, never answers an empty list. */
export type Mapper<Payload = unknown> = (record: RawRecord) => readonly Mapped<Payload>[];

/** What a message that went its way leaves in the books beside the count of it. */
export interface Gain {
  /** Added up under these names over the whole run: `recalled`, `calls`, … */
  readonly tallies?: Readonly<Record<string, number>>;
  /** Lines for findings.jsonl, each with its line end. */
  readonly lines?: readonly string[];
}

/** What became of one try. */
export type Verdict =
  | { readonly kind: 'ok'; readonly gain?: Gain }
  /** An answer came, and the same message wants another request: the next page. */
  | { readonly kind: 'more' }
  | {
      readonly kind: 'again';
      /** For people: what happened, without texts or secrets. */
      readonly why: string;
      readonly code: string;
      readonly advice: string;
      /** How long the service asked to wait. */
      readonly afterMs?: number;
      /** The service pushes back: everybody slows down. */
      readonly slow?: boolean;
      /** The try does not count against the record (a renewed signature, for one). */
      readonly free?: boolean;
      /** It is certain that nothing was done. */
      readonly refused?: boolean;
      /** The service itself answered so: it is there. */
      readonly answered?: boolean;
      /** What to do when the record's tries are used up. */
      readonly exhausted: 'reject' | 'stop';
    }
  | {
      readonly kind: 'no';
      readonly code: string;
      readonly reason: string;
      readonly advice: string;
      readonly outcome: Outcome;
      /** So many different records in a row with this code stop the run. */
      readonly stopAfterInARow?: number;
    };

/**
 * What may be done when it is not known whether a request was carried out. `always`: send it again, it changes nothing
 * more. `within-100s`: the identical body only, and only so long after the first try: the service knows repeats for 120 s.
 * `never`: people would get it twice.
 */
export type Repeat = 'always' | 'within-100s' | 'never';

/** Port: where messages go. One message of a lane at a time. Throws only FatalError: cannot go on. */
export interface Sink<Payload = unknown> {
  /** Calls `onStart` once, when the request goes on its way: getting a connection may take a while. */
  send(message: Message<Payload>, onStart: () => void): Promise<Verdict>;
  close(): Promise<void>;
}

/** Port: the pace all workers share. */
export interface Gate {
  /** Resolves when one request may start; the answer is to be called when it really does, or will not. */
  take(): Promise<() => void>;
  /** The service pushed back; every caller slows down. */
  slowDown(why: string, afterMs?: number): void;
  /** No request starts before `ms` have passed. */
  pause(ms: number): void;
  /** A request succeeded; the pace may recover. */
  recover(): void;
  /** The rate in force now, in requests per second; 0 = no limit. */
  ratePerSecond(): number;
  /** Why the pace is slower than asked for; undefined when it is not. */
  slowedBy(): string | undefined;
  close(): void;
}

/** Port: two clocks. Monotonic for gate, backoff and patience; wall for signatures and reports. */
export interface Clock {
  monotonicMs(): number;
  /** Unix milliseconds. */
  wallMs(): number;
  /** Calls back once after `delayMs`; the answer cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Port: chance, for jitter and request ids; never for keys. */
export type Random = () => number;

/** Port: the file operations a run needs, so that a simulation can stand in for the disk. */
export interface Files {
  open(path: string, flags: 'r' | 'r+' | 'w' | 'wx' | 'a', mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Makes renames and new names in the folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Undefined when there is nothing at the path. */
  stat(path: string): Promise<FileStat | undefined>;
  list(path: string): Promise<string[]>;
}

export interface FileStat {
  readonly size: number;
  readonly kind: 'file' | 'folder' | 'other';
  readonly modifiedMs: number;
}

export interface FileHandle {
  /** Answers how many bytes were read; 0 = end of file. `position` null = go on from the last place. */
  read(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<number>;
  /** Writes all of it, or throws. `position` null = go on from the last place. */
  write(bytes: Uint8Array, position: number | null): Promise<void>;
  truncate(length: number): Promise<void>;
  sync(): Promise<void>;
  stat(): Promise<FileStat>;
  close(): Promise<void>;
}

/** Digests over every byte of an input up to `bytes`. */
export interface Fingerprint {
  readonly bytes: number;
  /** SHA-256 (first 128 bits, hex) of each block of FINGERPRINT_BLOCK_BYTES; the last block may be partial. */
  readonly blocks: readonly string[];
  /** The last covered record had no line end; this is its number. */
  readonly openRecord?: number;
}

/** What is unusual about the files of a source, beyond format, encoding and CSV dialect. */
export interface ContainerShape {
  /** Lines with something in front: each record begins at its line's first `{`. */
  readonly prefixed?: boolean;
  /** JSON objects one after another, pretty-printed or on one line, with or without anything between: each is a record. */
  readonly glued?: boolean;
  /** Used when an input is one JSON object: where its lists of records are, as `messages` or `chats.list[].messages`. */
  readonly paths?: readonly string[];
  /** Members of the objects round such a list that stand before it, by name; the innermost wins. */
  readonly within?: readonly string[];
  /** Members of the root object, wherever they stand: the file is read twice. */
  readonly around?: readonly string[];
  /** `\xHH` in JSON strings, which is no JSON, means `\u00HH`. */
  readonly hexEscapes?: boolean;
}

/** The value of a record from a list whose shape asks for `within` or `around`. */
export interface FramedValue {
  readonly within: Readonly<Record<string, unknown>>;
  readonly record: unknown;
}

/** One input of the export as the person named it. */
export interface InputInfo {
  readonly name: string;
  /** Bytes on disk, compressed or not; undefined for standard input. */
  readonly size?: number;
  readonly kind: 'plain' | 'gzip' | 'zstd' | 'zip' | 'stream';
}

/** Where reading of an input begins, and what the bytes before must look like. */
export interface ResumePoint {
  readonly from: Position;
  readonly fingerprint: Fingerprint;
}

/** Port: an opened export, read once, in order, from where an earlier run stopped. */
export interface Export {
  readonly inputs: readonly InputInfo[];
  /**
   * Looks at everything that can be wrong before the first record: whether each input can be read as it is, and whether
   * what an earlier life read is still there. Throws FatalError `usage` or `state`; `records` does it if nobody did.
   */
  prepare(): Promise<void>;
  /**
   * The records of all inputs, in arrays as they come out of one chunk.
   * Throws FatalError of kind `state` when the bytes differ from the fingerprint.
   */
  records(): AsyncGenerator<readonly RawRecord[]>;
  /** Fingerprint of every byte of an input up to `end`, which must be the end of a record handed over. */
  fingerprint(input: number, end: number): Fingerprint;
  /**
   * False while it is not known that the bytes are those an earlier life read: standard input can only be compared as it
   * goes by. Nothing of such a life may be saved: it might count records of another export.
   */
  isVerified(): boolean;
  /** Bytes on disk read so far, all inputs together. */
  bytesRead(): number;
  close(): Promise<void>;
}

export interface Counts {
  /** read = delivered + rejected + skipped + pending. */
  readonly read: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly pending: number;
  readonly retried: number;
}

export type RunState = 'running' | 'finished' | 'interrupted' | 'stopped';

/** What a journey is called. */
export interface Work {
  /** What it does when all is well: `sending`. */
  readonly doing: string;
  /** What a message is that went its way: `delivered`. */
  readonly done: string;
  /** What a list has that is read in the place of an export: `conversations`; absent = bytes are read. */
  readonly members?: string;
}

/** One picture of a run, from which everything a person sees is made. */
export interface Snapshot {
  readonly work: Work;
  readonly counts: Counts;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** What the run is doing, with its cause: `sending`, `slowed down`, `waiting for the service`, … */
  readonly activity: string;
  readonly cause?: string;
  readonly inFlight: number;
  readonly concurrency: number;
  /** Settled per second over the last ten seconds or so. */
  readonly ratePerSecond: number;
  /** The gate's rate in force; 0 = no limit. */
  readonly rateLimitPerSecond: number;
  readonly bytesRead: number;
  readonly bytesTotal?: number;
  readonly elapsedMs: number;
  /** Undefined until it means something. */
  readonly remainingMs?: number;
  /** Records of equal instant in one conversation that nothing orders. */
  readonly unordered: number;
  /** What the messages that went their way left in the books, by name. */
  readonly tallies: Readonly<Record<string, number>>;
}

/** A conversation's queue, of which one item at a time is out. */
export interface Lane<Item> {
  /** The item that is out or comes next. */
  head(): Item;
  /** Tries of the head that count against it. */
  tries: number;
  /** Failures of the head, counted or not: what its backoff grows with. */
  failures: number;
  /** How many answers the run had seen at the head's last try. */
  answersSeen: number;
  /** A try of the head may have been carried out without an answer that says so. */
  inDoubt: boolean;
}

/** Port: in which order items go out. Items of a lane one after another, lanes beside each other. */
export interface LaneQueue<Item> {
  /** Items that are not done, the ones out included, and their bytes. */
  readonly waiting: number;
  readonly bytes: number;
  push(lane: string, item: Item): void;
  /** A lane whose head may be sent now; nobody else gets it until `done` or `retry`. */
  take(): Lane<Item> | undefined;
  /** The head is settled. */
  done(lane: Lane<Item>): void;
  /** The head is to be sent again. */
  retry(lane: Lane<Item>): void;
  /** How many items the longest lane holds. */
  longest(): number;
}
