import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

/** Loaded into a run: once a second, a line with its memory, open files and how late its timers are. */

const path = process.env.FAULTS_SAMPLES;
const HANDLES = '/proc/self/fd';
const EVERY_MS = 1_000;

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();

/** What is in use after a full collection is what is held; before it, also what is only not collected yet. */
let held = 0;
const collections = new PerformanceObserver((list) => {
  const isFull = list.getEntries().some(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
  if (isFull) held = process.memoryUsage().heapUsed;
});
collections.observe({ entryTypes: ['gc'] });

function sample() {
  const { rss, heapUsed } = process.memoryUsage();
  const handles = existsSync(HANDLES) ? readdirSync(HANDLES).length : 0;
  const line = { second: performance.now() / 1_000, rss, heapUsed, held, handles, delayMs: delays.max / 1e6 };
  delays.reset();
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

if (path) setInterval(sample, EVERY_MS).unref();
