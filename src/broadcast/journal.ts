import type { Identity } from '../checkpoint/identity.js';
import { FatalError } from '../errors.js';
import { linesOf, readText, replaceText } from '../text-file.js';
import type { Files } from '../types.js';
import type { Books } from './books.js';
import { DurableLines } from './durable-lines.js';
import { OUTCOMES, type Result } from './fate.js';

/** What a broadcast keeps: whose it is, the calls it is about to make, and what came of each receiver. */

const HEAD_FILE = 'broadcast.json';
const CALLS_FILE = 'calls.jsonl';
export const RESULTS_FILE = 'results.jsonl';
const VERSION = 1;

export interface Head {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly identity: Identity;
}

/** A line of calls.jsonl: written before the call goes out, … */
interface CallNote {
  readonly batch: number;
  /** Unix ms. */
  readonly atMs: number;
  readonly receivers: readonly string[];
}
/** … or when it is certain that it did not reach these. */
interface BackNote {
  readonly batch: number;
  readonly notSent: readonly string[];
}

/** How much of each file is whole. */
export interface WholeBytes {
  readonly calls: number;
  readonly results: number;
}

/** Undefined when there was no broadcast in this folder. Throws FatalError `state`. */
export async function readHead(files: Files, folder: string): Promise<Head | undefined> {
  const text = await readText(files, `${folder}/${HEAD_FILE}`);
  if (text === undefined) {
    await refuseOrphans(files, folder);
    return undefined;
  }
  const head = parse<Head & { readonly version: number }>(text, folder, HEAD_FILE);
  if (head.version !== VERSION || typeof head.runId !== 'string' || typeof head.identity !== 'object') {
    throw damaged(folder, HEAD_FILE);
  }
  return head;
}

/** The head is written last, over empty files: where these are not, it stood there, and somebody may have got the message. */
async function refuseOrphans(files: Files, folder: string): Promise<void> {
  for (const name of [CALLS_FILE, RESULTS_FILE]) {
    const found = await files.stat(`${folder}/${name}`);
    if (found && found.size > 0) throw damaged(folder, HEAD_FILE);
  }
}

/** Fills the books with what former lives did; `onCall` is told of each call and when it was. Changes nothing on the disk. */
export async function rebuild(
  files: Files,
  folder: string,
  books: Books,
  onCall: (receivers: number, atMs: number) => void,
): Promise<WholeBytes> {
  const calls = await eachLine<CallNote | BackNote>(files, folder, CALLS_FILE, (note) => {
    if ('receivers' in note && Array.isArray(note.receivers) && Number.isInteger(note.batch)) {
      books.noted(note.batch, note.receivers);
      onCall(note.receivers.length, note.atMs);
    } else if ('notSent' in note && Array.isArray(note.notSent)) {
      books.backOn(note.batch, note.notSent);
    } else {
      throw damaged(folder, CALLS_FILE);
    }
  });
  const results = await eachLine<Result>(files, folder, RESULTS_FILE, (result) => {
    if (!OUTCOMES.includes(result.outcome) || typeof result.account !== 'string') throw damaged(folder, RESULTS_FILE);
    books.settled(result);
  });
  return { calls, results };
}

/** Both files, open for more. */
export class Journal {
  private constructor(
    private readonly calls: DurableLines,
    private readonly results: DurableLines,
  ) {}

  /** Begins one, or goes on with one of which so much is whole. */
  static async open(files: Files, folder: string, head: Head, whole: WholeBytes | undefined): Promise<Journal> {
    const calls = await DurableLines.open(files, folder, CALLS_FILE, whole?.calls ?? 0);
    const results = await DurableLines.open(files, folder, RESULTS_FILE, whole?.results ?? 0);
    // Last of all: where it stands, the files stand, too.
    if (!whole) await replaceText(files, folder, HEAD_FILE, `${JSON.stringify({ version: VERSION, ...head })}\n`);
    return new Journal(calls, results);
  }

  /** Before the call may go out. */
  async note(batch: number, atMs: number, receivers: readonly string[]): Promise<void> {
    await this.calls.append([{ batch, atMs, receivers } satisfies CallNote]);
  }

  async settle(batch: number, results: readonly Result[], notSent: readonly string[]): Promise<void> {
    await this.results.append(results);
    if (notSent.length > 0) await this.calls.append([{ batch, notSent } satisfies BackNote]);
  }

  async close(): Promise<void> {
    await this.calls.close();
    await this.results.close();
  }
}

/** Answers how many bytes the whole lines have. */
async function eachLine<Line>(files: Files, folder: string, name: string, take: (line: Line) => void): Promise<number> {
  if (!(await files.stat(`${folder}/${name}`))) throw damaged(folder, name);
  let bytes = 0;
  for await (const text of linesOf(files, `${folder}/${name}`)) {
    take(parse<Line>(text, folder, name));
    bytes += Buffer.byteLength(text) + 1;
  }
  return bytes;
}

function parse<Value>(text: string, folder: string, name: string): Value {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Value;
  } catch {
    // Told below.
  }
  throw damaged(folder, name);
}

function damaged(folder: string, name: string): FatalError {
  return new FatalError(
    'state',
    'broadcast-damaged',
    `${folder}/${name} is missing or not as the broadcast left it.`,
    'Put it back as it was. Without it nobody knows who got the message already; a new --state would send it to all of them.',
  );
}
