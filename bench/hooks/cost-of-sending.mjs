import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Loaded into a run: seconds, and of its own processor time, from its first request to its end. */

const path = process.env.BENCH_SENDING_FILE;
const CHANNEL = 'undici:client:sendHeaders';
let first;

function now() {
  const { user, system } = process.cpuUsage();
  return { seconds: performance.now() / 1_000, cpuSeconds: (user + system) / 1e6 };
}

/** Once only, so that it costs the other requests nothing. */
function begin() {
  first = now();
  unsubscribe(CHANNEL, begin);
}

if (path && isMainThread) {
  subscribe(CHANNEL, begin);
  process.on('exit', () => {
    const last = now();
    const cost = { seconds: last.seconds - first.seconds, cpuSeconds: last.cpuSeconds - first.cpuSeconds };
    writeFileSync(path, JSON.stringify(cost));
  });
}
