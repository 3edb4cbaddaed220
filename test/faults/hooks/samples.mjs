import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded into a run: once a second, a line with its memory, open files and how late its timers are. */

const path = process.env.FAULTS_SAMPLES;
const HANDLES = '/proc/self/fd';
const EVERY_MS = 1_000;

const delays = monitorEventLoopDelay({ resolution: 10 });
delays.enable();

function sample() {
  const { rss, heapUsed, external } = process.memoryUsage();
  const handles = existsSync(HANDLES) ? readdirSync(HANDLES).length : 0;
  const line = { second: performance.now() / 1_000, rss, heapUsed, external, handles, delayMs: delays.max / 1e6 };
  delays.reset();
  appendFileSync(path, `${JSON.stringify(line)}\n`);
}

if (path) setInterval(sample, EVERY_MS).unref();
