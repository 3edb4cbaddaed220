import { createHash } from 'node:crypto';
import { FatalError } from '../errors.js';
import { readText, replaceText } from '../text-file.js';
import type { Files, Fingerprint } from '../types.js';
import type { SavedBooks } from './books.js';
import type { Identity } from './identity.js';
import type { SavedLines } from './lines-file.js';
import type { SavedMarks } from './marks.js';
import type { SavedReach } from './reach.js';

export const CHECKPOINT_FILE = 'checkpoint.json';
const VERSION = 1;

/** The key of a record settled early in the run, to try a corrected mapping against. */
export interface KeySample {
  readonly input: number;
  readonly record: number;
  readonly part: number;
  readonly key: string;
  /** Digest of id, accounts and time: the key alone does not tell conversations apart. */
  readonly basis: string;
}

export interface SavedInput extends SavedMarks {
  readonly name: string;
  readonly fingerprint: Fingerprint;
}

/** Everything a later life of the run needs. Counts are of settled parts only. */
export interface Saved extends SavedReach {
  readonly runId: string;
  /** Wall clock of the first start, Unix ms: "now" for judging times, in every life. */
  readonly startedAtMs: number;
  readonly identity: Identity;
  readonly inputs: readonly SavedInput[];
  readonly books: SavedBooks;
  readonly rejects: SavedLines;
  /** In commands that write findings.jsonl. */
  readonly findings?: SavedLines;
  readonly samples: readonly KeySample[];
}

/** The saved state in a folder, or undefined when there is none. Throws FatalError `state` when it is damaged. */
export async function loadCheckpoint(files: Files, folder: string): Promise<Saved | undefined> {
  const path = `${folder}/${CHECKPOINT_FILE}`;
  const text = await readText(files, path);
  if (text === undefined) return undefined;
  return parseCheckpoint(path, text);
}

export async function saveCheckpoint(files: Files, folder: string, saved: Saved): Promise<void> {
  const body = JSON.stringify(saved);
  const text = `{"version":${VERSION},"checksum":"${checksum(body)}","run":${body}}\n`;
  await replaceText(files, folder, CHECKPOINT_FILE, text);
}

/** Lets the next journey in the folder begin anew. */
export async function forgetCheckpoint(files: Files, folder: string): Promise<void> {
  const path = `${folder}/${CHECKPOINT_FILE}`;
  if (await files.stat(path)) await files.unlink(path);
}

function parseCheckpoint(path: string, text: string): Saved {
  const head = /^\{"version":(\d+),"checksum":"([0-9a-f]{64})","run":/.exec(text);
  if (!head || !text.endsWith('}\n')) throw damaged(path, 'it is not a whole checkpoint file');
  if (head[1] !== String(VERSION)) {
    throw damaged(path, `it has version ${head[1]}; this program reads version ${VERSION}`);
  }
  const body = text.slice(head[0].length, -2);
  if (checksum(body) !== head[2]) throw damaged(path, 'its checksum does not fit its content');
  return JSON.parse(body) as Saved;
}

function checksum(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

function damaged(path: string, what: string): FatalError {
  return new FatalError(
    'state',
    'checkpoint-damaged',
    `${path} cannot be trusted: ${what}.`,
    'Put back a good copy of the file, or start anew with another --state: what was sent before is recognised by its key and not doubled.',
  );
}
