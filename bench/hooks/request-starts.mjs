import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

/** Loaded into a run: when each request was written to its connection, as 64-bit milliseconds. */

const path = process.env.BENCH_STARTS_FILE;
const startsMs = [];

subscribe('undici:client:sendHeaders', () => {
  startsMs.push(performance.now());
});

process.on('exit', () => {
  if (path) writeFileSync(path, new Uint8Array(Float64Array.from(startsMs).buffer));
});
