import { type Fingerprint64, fingerprintOf, fingerprintOfPair } from '../fingerprint.js';
import { partIn } from '../place.js';
import type { At, Mapped, Message, Person, Reject, Skip } from '../types.js';
import type { Dictionary } from './dictionary.js';
import { Disorder } from './disorder.js';
import { ORDERED_BY, OUTCOMES, type Outcome } from './schema.js';
import { Seen } from './seen.js';
import { putHalves, putNumber, type TableWriter } from './table-writer.js';

/** What a message says, as texts that are compared by their hashes. */
export interface Content {
  /** The body without what is made from the record's id. */
  readonly body: string;
  /** CloudCustomData; empty = none. */
  readonly custom: string;
}

export interface WriterTables {
  readonly record: TableWriter;
  readonly conversation: TableWriter;
  readonly account: TableWriter;
  readonly inputs: Dictionary;
  readonly words: Dictionary;
}

export interface WriterSettings {
  readonly inputNames: readonly string[];
  readonly contentOf: (message: Message) => Content;
}

const NOTHING: Fingerprint64 = { low: 0, high: 0 };
const OUTCOME_NUMBERS = Object.fromEntries(OUTCOMES.map((name, number) => [name, number])) as Record<Outcome, number>;
const ORDERED_BY_NUMBERS = Object.fromEntries(ORDERED_BY.map((name, number) => [name, number])) as Record<
  Message['orderedBy'],
  number
>;

/** Writes each part of each record into the survey: numbers and hashes, no texts of messages. */
export class SurveyWriter {
  readonly disorder = new Disorder();
  private number = 0;
  private ordinal = 0;
  private readonly knownPairs = new Seen();
  private readonly knownAccounts = new Seen();
  private readonly inputNumbers: readonly number[];
  private readonly cells: RecordCells;

  constructor(
    private readonly tables: WriterTables,
    private readonly settings: WriterSettings,
  ) {
    this.cells = recordCells(tables.record);
    this.inputNumbers = settings.inputNames.map((name) => tables.inputs.numberOf(name));
  }

  /** Sees every part of every record, in the order of reading. Throws FatalError('stopped', 'survey-failed'). */
  watch(mapped: Mapped): void {
    if (mapped.kind === 'message') {
      this.ordinal += 1;
      this.place(mapped, 'message', 0, this.ordinal);
      this.message(mapped);
      this.target(NOTHING);
      this.disorder.message(mapped.key.seconds);
    } else if (mapped.kind === 'reject') {
      this.place(mapped, 'reject', this.tables.words.numberOf(mapped.code), 0);
      this.noMessage();
      if (mapped.id !== undefined) this.id(mapped.id);
    } else this.skip(mapped);
    this.tables.record.endRow();
  }

  private skip(skip: Skip): void {
    const { control } = skip;
    this.place(skip, control?.kind ?? 'skip', this.tables.words.numberOf(skip.reason), 0);
    if (control?.message) this.message(control.message);
    else this.noMessage();
    if (!control) return;
    this.target(fingerprintOf(control.target));
    if (control.lane !== undefined) putHalves(this.cells.lane, this.tables.record.row, laneOf(control.lane));
  }

  /** A line of an earlier run's rejects.jsonl stands where the record stood then. */
  private place({ at, source }: Message | Reject | Skip, outcome: Outcome, code: number, ordinal: number): void {
    const { cells } = this;
    const { row } = this.tables.record;
    const { origin } = source;
    const place: Omit<At, 'input'> = origin ?? at;
    this.number += 1;
    putNumber(cells.number, row, this.number);
    putNumber(cells.ordinal, row, ordinal);
    cells.input[row] = origin ? this.tables.inputs.numberOf(origin.input) : this.inputNumbers[at.input]!;
    putNumber(cells.record, row, place.record);
    cells.part[row] = partIn(at, source);
    putNumber(cells.line, row, place.line);
    putNumber(cells.byte, row, place.byte);
    cells.outcome[row] = OUTCOME_NUMBERS[outcome];
    cells.code[row] = code;
  }

