import { FatalError } from '../errors.js';

/** What stops a broadcast: what happened, and what to do. */

export function refusedAlike(code: string, reason: string, inARow: number): FatalError {
  return new FatalError(
    'stopped',
    `service-${code}`,
    `${inARow} calls in a row were refused for all of their receivers with code ${code}: ${reason}.`,
    'It is hardly a matter of the receivers: look at the message, the sender and the accounts. The same command goes on with those who are left.',
  );
}

export function serviceDown(reason: string, patienceMs: number): FatalError {
  return new FatalError(
    'stopped',
    'service-down',
    `The service took no call for ${Math.round(patienceMs / 1_000)} s: ${reason}.`,
    'Run the same command again when the service is back; it goes on with those who are left. --patience sets how long is waited.',
  );
}

export function answersLost(reason: string, inARow: number): FatalError {
  return new FatalError(
    'stopped',
    'answers-lost',
    `${inARow} calls in a row had no answer that says what became of them: ${reason}.`,
    'Their receivers are in results.jsonl as unknown. Look with history whether some of them got it; a longer --timeout may help. The same command goes on with the others.',
  );
}
