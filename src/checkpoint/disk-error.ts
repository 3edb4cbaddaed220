import { FatalError, systemCode } from '../errors.js';

/** A disk that does not take the state stops the run: what is not saved is sent again later, and recognised. */
export function diskError(folder: string, error: unknown): FatalError {
  if (error instanceof FatalError) return error;
  const code = systemCode(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new FatalError(
    'stopped',
    full ? 'disk-full' : 'state-not-written',
    `The state folder ${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}.`,
    full
      ? 'Make room on that disk and run the same command again; it goes on from the last saved state.'
      : 'Make the folder writable and run the same command again; it goes on from the last saved state.',
    error,
  );
}
