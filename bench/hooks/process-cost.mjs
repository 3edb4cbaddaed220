import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Loaded into a program that is measured: at its end, the most memory it ever had and the processor time it took. */

const path = process.env.BENCH_COST_FILE;
const OWN_STATUS = '/proc/self/status';

/** Where there is one, from Linux's own account: maxRSS there begins with the memory of the program that started it. */
function peakKilobytes() {
  const own = existsSync(OWN_STATUS) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(OWN_STATUS, 'utf8')) : null;
  return own ? Number(own[1]) : process.resourceUsage().maxRSS;
}

process.on('exit', () => {
  if (!path) return;
  const { user, system } = process.cpuUsage();
  writeFileSync(path, JSON.stringify({ peakBytes: peakKilobytes() * 1_024, cpuSeconds: (user + system) / 1e6 }));
});
