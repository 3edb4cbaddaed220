import { dryRun, runUnlimited } from '../lib/commands.mjs';
import { dropExport, exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';

/** Whether memory depends on the size of an export. */

const MOST_GROWTH = 0.1;
const MOST_MEGABYTES = 150;
/** Larger exports are made anew each time. */
const MOST_KEPT_LINES = 10_000_000;
const COMMANDS = { check: 'check --no-survey', run: 'run --rate 0' };

export async function memory({ quick }) {
  const [small, middle, big] = quick ? [20_000, 100_000, 500_000] : [100_000, 1_000_000, 20_000_000];
  const rounds = quick ? 1 : 3;
  const sizes = [
    ...(await interleaved([small, middle], rounds)),
    // Once: it takes long, and so many records give it every chance to grow.
    ...(await interleaved([big], 1)),
  ];
  return section(sizes);
}

/** Answers `{lines, check, run}` for each size, both a list of measurements. */
async function interleaved(sizes, rounds) {
  const measured = sizes.map((lines) => ({ lines, check: [], run: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const size of measured) await measureBoth(size);
  }
  return measured;
}

async function measureBoth({ lines, check, run }) {
  const path = exportFile({ format: 'jsonl', lines });
  try {
    check.push(await dryRun([path], lines, ['--no-survey']));
    run.push(await runUnlimited(path, lines));
  } finally {
    if (lines > MOST_KEPT_LINES) dropExport(path);
  }
}

function section(sizes) {
  return {
    title: 'Memory against size',
    about:
      'Peak memory of `check --no-survey` and of `run --rate 0`, the latter into a server that answers OK and keeps nothing. ' +
      `JSONL records of about 300 bytes. Medians of ${sizes[0].run.length} runs, at ${grouped(sizes.at(-1).lines)} records one.`,
    tables: [
      {
        head: ['records', ...Object.values(COMMANDS).flatMap((name) => [name, 'time', 'to the smallest'])],
        rows: sizes.map((size) => [
          grouped(size.lines),
          ...Object.keys(COMMANDS).flatMap((name) => cells(name, size, sizes[0])),
        ]),
      },
    ],
    targets: Object.keys(COMMANDS).flatMap((name) => targets(name, sizes)),
  };
}

function cells(name, size, smallest) {
  const seconds = median(size[name].map((one) => one.seconds));
  return [`${fixed(peak(name, size), 0)} MB`, `${fixed(seconds, 1)} s`, fixed(peak(name, size) / peak(name, smallest))];
}

function peak(name, size) {
  return median(size[name].map(({ peakMegabytes }) => peakMegabytes));
}

function targets(name, sizes) {
  const peaks = sizes.map((size) => peak(name, size));
  const most = Math.max(...peaks);
  const growth = most / peaks[0] - 1;
  return [
    {
      text: `${COMMANDS[name]}: the same memory from ${grouped(sizes[0].lines)} to ${grouped(sizes.at(-1).lines)} records, within ${MOST_GROWTH * 100} %`,
      figure: `${peaks.map((megabytes) => fixed(megabytes, 0)).join(', ')} MB, +${fixed(growth * 100, 0)} %`,
      met: growth <= MOST_GROWTH,
    },
    {
      text: `${COMMANDS[name]}: under ${MOST_MEGABYTES} MB`,
      figure: `at most ${fixed(most, 0)} MB`,
      met: most < MOST_MEGABYTES,
    },
  ];
}
