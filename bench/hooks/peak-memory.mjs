import { writeFileSync } from 'node:fs';

/** Loaded into a program that is measured: at its end, the most memory it ever had, in bytes. */

const path = process.env.BENCH_PEAK_FILE;

process.on('exit', () => {
  if (path) writeFileSync(path, String(process.resourceUsage().maxRSS * 1_024));
});
