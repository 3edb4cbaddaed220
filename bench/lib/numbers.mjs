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

export function fixed(value, places = 2) {
  return value.toFixed(places);
}

export function grouped(value) {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
