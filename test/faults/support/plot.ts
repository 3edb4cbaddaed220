import type { Sample } from './samples.js';

/** A small picture of a run: one strip for each thing that was measured, with the moments at which faults changed. */

const WIDTH = 900;
const STRIP = 90;
const GAP = 30;
const LEFT = 90;

const STRIPS: readonly { readonly title: string; readonly unit: string; readonly of: (sample: Sample) => number }[] = [
  { title: 'resident memory', unit: 'MB', of: ({ rss }) => rss / 1e6 },
  { title: 'heap in use', unit: 'MB', of: ({ heapUsed }) => heapUsed / 1e6 },
  { title: 'heap in use after the last full collection', unit: 'MB', of: ({ held }) => held / 1e6 },
  { title: 'open files', unit: '', of: ({ handles }) => handles },
  { title: 'latest timer', unit: 'ms', of: ({ delayMs }) => delayMs },
];

/** A moment from which on other faults were made. */
export interface Change {
  readonly second: number;
  readonly faults: string;
}

export function plot(samples: readonly Sample[], changes: readonly Change[]): string {
  const last = samples.at(-1)!.second;
  const x = (second: number) => LEFT + (second / last) * (WIDTH - LEFT - 10);
  const height = STRIPS.length * (STRIP + GAP) + GAP;
  const marks = changes.map(
    ({ second, faults }) =>
      `<line x1="${fixed(x(second))}" x2="${fixed(x(second))}" y1="${GAP}" y2="${height - GAP}" stroke="#ddd"><title>${faults}</title></line>`,
  );
  const strips = STRIPS.map((_, index) => strip(index, samples, x));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>Memory, open files and timers of the long run</title>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...marks,
    ...strips,
    `<text x="${WIDTH - 10}" y="${height - 8}" text-anchor="end">${fixed(last / 60)} minutes; grey: other faults from here on</text>`,
    '</svg>\n',
  ].join('\n');
}

function strip(index: number, samples: readonly Sample[], x: (second: number) => number): string {
  const { title, unit, of } = STRIPS[index]!;
  const top = GAP + index * (STRIP + GAP);
  const most = Math.max(...samples.map(of));
  const points = samples.map((sample) => `${fixed(x(sample.second))},${fixed(top + STRIP * (1 - of(sample) / most))}`);
  return [
    `<text x="${LEFT}" y="${top - 6}">${title}</text>`,
    `<text x="${LEFT - 6}" y="${top + 10}" text-anchor="end">${fixed(most)} ${unit}</text>`,
    `<text x="${LEFT - 6}" y="${top + STRIP}" text-anchor="end">0</text>`,
    `<line x1="${LEFT}" x2="${WIDTH - 10}" y1="${top + STRIP}" y2="${top + STRIP}" stroke="#999"/>`,
    `<polyline fill="none" stroke="#0969da" points="${points.join(' ')}"/>`,
  ].join('\n');
}

function fixed(value: number): string {
  return value.toFixed(1);
}
