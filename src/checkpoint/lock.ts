import { FatalError, systemCode } from '../errors.js';
import { readText } from '../text-file.js';
import type { Clock, Files } from '../types.js';
import { diskError } from './disk-error.js';

export const LOCK_FILE = 'lock';
/** A lock that is being written is whole long before this. */
const TORN_FOR_MS = 1_000;
/** Tries to get past a takeover that another process is in the middle of, or died in. */
const TAKEOVER_TRIES = 5;

/** Who holds a state folder. Two processes are one only if all fields agree. */
export interface Owner {
  readonly host: string;
  /** Changes with every boot, so that a process number from before a crash means nothing. */
  readonly bootId: string;
  readonly pid: number;
  /** When the process started, in the system's own words: numbers of processes are used again. */
  readonly processStart: string;
  readonly nonce: string;
}

/** Port: what the machine says about processes. */
export interface Processes {
  self(): Owner;
  /** Start of a process on this machine, or undefined when there is none with that number. */
  startOf(pid: number): string | undefined;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the state folder for this process, or throws FatalError: `state` when another has it, `stopped` when the disk does
 * not take it. A lock whose owner is gone is taken over:
 * the lock is removed under a second exclusive file, so that of two processes that find it only one removes it.
 */
export async function takeLock(
  files: Files,
  folder: string,
  processes: Processes,
  clock: Clock,
  force = false,
): Promise<Lock> {
  try {
    return await take(files, folder, processes, clock, force);
  } catch (error) {
    throw diskError(folder, error);
  }
}

async function take(files: Files, folder: string, processes: Processes, clock: Clock, force: boolean): Promise<Lock> {
  const path = `${folder}/${LOCK_FILE}`;
  const self = processes.self();
  const around: Around = { files, processes, clock, force };
  for (let attempt = 0; attempt < TAKEOVER_TRIES; attempt += 1) {
    if (await createExclusive(files, path, self)) return { release: () => release(files, path, self) };
    const owner = await readOwner(files, path);
    if (owner === undefined) continue;
    if (!(await isGoneForGood(path, owner, around))) throw inUse(folder, owner, self);
    await removeStale(path, owner, around);
  }
  throw inUse(folder, await readOwner(files, path), self);
}

/** Calls `act` while the folder is this process's. Throws FatalError `state` when it is another's. */
export async function withLock<Answer>(
  { files, processes, clock }: { readonly files: Files; readonly processes: Processes; readonly clock: Clock },
  folder: string,
  takeOver: boolean,
  act: () => Promise<Answer>,
): Promise<Answer> {
  const lock = await takeLock(files, folder, processes, clock, takeOver);
  try {
    return await act();
  } finally {
    await lock.release();
  }
}

/** The live owner of a state folder, `gone` when the owner died, undefined when it is free. */
export async function lockState(
  files: Files,
  folder: string,
  processes: Processes,
): Promise<Owner | 'gone' | undefined> {
  const owner = await readOwner(files, `${folder}/${LOCK_FILE}`);
  if (owner === undefined) return undefined;
  return isGone(owner, processes) ? 'gone' : owner;
}

interface Around {
  readonly files: Files;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Somebody says that processes on other machines are gone. */
  readonly force: boolean;
}

/**
 * As `isGone`. Of a process on this machine it is known whether it lives: then no word of anybody makes it gone. Whoever
 * left a torn lock is gone when it is still torn after a while that is long for writing a line.
 */
async function isGoneForGood(path: string, owner: Owner, around: Around): Promise<boolean> {
  const { files, processes, clock, force } = around;
  if (owner.host !== TORN.host) return isGone(owner, processes) || (force && owner.host !== processes.self().host);
  await new Promise<void>((resolve) => clock.after(TORN_FOR_MS, resolve));
  return (await readOwner(files, path))?.nonce === owner.nonce;
}

function isGone(owner: Owner, processes: Processes): boolean {
  const self = processes.self();
  if (owner.host !== self.host) return false;
  return owner.bootId !== self.bootId || processes.startOf(owner.pid) !== owner.processStart;
}

async function createExclusive(files: Files, path: string, owner: Owner): Promise<boolean> {
  try {
    const handle = await files.open(path, 'wx', 0o600);
    try {
      await handle.write(Buffer.from(JSON.stringify(owner)), null);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(path: string, stale: Owner, around: Around): Promise<void> {
  const { files, processes } = around;
  const takeover = `${path}.takeover`;
  if (!(await createExclusive(files, takeover, processes.self()))) {
    const other = await readOwner(files, takeover);
    if (other && (await isGoneForGood(takeover, other, around))) await unlinkIfThere(files, takeover);
    return;
  }
  try {
    const owner = await readOwner(files, path);
    if (owner?.nonce === stale.nonce) await unlinkIfThere(files, path);
  } finally {
    await unlinkIfThere(files, takeover);
  }
}

/** Never throws: a lock that a failing disk keeps belongs to a process that is gone soon, and is taken over then. */
async function release(files: Files, path: string, self: Owner): Promise<void> {
  try {
    const owner = await readOwner(files, path);
    if (owner?.nonce === self.nonce) await unlinkIfThere(files, path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}

async function unlinkIfThere(files: Files, path: string): Promise<void> {
  try {
    await files.unlink(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  }
}

/** A lock that is being written this moment, or whose process died while writing it. */
const TORN: Omit<Owner, 'nonce'> = { host: '?', bootId: '?', pid: 0, processStart: '?' };

async function readOwner(files: Files, path: string): Promise<Owner | undefined> {
  const text = await readText(files, path);
  if (text === undefined) return undefined;
  try {
    const owner = JSON.parse(text) as Owner;
    if (typeof owner.nonce === 'string' && typeof owner.pid === 'number') return owner;
  } catch {
    // Not JSON: torn.
  }
  return { ...TORN, nonce: text };
}

function inUse(folder: string, owner: Owner | undefined, self: Owner): FatalError {
  const who = owner && owner.host !== TORN.host ? `process ${owner.pid} on host ${owner.host}` : 'another process';
  const hint =
    owner && owner.host !== self.host
      ? 'If that process is surely gone, say --take-over; two processes on one state folder would double messages.'
      : 'Wait until it ends or stop it, or use another --state.';
  return new FatalError('state', 'in-use', `The state folder ${folder} is in use by ${who}.`, hint);
}
