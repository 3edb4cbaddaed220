import { subscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

/** Loaded into a program: milliseconds since its start, and of its own processor time, at its first request or else its end. Then it ends. */

const path = process.env.BENCH_FIRST_FILE;

function told() {
  const { user, system } = process.cpuUsage();
  writeFileSync(path, JSON.stringify({ wallMs: performance.now(), cpuMs: (user + system) / 1_000 }));
}

process.once('exit', told);
subscribe('undici:client:sendHeaders', () => process.exit());
