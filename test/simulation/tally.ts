import type { Report } from './simulate.js';

/** What many simulations came to. */
export interface Tally {
  seeds: number;
  lives: number;
  crashes: number;
  messages: number;
  requests: number;
  saves: number;
  events: number;
  readonly faults: Record<string, number>;
  readonly violations: { readonly seed: number; readonly rule: string; readonly message: string }[];
}

export function emptyTally(): Tally {
  return { seeds: 0, lives: 0, crashes: 0, messages: 0, requests: 0, saves: 0, events: 0, faults: {}, violations: [] };
}

const COUNTS = ['lives', 'crashes', 'messages', 'requests', 'saves', 'events'] as const;

export function add(tally: Tally, report: Report): void {
  tally.seeds += 1;
  for (const name of COUNTS) tally[name] += report[name];
  countFaults(tally, report.faults);
  if (report.violation) tally.violations.push({ seed: report.seed, ...report.violation });
}

export function merge(tally: Tally, other: Tally): void {
  tally.seeds += other.seeds;
  for (const name of COUNTS) tally[name] += other[name];
  countFaults(tally, other.faults);
  tally.violations.push(...other.violations);
}

function countFaults(tally: Tally, faults: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(faults)) tally.faults[name] = (tally.faults[name] ?? 0) + times;
}

export function tallyText(tally: Tally): string {
  const number = (value: number) => value.toLocaleString('en');
  const faults = Object.entries(tally.faults).sort(([one], [other]) => (one < other ? -1 : 1));
  const rows = [
    ['seeds', number(tally.seeds)],
    ...COUNTS.map((name) => [name, number(tally[name])]),
    ...faults.map(([name, times]) => [`fault: ${name}`, number(times)]),
    ['violations', number(tally.violations.length)],
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`);
  const found = tally.violations.map(({ seed, message }) => `seed ${seed}: ${message}`);
  return [...lines, ...found].join('\n');
}
