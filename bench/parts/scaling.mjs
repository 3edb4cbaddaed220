import { dryRun, runUnlimited } from '../lib/commands.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { lateMessage, orderedFile, recordOf } from '../lib/planted.mjs';
import { MEMORY, prepared, surveyed } from '../lib/planted-runs.mjs';
import { DONE_SHARE, resumeSeconds } from '../lib/resuming.mjs';

/** Whether ten times the records take ten times as long, and a resumed run no longer than before. */

const MOST_TIMES_THE_MIDDLE = 1.25;
const MOST_TIMES_RESUMING = 1.5;
/** Of an export, how much is delivered before the kill; what is older is left out by --since. */
const DELIVERED_SHARE = 0.1;
const MOST_DELIVERED = 20_000;

const COMMANDS = {
  'check --no-survey': (count) => dryRun([orderedFile(count)], count, ['--no-survey'], lateMessage(count) ? 1 : 0),
  'check with survey': surveyed,
  prepare: sound,
  'run --rate 0': (count) => runUnlimited(orderedFile(count), count),
};

export async function scaling({ quick }) {
  const [small, middle, big] = quick ? [20_000, 100_000, 500_000] : [100_000, 1_000_000, 10_000_000];
  const rounds = quick ? 1 : 3;
  const sizes = [];
  for (const count of [small, middle, big]) sizes.push(await measure(count, count === big ? 1 : rounds, rounds));
  return section(sizes);
}

async function measure(count, rounds, resumes) {
  const runs = Object.fromEntries(Object.keys(COMMANDS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(COMMANDS)) runs[name].push((await command(count, round)).seconds);
  }
  const seconds = Object.fromEntries(Object.entries(runs).map(([name, list]) => [name, median(list)]));
  return { count, rounds, seconds, resume: median(await resumed(count, resumes)) };
}

/** What prepare wrote was compared: a wrong result has no speed. */
async function sound(count, round) {
  const measured = await prepared(count, round);
  if (measured.wrong) throw new Error(`prepare of ${count} records: ${measured.wrong}`);
  return measured;
}

function resumed(count, rounds) {
  const delivered = Math.min(MOST_DELIVERED, Math.round(count * DELIVERED_SHARE));
  const since = String(recordOf(Math.round(count * DONE_SHARE) - delivered).time);
  return resumeSeconds({ path: orderedFile(count), since, delivered, rounds });
}

function section(sizes) {
  const [small, middle, big] = sizes;
  return {
    title: 'Cost against size',
    about:
      'JSONL records of about 130 bytes in 50,000 conversations, in order; for `prepare` the same shuffled. Microseconds ' +
      `a record, and in brackets as a share of those at ${grouped(middle.count)}: a straight line stays at 1, and the ` +
      `start weighs on the small one. \`check\` with its survey and \`prepare\` have \`--memory ${MEMORY}\`, and what is ` +
      'prepared is compared; `run` sends to a server that answers OK. Resume: a run killed at ' +
      `${DONE_SHARE * 100} % of the records, from its start until its first request. Medians of ${small.rounds}; at ` +
      `${grouped(big.count)} records one of each command.`,
    tables: [
      table('a record', sizes, (size, name) => perRecord(size, name, middle)),
      withResume(table('time', sizes, inSeconds), sizes),
    ],
    targets: [
      ...Object.keys(COMMANDS).map((name) => straight(name, middle, big)),
      {
        text: `resume at ${grouped(big.count)} records: at most ${MOST_TIMES_RESUMING} times as long as at ${grouped(small.count)}`,
        figure: `${fixed(big.resume / small.resume)} times`,
        met: big.resume / small.resume <= MOST_TIMES_RESUMING,
      },
    ],
  };
}

function table(what, sizes, cell) {
  return {
    head: [what, ...sizes.map(({ count }) => `${grouped(count)} records`)],
    rows: Object.keys(COMMANDS).map((name) => [name, ...sizes.map((size) => cell(size, name))]),
  };
}

function withResume({ head, rows }, sizes) {
  return { head, rows: [...rows, ['resume, first request', ...sizes.map(({ resume }) => `${fixed(resume)} s`)]] };
}

function perRecord(size, name, middle) {
  return `${fixed(microseconds(size, name))} µs (${fixed(microseconds(size, name) / microseconds(middle, name))})`;
}

function inSeconds({ seconds }, name) {
  return `${fixed(seconds[name])} s`;
}

function microseconds({ count, seconds }, name) {
  return (seconds[name] * 1e6) / count;
}

function straight(name, middle, big) {
  const times = microseconds(big, name) / microseconds(middle, name);
  return {
    text: `${name}, a record of ${grouped(big.count)}: at most ${MOST_TIMES_THE_MIDDLE} times as long as of ${grouped(middle.count)}`,
    figure: `${fixed(times)} times`,
    met: times <= MOST_TIMES_THE_MIDDLE,
  };
}
