import type { Ending } from '../outcome.js';
import type { RunStart } from '../request.js';
import type { Snapshot } from '../types.js';
import type { Log } from './log.js';
import type { Service } from './service.js';

const LOG_EVERY_MS = 60_000;

export function logStart(log: Log, { resumed, runId, snapshot }: RunStart, service: Service): void {
  log.info(resumed ? 'resumed' : 'started', { runId, service: service.name, ...logged(snapshot()) });
}

/** The log's share of the regular pictures of a run: each change of what it does, and how far it is now and then. */
export function logRegularly(log: Log): (snapshot: Snapshot) => void {
  let lastMs = 0;
  let activity = 'sending';
  return (snapshot) => {
    if (snapshot.activity !== activity) {
      activity = snapshot.activity;
      log.info('activity', { activity, cause: snapshot.cause, ...logged(snapshot) });
    } else if (snapshot.elapsedMs - lastMs >= LOG_EVERY_MS) {
      lastMs = snapshot.elapsedMs;
      log.info('progress', logged(snapshot));
    } else {
      log.debug('tick', logged(snapshot));
    }
  };
}

export function logEnd(log: Log, { state, snapshot, error }: Ending, exitCode: number): void {
  log.info('ended', { state, exitCode, ...logged(snapshot), ...(error ? { error: error.message } : {}) });
}

function logged({ counts, ratePerSecond, inFlight, concurrency, bytesRead }: Snapshot): object {
  return { ...counts, ratePerSecond: Math.round(ratePerSecond * 10) / 10, inFlight, concurrency, bytesRead };
}
