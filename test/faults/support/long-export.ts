import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredMessage } from '../../../src/emulator/server.js';
import { record, textOf, toLines } from '../../helpers/export-files.js';

/** An export that is too large to be held as a whole, and the judge of it, who holds a few bytes a message. */

const CONVERSATIONS = 2_000;
const LINES_AT_ONCE = 1_000;

function* linesOf(count: number): Generator<string> {
  for (let first = 1; first <= count; first += LINES_AT_ONCE) {
    const some = Math.min(LINES_AT_ONCE, count - first + 1);
    yield toLines(Array.from({ length: some }, (_, index) => record(first + index, CONVERSATIONS)));
  }
}

export function writeLong(path: string, count: number): Promise<void> {
  return pipeline(Readable.from(linesOf(count)), createWriteStream(path));
}

export interface LongJudgement {
  readonly lost: number;
  readonly doubled: number;
  /** Messages that are shown, or came, before one that stands before them in the export. */
  readonly scrambled: number;
}

/** Reads what an emulator holds, line by line. */
export async function judgeLong(url: string, count: number): Promise<LongJudgement> {
  const seen = new Uint8Array(count + 1);
  const last = new Map<number, { readonly n: number; readonly arrival: number }>();
  let doubled = 0;
  let scrambled = 0;
  const { body } = await fetch(`${url}/emulator/messages`);
  for await (const line of createInterface({ input: Readable.fromWeb(body as never) })) {
    const message = JSON.parse(line) as StoredMessage;
    const n = Number(textOf(message).slice('hello '.length));
    if (seen[n] === 1) doubled += 1;
    seen[n] = 1;
    const before = last.get(n % CONVERSATIONS);
    if (before && (before.n >= n || before.arrival >= message.arrival)) scrambled += 1;
    last.set(n % CONVERSATIONS, { n, arrival: message.arrival });
  }
  return { lost: seen.subarray(1).filter((one) => one === 0).length, doubled, scrambled };
}