  private message(message: Message): void {
    const { cells, settings, tables } = this;
    const { row } = tables.record;
    const { from, to, key, adapted } = message;
    const { body, custom } = settings.contentOf(message);
    const isFromFirst = from.name < to.name;
    const lane = isFromFirst ? this.pair(from, to) : this.pair(to, from);
    putHalves(cells.lane, row, lane);
    cells.fromFirst[row] = isFromFirst ? 1 : 0;
    putHalves(cells.fromOriginal, row, originalOf(from));
    putHalves(cells.toOriginal, row, originalOf(to));
    putNumber(cells.timeUs, row, message.timeUs);
    cells.seq[row] = key.seq;
    cells.random[row] = key.random;
    putNumber(cells.seconds, row, key.seconds);
    cells.orderedBy[row] = ORDERED_BY_NUMBERS[message.orderedBy];
    this.id(message.id);
    cells.type[row] = tables.words.numberOf(message.type);
    putHalves(cells.bodyHash, row, fingerprintOf(body));
    putHalves(cells.customHash, row, custom === '' ? NOTHING : fingerprintOf(custom));
    cells.bytes[row] = message.bytes;
    cells.adapted[row] = adapted === undefined || adapted.length === 0 ? 0 : tables.words.numberOf(adapted.join(' '));
  }

  private id(id: string): void {
    putHalves(this.cells.idHash, this.tables.record.row, fingerprintOf(id));
  }

  private target(target: Fingerprint64): void {
    putHalves(this.cells.targetHash, this.tables.record.row, target);
  }

  /** The chunk's memory is used again and again: what does not apply must be written, too. */
  private noMessage(): void {
    const { row } = this.tables.record;
    for (const words of this.cells.ofMessages64) putHalves(words, row, NOTHING);
    for (const cells of this.cells.ofMessages) cells[row] = 0;
  }

  /** The conversation of two accounts, the smaller one first; both and their conversation are named when they are new. */
  private pair(first: Person, second: Person): Fingerprint64 {
    const lane = fingerprintOfPair(fingerprintOf(first.name), fingerprintOf(second.name));
    const isPlain = first.original === first.name && second.original === second.name;
    const known = isPlain ? lane : fingerprintOfPair(lane, fingerprintOf(`${first.original}\n${second.original}`));
    if (!this.knownPairs.isNew(known)) return lane;
    const { conversation } = this.tables;
    putHalves(conversation.words('lane'), conversation.row, lane);
    conversation.texts('first')(conversation.row, first.name);
    conversation.texts('second')(conversation.row, second.name);
    conversation.endRow();
    this.account(first);
    this.account(second);
    return lane;
  }

  private account({ name, original }: Person): void {
    if (!this.knownAccounts.isNew(fingerprintOfPair(fingerprintOf(name), fingerprintOf(original)))) return;
    const { account } = this.tables;
    putHalves(account.words('original_hash'), account.row, fingerprintOf(original));
    account.texts('name')(account.row, name);
    account.texts('original')(account.row, original);
    account.endRow();
  }
}

/** A lane as the mapping names it: the pair of accounts, the smaller one first. */
function laneOf(lane: string): Fingerprint64 {
  const [first = '', second = ''] = lane.split('\n');
  return fingerprintOfPair(fingerprintOf(first), fingerprintOf(second));
}

/** Nothing when the account is sent as the record has it, which is nearly always. */
function originalOf({ name, original }: Person): Fingerprint64 {
  return original === name ? NOTHING : fingerprintOf(original);
}

type RecordCells = ReturnType<typeof recordCells>;

function recordCells(table: TableWriter) {
  const ofMessages64 = ['lane', 'from_original', 'to_original', 'time_us', 'seconds', 'id_hash', 'body_hash'].map(
    (name) => table.words(name),
  );
  return {
    number: table.words('number'),
    ordinal: table.words('ordinal'),
    input: table.words('input'),
    record: table.words('record'),
    part: table.words('part'),
    line: table.words('line'),
    byte: table.words('byte'),
    outcome: table.bytes('outcome'),
    code: table.words('code'),
    type: table.words('type'),
    lane: table.words('lane'),
    fromFirst: table.bytes('from_first'),
    fromOriginal: table.words('from_original'),
    toOriginal: table.words('to_original'),
    timeUs: table.words('time_us'),
    seq: table.words('seq'),
    random: table.words('random'),
    seconds: table.words('seconds'),
    orderedBy: table.bytes('ordered_by'),
    idHash: table.words('id_hash'),
    bodyHash: table.words('body_hash'),
    customHash: table.words('custom_hash'),
    targetHash: table.words('target_hash'),
    bytes: table.words('bytes'),
    adapted: table.words('adapted'),
    /** What only messages have, of 64 bits and of fewer. */
    ofMessages64: [...ofMessages64, table.words('custom_hash'), table.words('target_hash')],
    ofMessages: [
      ...['type', 'seq', 'random', 'bytes', 'adapted'].map((name) => table.words(name)),
      ...['from_first', 'ordered_by'].map((name) => table.bytes(name)),
    ],
  };
}
