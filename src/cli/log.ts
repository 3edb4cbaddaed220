import { renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type Pino from 'pino';

/** run.log: JSON lines, written synchronously, so that nothing is lost however the process ends. The door to pino. */

/** Required: an import would first look through its text for names, which takes longer than loading it. */
const { pino } = createRequire(import.meta.url)('pino') as typeof Pino;

const MOST_BYTES = 100 * 1024 * 1024;
const KEPT = 5;
/** The size is looked at after so many lines. */
const LOOK_EVERY = 200;

/** Signatures travel in addresses; should one ever get into a text, it does not get into the log. */
const SECRET = /(usersig=)[^&\s"']+/gi;

export interface Log {
  debug(event: string, fields?: object): void;
  info(event: string, fields?: object): void;
  warn(event: string, fields?: object): void;
  error(event: string, fields?: object): void;
  close(): void;
}

export function openLog(path: string, level: string): Log {
  rotate(path);
  const destination = pino.destination({ dest: path, sync: true, mode: 0o600 });
  // A disk that does not take the log must not end the run: the saver tells of the disk.
  destination.on('error', () => undefined);
  const logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  let lines = 0;
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: object = {}) => {
      attempt(() => {
        logger[name](scrub(fields), scrubText(event));
        lines += 1;
        if (lines % LOOK_EVERY === 0 && rotate(path)) destination.reopen();
      });
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    close: () => attempt(() => destination.end()),
  };
}

function attempt(write: () => void): void {
  try {
    write();
  } catch {
    // As above.
  }
}

function scrub(fields: object): object {
  const scrubbed = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? scrubText(value) : value,
  ]);
  return Object.fromEntries(scrubbed);
}

function scrubText(text: string): string {
  return text.replaceAll(SECRET, '$1***');
}

/** run.log becomes run.log.1 and so on when it is large; the oldest goes. True when that happened. */
function rotate(path: string): boolean {
  if (sizeOf(path) < MOST_BYTES) return false;
  for (let index = KEPT - 1; index >= 1; index -= 1) {
    if (sizeOf(`${path}.${index}`) > 0) renameSync(`${path}.${index}`, `${path}.${index + 1}`);
  }
  renameSync(path, `${path}.1`);
  return true;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
