import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { dryRun } from '../lib/commands.mjs';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { measureNode, runToEnd } from '../lib/program.mjs';

/** Records a second and memory of a dry run, against programs that only parse. */

const PEERS = join(import.meta.dirname, '..', 'peers');
const MOST_TIMES_THE_BARE_LOOP = 1.35;
const MOST_TIMES_WITH_JOBS = 0.8;
const LEAST_TIMES_JQ = 2;
const LEAST_TIMES_JQ_WITH_JOBS = 3.5;
const MOST_TIMES_BARE_CSV = 1.3;
const MOST_TIMES_WITHOUT_SURVEY = 1.6;
const MOST_MEGABYTES = 160;
const MOST_MEMORY_GROWTH = 0.1;

export async function check({ quick }) {
  const lines = quick ? 100_000 : 1_000_000;
  const moreLines = lines * 5;
  const jsonl = exportFile({ format: 'jsonl', lines });
  const longIds = exportFile({ format: 'jsonl', lines, longIds: true });
  const csv = exportFile({ format: 'csv', lines });
  const others = otherPeers(jsonl);
  const reading = (path, ...words) => dryRun([path], lines, ['--no-survey', ...words]);
  const contenders = {
    bareLoop: () => peer('json-lines.mjs', jsonl),
    checkJsonl: () => reading(jsonl),
    checkJsonlJobs: () => reading(jsonl, '--jobs', '2'),
    bareCsv: () => peer('csv-rows.mjs', csv),
    checkCsv: () => reading(csv),
    checkCsvJobs: () => reading(csv, '--jobs', '2'),
    ...others,
    checkLongIds: () => reading(longIds),
  };
  const measured = await interleave(contenders, quick ? 1 : 3);
  const pair = { withSurvey: () => dryRun([jsonl], lines, ['--survey']), withoutSurvey: () => reading(jsonl) };
  const survey = await interleave(pair, quick ? 1 : 5);
  const more = await dryRun([exportFile({ format: 'jsonl', lines: moreLines })], moreLines, ['--no-survey']);
  return section({ ...measured, ...survey }, { ...more, lines: moreLines }, lines);
}

/** Programs that only read the same lines; those of them that are installed. */
function otherPeers(jsonl) {
  const isThere = (program) => !spawnSync(program, ['--version']).error;
  const run = (program, words) => () => runToEnd(program, words, { keepsOutput: false }).then(mustEndWell);
  return {
    ...(isThere('jq') ? { jq: run('jq', ['-c', '.', jsonl]) } : {}),
    ...(isThere('python3') ? { python: run('python3', [join(PEERS, 'json-lines.py'), jsonl]) } : {}),
    ...(isThere('mlr') ? { miller: run('mlr', ['--ijsonl', '--ojsonl', 'cat', jsonl]) } : {}),
    duckdb: () => peer('duckdb-json.mjs', jsonl),
  };
}

/** Medians of `rounds` runs of each, taken in turn. */
async function interleave(contenders, rounds) {
  const runs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(contenders)) runs[name].push(await measure());
  }
  return Object.fromEntries(
    Object.entries(runs).map(([name, list]) => [
      name,
      {
        seconds: median(list.map(({ seconds }) => seconds)),
        peakMegabytes: median(list.map(({ peakMegabytes }) => peakMegabytes ?? Number.NaN)),
      },
    ]),
  );
}

async function peer(name, path) {
  return mustEndWell(await measureNode([join(PEERS, name), path]));
}

