/** Sums over measurements. */

export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Most events in any second that begins with one of them; a second is open at its end. Times in ms, ascending. */
export function mostInAnySecond(timesMs) {
  let most = 0;
  let first = 0;
  for (let last = 0; last < timesMs.length; last += 1) {
    while (timesMs[last] - timesMs[first] >= 1_000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

/** Events a second, leaving out the first two seconds. */
export function rateAfterTwoSeconds(timesMs) {
  const from = timesMs.findIndex((timeMs) => timeMs - timesMs[0] >= 2_000);
  const spanMs = timesMs.at(-1) - timesMs[from];
  return ((timesMs.length - 1 - from) * 1_000) / spanMs;
}

/** Events in a typical second: the median of the whole seconds, leaving out the first two. */
export function typicalSecond(timesMs) {
  const counts = [];
  for (const timeMs of timesMs) {
    const second = Math.floor((timeMs - timesMs[0]) / 1_000);
    counts[second] = (counts[second] ?? 0) + 1;
  }
  // The last one is not whole.
  return median(Array.from(counts.slice(2, -1), (count) => count ?? 0));
}

export function fixed(value, places = 2) {
  return value.toFixed(places);
}

export function grouped(value) {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
