import { ServiceError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import type { Screen } from './screen.js';

/** Tells of a call that did not succeed, and answers the exit code: 1 = it was refused, 3 = it could not be done. */
export function tellRefusal(screen: Screen, { code, message, advice, outcome }: ServiceError): number {
  screen.error(`Error: ${message} (code ${code})`);
  screen.error(`  → ${advice}`);
  return outcome === 'refused' ? EXIT.findings : EXIT.stopped;
}

/** What `act` answers, or how its call failed. Other errors go on. */
export async function orRefused<Answer>(act: () => Promise<Answer>): Promise<Answer | ServiceError> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}