function mustEndWell(ended) {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}: ${ended.errors}`);
  return ended;
}

function section(measured, more, lines) {
  const { bareLoop, checkJsonl, checkJsonlJobs, bareCsv, checkCsv, checkCsvJobs, checkLongIds } = measured;
  const { jq, python, miller, duckdb, withSurvey, withoutSurvey } = measured;
  const row = (name, { seconds, peakMegabytes }, floor, count = lines) => [
    name,
    floor ? fixed(seconds / count / (floor.seconds / lines)) : '1',
    `${grouped(count / seconds)}/s`,
    `${fixed(seconds)} s`,
    Number.isNaN(peakMegabytes) ? '' : `${fixed(peakMegabytes, 0)} MB`,
  ];
  const head = (floor) => ['program', `time / ${floor}`, 'records', 'time', 'peak memory'];
  const times = checkJsonl.seconds / bareLoop.seconds;
  const timesWithout = withSurvey.seconds / withoutSurvey.seconds;
  const growth = more.peakMegabytes / checkJsonl.peakMegabytes - 1;
  return {
    title: 'Dry run: speed and memory',
    about:
      `\`check --no-survey\` on ${grouped(lines)} records of about 300 bytes: it reads, maps, makes keys, measures bodies and ` +
      'looks for shared keys and disorder. With its survey it writes each record into a database and asks that; these two ' +
      'take turns on their own. Bare loop: 256 KiB chunks split at line feeds, JSON.parse for each line. Bare ' +
      'csv-parse: a stream of objects. All are processes of their own; the files are in the system’s cache.',
    tables: [
      {
        head: head('bare loop'),
        rows: [
          row('bare split + JSON.parse', bareLoop),
          row('check, JSONL', checkJsonl, bareLoop),
          row('check --jobs 2, JSONL', checkJsonlJobs, bareLoop),
          row('check, JSONL, ids of 19 digits', checkLongIds, bareLoop),
          row(`check, JSONL, ${grouped(more.lines)} records`, more, bareLoop, more.lines),
          ...(jq ? [row('jq -c .', jq, bareLoop)] : []),
          ...(python ? [row('python3, json.loads for each line', python, bareLoop)] : []),
          ...(miller ? [row('mlr cat', miller, bareLoop)] : []),
          row('DuckDB, read_json', duckdb, bareLoop),
        ],
      },
      {
        head: head('no survey'),
        rows: [row('check, no survey', withoutSurvey), row('check with its survey', withSurvey, withoutSurvey)],
      },
      {
        head: head('bare csv-parse'),
        rows: [
          row('bare csv-parse', bareCsv),
          row('check, CSV', checkCsv, bareCsv),
          row('check --jobs 2, CSV', checkCsvJobs, bareCsv),
        ],
      },
    ],
    targets: [
      {
        text: `check on ${grouped(lines)} JSONL lines: at most ${MOST_TIMES_THE_BARE_LOOP} times the bare loop’s time`,
        figure: `${fixed(times)} times`,
        met: times <= MOST_TIMES_THE_BARE_LOOP,
      },
      atMost(
        'check --jobs 2 on them',
        checkJsonlJobs.seconds / bareLoop.seconds,
        MOST_TIMES_WITH_JOBS,
        'the bare loop’s time',
      ),
      atMost('check on CSV', checkCsv.seconds / bareCsv.seconds, MOST_TIMES_BARE_CSV, 'bare csv-parse’s time'),
      ...(jq
        ? [
            asFast('check on JSONL', jq.seconds / checkJsonl.seconds, LEAST_TIMES_JQ),
            asFast('check --jobs 2 on JSONL', jq.seconds / checkJsonlJobs.seconds, LEAST_TIMES_JQ_WITH_JOBS),
          ]
        : []),
      {
        text: `check with its survey: at most ${MOST_TIMES_WITHOUT_SURVEY} times check without`,
        figure: `${fixed(timesWithout)} times`,
        met: timesWithout <= MOST_TIMES_WITHOUT_SURVEY,
      },
      {
        text: `under ${MOST_MEGABYTES} MB`,
        figure: `${fixed(checkJsonl.peakMegabytes, 0)} MB`,
        met: checkJsonl.peakMegabytes < MOST_MEGABYTES,
      },
      {
        text: `the same memory on ${grouped(more.lines)} lines, within ${MOST_MEMORY_GROWTH * 100} %`,
        figure: `${fixed(more.peakMegabytes, 0)} MB, ${growth < 0 ? '' : '+'}${fixed(growth * 100, 1)} %`,
        met: growth <= MOST_MEMORY_GROWTH,
      },
    ],
  };
}

function atMost(what, times, most, ofWhat) {
  return { text: `${what}: at most ${most} times ${ofWhat}`, figure: `${fixed(times)} times`, met: times <= most };
}

function asFast(what, times, least) {
  return {
    text: `${what}: at least ${least} times as fast as jq -c .`,
    figure: `${fixed(times)} times`,
    met: times >= least,
  };
}
