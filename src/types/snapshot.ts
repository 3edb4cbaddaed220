export interface Counts {
  /** read = delivered + rejected + skipped + pending. */
  readonly read: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly pending: number;
  readonly retried: number;
}

export type RunState = 'running' | 'finished' | 'interrupted' | 'stopped';

/** What a journey is called. */
export interface Work {
  /** What it does when all is well: `sending`. */
  readonly doing: string;
  /** What a message is that went its way: `delivered`. */
  readonly done: string;
  /** What a list has that is read in the place of an export: `conversations`; absent = bytes are read. */
  readonly members?: string;
}

/** One picture of a run, from which everything a person sees is made. */
export interface Snapshot {
  readonly work: Work;
  readonly counts: Counts;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  /** What the run is doing, with its cause: `sending`, `slowed down`, `waiting for the service`, … */
  readonly activity: string;
  readonly cause?: string;
  readonly inFlight: number;
  readonly concurrency: number;
  /** Settled per second over the last ten seconds or so. */
  readonly ratePerSecond: number;
  /** The gate's rate in force; 0 = no limit. */
  readonly rateLimitPerSecond: number;
  readonly bytesRead: number;
  readonly bytesTotal?: number;
  readonly elapsedMs: number;
  /** Undefined until it means something. */
  readonly remainingMs?: number;
  /** Records of equal instant in one conversation that nothing orders. */
  readonly unordered: number;
  /** What the messages that went their way left in the books, by name. */
  readonly tallies: Readonly<Record<string, number>>;
}
