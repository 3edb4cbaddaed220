import type { Fingerprint64 } from '../../fingerprint.js';
import type { Message } from '../../types.js';
import type { Database, Value } from '../database.js';
import { ORDERED_BY, OUTCOMES } from '../schema.js';
import { digestOf } from './digest.js';

/** What should be in the service after an import, conversation by conversation. */

/** A message as the survey knows it: key, sender, hashes of what it says, and its place in the export. */
export interface Expected {
  readonly seconds: number;
  readonly seq: number;
  readonly random: number;
  /** The first account of the pair sent it. */
  readonly isFromFirst: boolean;
  readonly timeUs: number;
  /** Place in the order of reading. */
  readonly ordinal: number;
  /** What its place inside its second rests on. */
  readonly orderedBy: Message['orderedBy'];
  readonly body: Fingerprint64;
  readonly custom: Fingerprint64;
  readonly input: string;
  readonly record: number;
  readonly part: number;
  readonly line: number;
}

/** Messages of one conversation, ordered by time, MsgSeq, MsgRandom and place in the export. */
export interface ExpectedRun {
  readonly first: string;
  readonly second: string;
  /** The Unix seconds it covers, ends included: together the runs of a conversation cover all time. */
  readonly fromSeconds: number;
  /** Undefined = no end: it is the conversation's last. */
  readonly untilSeconds: number | undefined;
  readonly messages: readonly Expected[];
}

/** Which conversations are wanted. */
export interface Wanted {
  /** Share of all, by chance from `seed`; 1 = all. */
  readonly share: number;
  readonly seed: number;
  /** Only those named in the table `again`, by their lane. */
  readonly again: boolean;
}

export interface Extent {
  readonly conversations: number;
  readonly messages: number;
}

const SCALE = 1_000_000;

function condition({ share, seed, again }: Wanted): string {
  const parts = [`outcome = ${OUTCOMES.indexOf('message')}`];
  if (share < 1) parts.push(`hash(lane + ${Math.floor(seed)}::UHUGEINT) % ${SCALE} < ${Math.ceil(share * SCALE)}`);
  if (again) parts.push('lane IN (SELECT lane FROM again)');
  return parts.join(' AND ');
}

/** How much is wanted, and how much there is. */
export async function extentOf(database: Database, wanted: Wanted): Promise<Extent> {
  const [row] = await database.rows<{ conversations: number; messages: number }>(
    `SELECT count(DISTINCT lane) AS conversations, count(*) AS messages FROM record WHERE ${condition(wanted)}`,
  );
  return row ?? { conversations: 0, messages: 0 };
}

/** A text that is another one when what is wanted is, or stands at other places of the export. */
export async function expectedDigest(database: Database, wanted: Wanted): Promise<string> {
  const { digest } = await digestOf(
    database,
    `SELECT lane, seconds, seq, random, from_first, body_hash, custom_hash, name, record, part
     FROM record JOIN input ON input.number = record.input WHERE ${condition(wanted)}`,
  );
  return digest;
}

/**
 * Streams what is wanted in runs of at most about `mostMessages`: one conversation in several when it has more, but never
 * the messages of one second in two. Always the same ones in the same order.
 */
export async function* expectedRuns(
  database: Database,
  wanted: Wanted,
  mostMessages: number,
): AsyncGenerator<ExpectedRun> {
  const names = await inputNames(database);
  const messages = new Rows(database.chunks(messagesOf(condition(wanted))));
  for await (const [firsts, seconds, counts] of database.chunks(conversationsOf(condition(wanted)))) {
    for (let row = 0; row < firsts!.length; row += 1) {
      const pair = { first: String(firsts![row]), second: String(seconds![row]) };
      yield* runsOf(pair, Number(counts![row]), messages, names, mostMessages);
    }
  }
}

function conversationsOf(where: string): string {
  return `
    SELECT conversations.first, conversations.second, counted.count
    FROM (SELECT lane, count(*) AS count FROM record WHERE ${where} GROUP BY lane) AS counted
    JOIN conversations ON conversations.lane = counted.lane
    ORDER BY counted.lane`;
}

/** Hashes of 64 bits come as two numbers: one would not be exact. */
function messagesOf(where: string): string {
  const half = (column: string) =>
    `(${column} & 4294967295)::UINTEGER AS ${column}_low, (${column} >> 32)::UINTEGER AS ${column}_high`;
  return `
    SELECT seconds, seq, random, from_first, time_us, ordinal, ordered_by, ${half('body_hash')}, ${half('custom_hash')}, input, record, part, line
    FROM record WHERE ${where} ORDER BY lane, seconds, seq, random, ordinal`;
}

async function inputNames(database: Database): Promise<ReadonlyMap<number, string>> {
  const rows = await database.rows<{ number: number; name: string }>('SELECT number, name FROM input');
  return new Map(rows.map(({ number, name }) => [number, name]));
}

async function* runsOf(
  pair: { readonly first: string; readonly second: string },
  count: number,
  rows: Rows,
  names: ReadonlyMap<number, string>,
  mostMessages: number,
): AsyncGenerator<ExpectedRun> {
  let messages: Expected[] = [];
  let fromSeconds = 0;
  for (let left = count; left > 0; left -= 1) {
    const next = toExpected(await rows.next(), names);
    if (messages.length >= mostMessages && messages.at(-1)!.seconds < next.seconds) {
      yield { ...pair, fromSeconds, untilSeconds: next.seconds - 1, messages };
      messages = [];
      fromSeconds = next.seconds;
    }
    messages.push(next);
  }
  yield { ...pair, fromSeconds, untilSeconds: undefined, messages };
}

function toExpected(row: readonly Value[], names: ReadonlyMap<number, string>): Expected {
  const [
    seconds,
    seq,
    random,
    fromFirst,
    timeUs,
    ordinal,
    orderedBy,
    bodyLow,
    bodyHigh,
    customLow,
    customHigh,
    input,
    record,
    part,
    line,
  ] = row as readonly number[];
  return {
    seconds: seconds!,
    seq: seq!,
    random: random!,
    isFromFirst: fromFirst === 1,
    timeUs: timeUs!,
    ordinal: ordinal!,
    orderedBy: ORDERED_BY[orderedBy!]!,
    body: { low: bodyLow!, high: bodyHigh! },
    custom: { low: customLow!, high: customHigh! },
    input: names.get(input!) ?? '',
    record: record!,
    part: part!,
    line: line!,
  };
}

/** The rows of an answer one by one. */
class Rows {
  private columns: readonly (readonly Value[])[] = [];
  private row = 0;

  constructor(private readonly chunks: AsyncGenerator<readonly (readonly Value[])[]>) {}

  /** The next row, which must be there. */
  async next(): Promise<readonly Value[]> {
    while (this.row >= (this.columns[0]?.length ?? 0)) {
      const { value, done } = await this.chunks.next();
      if (done) throw new Error('the survey holds fewer messages than it counted');
      this.columns = value;
      this.row = 0;
    }
    const { row } = this;
    this.row += 1;
    return this.columns.map((column) => column[row]!);
  }
}
