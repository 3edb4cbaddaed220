import type { Writable } from 'node:stream';
import { FatalError, systemCode } from '../errors.js';

/** Whoever reads our output may go away: then nobody misses it. */
const READER_GONE: readonly (string | undefined)[] = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'];

/** Watches what becomes of a command's output. The answer, to be asked at the end, says what kept it from being whole. */
export function watchOutput(output: Writable): () => Promise<FatalError | undefined> {
  let why: Error | undefined;
  output.on('error', (error) => {
    if (!READER_GONE.includes(systemCode(error))) why ??= error;
  });
  return async () => {
    // What was written before is told of before.
    await new Promise<void>((resolve) => output.write('', () => resolve()));
    return why && notWhole(why);
  };
}

function notWhole(error: Error): FatalError {
  return new FatalError(
    'stopped',
    'output-not-whole',
    `Standard output did not take the result: ${error.message}. What was printed there is not whole.`,
    'The work itself is done and saved as usual. Make room where the output goes, or send it elsewhere; status shows a run again.',
    error,
  );
}
