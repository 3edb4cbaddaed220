import type { Position, RawRecord, ResumePoint } from '../types.js';
import { BlockHasher } from './block-hasher.js';
import { type ByteSource, FileSource } from './bytes.js';
import type { Captured } from './captures.js';
import { CsvReader } from './csv.js';
import { LiveFingerprint } from './fingerprint.js';
import { GluedReader } from './glued.js';
import { readOpening } from './head.js';
import { type Input, openFile } from './inputs.js';
import { JsonReader } from './json.js';
import { arrayAt, asksAround, collectAround, listsIn } from './json-layout.js';
import { JsonlReader } from './jsonl.js';
import { LaterRecords } from './later-records.js';
import { BATCH_BYTES, MAX_RECORD_BYTES } from './limits.js';
import { notTwice } from './no-array.js';
import type { Opening, ReadOptions } from './opening.js';
import type { RecordReader } from './reader.js';
import { recordText } from './record-text.js';
import { isSeekable, openText, type SourceDeps } from './source.js';
import { Verification } from './verify.js';

/** What is known of an input when its reading begins. */
export interface Task {
  readonly index: number;
  readonly input: Input;
  readonly options: ReadOptions;
  readonly deps: SourceDeps;
  readonly point: ResumePoint | undefined;
  /** Of a seekable input with a resume point: the hasher that stands there. */
  readonly seed: BlockHasher | undefined;
  /** Whether bytes are kept for fingerprints. */
  readonly isFingerprinted: boolean;
  readonly mayStayFlat: boolean;
}

/**
 * Reads one input. Its bytes go three ways: to the comparison with what an earlier life read, to the fingerprint of
 * this one, and to the record reader; each begins where it must. Bytes before the resume point are sought past in a
 * plain file and read past in everything else.
 */
export class InputReader {
  private source: ByteSource | undefined;
  private reader: RecordReader | undefined;
  private verification: Verification | undefined;
  /** Offset of the source's next byte. */
  position = 0;
  /** Where fingerprint and records begin. */
  private liveFrom = 0;
  private recordsFrom = 0;
  private chunk: Buffer | undefined;
  private isClosed = false;
  /** What stands round all records of a document, filled before they are read. */
  private around: Captured | undefined;
  live: LiveFingerprint | undefined;

  constructor(private readonly task: Task) {}

  /** Opens the input and sets it to where records begin. Throws FatalError. */
  async open(): Promise<void> {
    const { input, options, deps, point, seed } = this.task;
    const encoding = options.encoding ?? 'utf-8';
    this.liveFrom = point?.from.byte ?? 0;
    const isPart = point !== undefined && isSeekable(input, encoding);
    let early = 0;
    let count = (bytes: number): void => {
      early += bytes;
    };
    const text = isPart ? await this.openFrom(0, (bytes) => count(bytes)) : await openText(input, encoding, deps);
    this.source = text;
    const { opening, source } = await readOpening(text, input.name, options);
    const isFresh = this.liveFrom <= opening.byte || isWalked(opening);
    this.recordsFrom = isFresh ? opening.byte : this.liveFrom;
    this.reader = this.readerFor(opening, isFresh);
    this.source = source;
    if (isPart && !isWalked(opening)) {
      this.source = undefined;
      await source.close();
      this.source = await this.openFrom(this.liveFrom, deps.count);
      this.position = this.liveFrom;
      deps.count(this.liveFrom);
    } else if (isPart) {
      deps.count(early);
      count = deps.count;
    } else if (point) this.verification = new Verification(input.name, point, 0);
    this.live = this.liveAt(seed ?? (point ? undefined : new BlockHasher()));
  }

  /** Collects what stands round all records, in a reading of its own, where there is such a thing. Before the first `next`. */
  async lookAround(): Promise<void> {
    const { input, options, deps } = this.task;
    if (!this.around) return;
    const text = await openText(input, options.encoding ?? 'utf-8', { ...deps, count: () => undefined });
    try {
      await collectAround(text, this.recordsFrom, options.shape ?? {}, this.around, () => this.isClosed);
    } finally {
      await text.close();
    }
  }

  /** The next records, perhaps none; undefined at the end. */
  async next(): Promise<RawRecord[] | undefined> {
    const { source, reader } = this;
    if (!source || !reader) return undefined;
    const out: RawRecord[] = [];
    if (!this.chunk || this.chunk.length === 0) this.chunk = await source.next();
    if (this.isClosed) return undefined;
    if (this.chunk === undefined) {
      this.verification?.end();
      reader.finish(out, source.damage());
      this.reader = undefined;
      return out;
    }
    const piece = this.chunk.subarray(0, BATCH_BYTES);
    this.chunk = this.chunk.subarray(BATCH_BYTES);
    this.take(piece, reader, out);
    return out;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.source?.close();
  }

  private take(piece: Buffer, reader: RecordReader, out: RawRecord[]): void {
    const end = this.position + piece.length;
    if (this.verification) {
      this.verification.update(piece);
      this.live ??= this.liveAt(this.verification.seed());
    }
    if (this.task.isFingerprinted && end > this.liveFrom)
      this.live?.push(partFrom(piece, this.liveFrom - this.position));
    if (end > this.recordsFrom) reader.push(partFrom(piece, this.recordsFrom - this.position), out);
    this.position = end;
  }

  private liveAt(base: BlockHasher | undefined): LiveFingerprint | undefined {
    return base && new LiveFingerprint(base, this.task.point?.fingerprint);
  }

  private async openFrom(from: number, count: (bytes: number) => void): Promise<ByteSource> {
    const { input, deps } = this.task;
    return new FileSource({ handle: await openFile(input.path, deps.files), name: input.name, from, count });
  }

  private readerFor(opening: Opening, isFresh: boolean): RecordReader {
    const { index, input, options, point, mayStayFlat } = this.task;
    const fresh: Position = { record: 1, part: 0, line: opening.line, byte: opening.byte };
    const position = point && !isFresh ? point.from : fresh;
    const maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
    const start = { input: index, position, fresh: isFresh, maxRecordBytes, mayStayFlat };
    if (opening.csv) return new CsvReader(start, opening.csv);
    const shape = options.shape ?? {};
    if (opening.format === 'jsonl') return new JsonlReader(start, shape);
    if (opening.container === 'glued') return new GluedReader(start, shape);
    const text = recordText('element', shape);
    if (!isWalked(opening)) return new JsonReader(start, text, arrayAt(opening.path, input.name));
    if (asksAround(shape)) {
      if (input.kind === 'stream') throw notTwice(input.name);
      this.around = new Map();
    }
    const reader = new JsonReader(start, text, listsIn(shape, input.name, this.around));
    return point && point.from.record > 1 ? new LaterRecords(reader, point.from.record) : reader;
  }
}

/** Lists in a document are found by walking to them from its beginning; elsewhere reading may begin at any record. */
function isWalked({ container }: Opening): boolean {
  return container === 'document';
}

function partFrom(piece: Buffer, offset: number): Buffer {
  return offset <= 0 ? piece : piece.subarray(offset);
}
