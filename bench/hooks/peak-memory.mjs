import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Loaded into a program that is measured: at its end, the most memory it ever had, in bytes. */

const path = process.env.BENCH_PEAK_FILE;
const OWN_STATUS = '/proc/self/status';

/** Where there is one, from Linux's own account: maxRSS there begins with the memory of the program that started it. */
function peakKilobytes() {
  const own = existsSync(OWN_STATUS) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(OWN_STATUS, 'utf8')) : null;
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}

process.on('exit', () => {
  if (path) writeFileSync(path, String(peakKilobytes() * 1_024));
});
