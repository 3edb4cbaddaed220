import { closeSync, createReadStream, ftruncateSync, openSync, writeSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FatalError, systemCode } from '../errors.js';

/**
 * The data folder: one append-only file of JSON lines, the first of which says whose it is. Lines gathered in one
 * turn of the event loop are written together; only then are their requests answered, so a killed process never
 * said OK to what it forgot. What a kill cut off in the middle of a line was never answered and is cut away at the
 * next start. Once the disk refuses a write, nothing more is written or promised until a restart.
 */

const FILE_NAME = 'messages.jsonl';
/** Gathered lines are written before they exceed this, whatever the event loop does. */
const MAX_GATHERED = 1_048_576;
/** Longer than any line this emulator writes. */
const MAX_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;

/** Called when the lines before it are on disk, or with false when they never will be. */
type Waiter = (onDisk: boolean) => void;

/** An open data file, to which lines are appended. */
export class Journal {
  readonly #file: number;
  #lines: string[] = [];
  #gathered = 0;
  #waiters: Waiter[] = [];
  #scheduled = false;
  #state: 'open' | 'refused' | 'closed' = 'open';

  constructor(file: number) {
    this.#file = file;
  }

  /** Gathers a line (without its line end). */
  append(line: string): void {
    this.#lines.push(line);
    this.#gathered += line.length;
    if (this.#gathered > MAX_GATHERED) this.#flush();
    else this.#schedule();
  }

  /** Calls back as soon as every line appended before is on disk. */
  whenWritten(waiter: Waiter): void {
    if (this.#state !== 'open') waiter(false);
    else if (this.#lines.length === 0) waiter(true);
    else this.#waiters.push(waiter);
  }

  /** Writes what is gathered and lets the file go. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#flush();
    this.#state = 'closed';
    closeSync(this.#file);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const lines = this.#lines;
    const waiters = this.#waiters;
    this.#lines = [];
    this.#gathered = 0;
    this.#waiters = [];
    if (this.#state === 'open' && lines.length > 0) {
      try {
        writeAll(this.#file, Buffer.from(`${lines.join('\n')}\n`));
      } catch {
        this.#state = 'refused';
      }
    }
    for (const waiter of waiters) waiter(this.#state === 'open');
  }
}

function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/**
 * Opens (or makes) the data folder and hands over every whole line it holds.
 * @param restore gets each line after the first, parsed and as text; answers false when it is none of ours
 * @throws FatalError `state` when the file is damaged or belongs to another application
 */
export async function openJournal(
  folder: string,
  sdkAppId: number,
  restore: (value: unknown, text: string) => boolean,
): Promise<Journal> {
  const path = join(folder, FILE_NAME);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { end, isTorn } = (await exists(path)) ? await load(path, sdkAppId, restore) : { end: 0, isTorn: false };
    const file = openSync(path, 'a', 0o600);
    // Only then: another emulator on this folder may have written more meanwhile.
    if (isTorn) ftruncateSync(file, end);
    if (end === 0) writeAll(file, Buffer.from(`${JSON.stringify({ emulator: 1, sdkAppId })}\n`));
    return new Journal(file);
  } catch (error) {
    throw error instanceof FatalError ? error : unusable(path, error);
  }
}

function unusable(path: string, error: unknown): FatalError {
  return new FatalError(
    'usage',
    'emulator-data-folder',
    `Data folder of the emulator: expected a folder that can be written, ${path} cannot be used (${systemCode(error) ?? String(error)}).`,
    'Give another folder, or none to keep messages in memory only.',
    error,
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Answers the offset behind the last whole line, and whether something is behind it. */
async function load(
  path: string,
  sdkAppId: number,
  restore: (value: unknown, text: string) => boolean,
): Promise<{ end: number; isTorn: boolean }> {
  let line = 0;
  let end = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1_048_576 })) {
    const bytes: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let begin = 0;
    for (let stop = bytes.indexOf(NEWLINE); stop >= 0; stop = bytes.indexOf(NEWLINE, begin)) {
      line += 1;
      const text = bytes.toString('utf8', begin, stop);
      const value = parseLine(text);
      const known = line === 1 ? isHeader(value, path, sdkAppId) : restore(value, text);
      if (!known) throw damaged(path, line);
      end += stop + 1 - begin;
      begin = stop + 1;
    }
    rest = bytes.subarray(begin);
    if (rest.length > MAX_LINE_BYTES) throw damaged(path, line + 1);
  }
  return { end, isTorn: rest.length > 0 };
}

function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isHeader(value: unknown, path: string, sdkAppId: number): boolean {
  const header = value as { readonly emulator?: unknown; readonly sdkAppId?: unknown } | null | undefined;
  if (header?.emulator !== 1) return false;
  if (header.sdkAppId === sdkAppId) return true;
  throw new FatalError(
    'state',
    'emulator-data-of-another-application',
    `Data folder of the emulator: expected messages of SDKAppID ${sdkAppId}, ${path} holds those of ${String(header.sdkAppId)}.`,
    'Use another data folder, or the SDKAppID the folder was made with.',
  );
}

function damaged(path: string, line: number): FatalError {
  return new FatalError(
    'state',
    'emulator-data-damaged',
    `Data folder of the emulator: expected a line the emulator wrote, line ${line} of ${path} is none.`,
    'Use another data folder, or cut the file off before that line if losing the messages behind it is acceptable.',
  );
}
