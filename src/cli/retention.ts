const DAY_SECONDS = 86_400;

/** Older messages than this Unix second are past the storage period; without one there are none. */
export function keptSince(retentionDays: number | undefined, nowMs: number): number {
  return retentionDays === undefined ? 0 : Math.floor(nowMs / 1_000) - retentionDays * DAY_SECONDS;
}
