/** Workers at the start, without a limit on the rate, and at most. */
const FIRST = 16;
const WITHOUT_LIMIT = 64;
const MOST = 1_000;
/** Weight of one answer in the running mean of the latency. */
const WEIGHT = 0.05;
/** Workers beyond the bare need, because latency varies. */
const SPARE = 1.5;

/** How many requests may be in flight: a fixed number is obeyed; else as many as rate and measured latency ask for. */
export class Concurrency {
  private meanLatencyMs: number | undefined;

  constructor(private readonly fixed: number | undefined) {}

  measured(latencyMs: number): void {
    const mean = this.meanLatencyMs;
    this.meanLatencyMs = mean === undefined ? latencyMs : mean + WEIGHT * (latencyMs - mean);
  }

  /** Workers wanted at a rate; 0 = no limit. */
  wanted(ratePerSecond: number): number {
    if (this.fixed !== undefined) return this.fixed;
    if (ratePerSecond === 0) return WITHOUT_LIMIT;
    const needed = Math.ceil((ratePerSecond * (this.meanLatencyMs ?? 0) * SPARE) / 1_000);
    return Math.min(MOST, Math.max(FIRST, needed));
  }
}
