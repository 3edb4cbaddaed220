const HORIZON_SECONDS = 2 * 86_400;

/** Up to when history is asked for, in Unix seconds: later than any message, whatever the clocks say. */
export function horizonSeconds(nowMs: number): number {
  return Math.floor(nowMs / 1_000) + HORIZON_SECONDS;
}
