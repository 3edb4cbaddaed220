import type { Clock, Counts, Snapshot, Work } from '../types.js';
import { RateMeter } from './rate-meter.js';

/** What a snapshot is made from, asked anew each time. */
export interface SnapshotSources {
  readonly clock: Clock;
  counts(): Counts;
  breakdown(): Pick<Snapshot, 'rejectsByCode' | 'skippedByReason' | 'unordered' | 'tallies'>;
  /** What is going on beside plain work, the weightiest first. */
  trouble(): { activity: string; cause: string; stands?: boolean } | undefined;
  delivery(): { inFlight: number; concurrency: number; rateLimitPerSecond: number };
  bytesRead(): number;
  readonly bytesTotal?: number;
  readonly work: Work;
}

/** The remaining time means nothing before this much of a life has passed and been done. */
const ETA_AFTER_MS = 8_000;
const ETA_AFTER_SHARE = 0.002;

/** Makes snapshots of a run; remembers only what a rate needs. */
export function snapshots(sources: SnapshotSources): () => Snapshot {
  const { clock, bytesTotal } = sources;
  const begunMs = clock.monotonicMs();
  const bytesAtStart = sources.bytesRead();
  const settledAtStart = settled(sources.counts());
  const meter = new RateMeter(clock);
  return () => {
    const counts = sources.counts();
    const trouble = sources.trouble();
    const elapsedMs = clock.monotonicMs() - begunMs;
    const bytesRead = sources.bytesRead();
    const ratePerSecond = meter.measure(settled(counts));
    const done = { bytes: bytesRead - bytesAtStart, parts: settled(counts) - settledAtStart + counts.pending };
    const stands = trouble?.stands === true;
    const remainingMs = stands
      ? undefined
      : remaining({ counts, done, ratePerSecond, elapsedMs, left: (bytesTotal ?? 0) - bytesRead });
    return {
      counts,
      ...sources.breakdown(),
      ...sources.delivery(),
      work: sources.work,
      activity: trouble?.activity ?? sources.work.doing,
      ...(trouble ? { cause: trouble.cause } : {}),
      ratePerSecond,
      bytesRead,
      ...(bytesTotal === undefined ? {} : { bytesTotal }),
      ...(bytesTotal === undefined || remainingMs === undefined ? {} : { remainingMs }),
      elapsedMs,
    };
  };
}

interface Progress {
  readonly counts: Counts;
  /** Bytes read and parts met since this life began. */
  readonly done: { bytes: number; parts: number };
  readonly ratePerSecond: number;
  readonly elapsedMs: number;
  readonly left: number;
}

/** From the parts a byte has held so far and the rate of the last seconds. */
function remaining({ counts, done, ratePerSecond, elapsedMs, left }: Progress): number | undefined {
  if (elapsedMs < ETA_AFTER_MS || ratePerSecond <= 0 || done.bytes <= 0) return undefined;
  if (done.bytes < ETA_AFTER_SHARE * (done.bytes + left)) return undefined;
  const partsLeft = (Math.max(0, left) * done.parts) / done.bytes + counts.pending;
  return (partsLeft / ratePerSecond) * 1_000;
}

function settled({ delivered, rejected, skipped }: Counts): number {
  return delivered + rejected + skipped;
}
