import { join } from 'node:path';
import { catchBodies } from '../lib/caught-bodies.mjs';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { peerName, peerPackages } from '../lib/peer-packages.mjs';
import { measureCli, measureNode, startEmulator, withFolder } from '../lib/program.mjs';

/** Messages a second without a limit, against programs that only send the same bodies to the same server. */

const LEAST_SHARE = 0.75;
const PEERS = join(import.meta.dirname, '..', 'peers');
const OURS = 'run';
const BARE = 'bare undici loop';

export function imports({ quick }) {
  return withFolder(async (folder) => {
    const lines = quick ? 20_000 : 100_000;
    const path = exportFile({ format: 'jsonl', lines });
    const bodies = join(folder, 'bodies');
    const requestPath = await catchBodies(path, bodies, folder);
    const emulator = await startEmulator(['--limit', '0']);
    const packages = peerPackages();
    const peer = (name) => () => peerRun(name, [emulator.url, requestPath, bodies, packages ?? ''], lines);
    const contenders = {
      [OURS]: (round) => importRun(path, emulator.url, join(folder, `state-${round}`)),
      [BARE]: peer('undici-loop.mjs'),
      'loop of global fetch': peer('fetch-loop.mjs'),
      ...(packages ? { [`${peerName('p-queue')}, undici`]: peer('p-queue.mjs') } : {}),
      ...(packages ? { [`${peerName('autocannon')}, one body`]: peer('autocannon.mjs') } : {}),
    };
    // The server knows every message from then on, and is warm: it treats all measured runs alike.
    await contenders[BARE]();
    const rounds = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) rounds.push(await oneRound(contenders, round));
    const { stored } = await emulator.stats();
    await emulator.stop();
    if (stored !== lines) throw new Error(`${stored} of ${lines} messages arrived`);
    return section(rounds, lines, packages);
  });
}

async function oneRound(contenders, round) {
  const measured = {};
  for (const [name, measure] of Object.entries(contenders)) measured[name] = await measure(round);
  return measured;
}

async function importRun(path, url, state) {
  const words = ['run', path, '--json', '--quiet', '--endpoint', url, '--rate', '0', '--state', state];
  const { seconds, output, ...cost } = await measureCli(words);
  return published(JSON.parse(output).counts.delivered, seconds, cost);
}

async function peerRun(name, words, lines) {
  const { code, output, errors, ...cost } = await measureNode([join(PEERS, name), ...words]);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${errors}`);
  const { messages, seconds } = JSON.parse(output);
  if (messages !== lines) throw new Error(`${name} sent ${messages} of ${lines} messages`);
  return published(messages, seconds, cost);
}

function published(messages, seconds, { cpuSeconds, peakMegabytes }) {
  return { ratePerSecond: messages / seconds, cpuMicroseconds: (cpuSeconds * 1e6) / messages, peakMegabytes };
}

function section(rounds, lines, packages) {
  const share = median(rounds.map((round) => shareOf(round, OURS)));
  const missing = packages ? '' : ' Left out, as they could not be installed: p-queue, autocannon.';
  return {
    title: 'Import without a limit',
    about:
      `${grouped(lines)} canonical messages of many conversations to an emulator in another process on loopback, ` +
      'without a limit. The peers only send the very bodies the run sends, 64 in flight, and parse the answers; ' +
      'autocannon repeats the first body, a message stored before as all of them are. Time: of the run the whole ' +
      'process counts (start, reading, mapping, saving, report), of a peer only its sending. Processor time and memory ' +
      `are of the whole process for all. Medians of ${rounds.length} rounds, and each round beside.${missing}`,
    tables: [medians(rounds), eachRound(rounds)],
    targets: [
      {
        text: `without a limit, at least ${LEAST_SHARE * 100} % of a bare undici loop’s messages a second`,
        figure: `${fixed(share * 100, 0)} % of it (median)`,
        met: share >= LEAST_SHARE,
      },
    ],
  };
}

/** A program's messages a second as a share of the bare loop's in the same round. */
function shareOf(round, name) {
  return round[name].ratePerSecond / round[BARE].ratePerSecond;
}

function medians(rounds) {
  const middle = (name, figure) => median(rounds.map((round) => round[name][figure]));
  return {
    head: ['program', 'rate / bare loop', 'messages', 'processor time a message', 'peak memory'],
    rows: Object.keys(rounds[0]).map((name) => [
      name,
      fixed(median(rounds.map((round) => shareOf(round, name)))),
      `${grouped(middle(name, 'ratePerSecond'))}/s`,
      `${fixed(middle(name, 'cpuMicroseconds'), 1)} µs`,
      `${fixed(middle(name, 'peakMegabytes'), 0)} MB`,
    ]),
  };
}

function eachRound(rounds) {
  return {
    head: ['round', 'run / bare loop', 'run', 'bare undici loop', 'run, processor time a message'],
    rows: rounds.map((round, index) => [
      String(index + 1),
      fixed(shareOf(round, OURS)),
      `${grouped(round[OURS].ratePerSecond)}/s`,
      `${grouped(round[BARE].ratePerSecond)}/s`,
      `${fixed(round[OURS].cpuMicroseconds, 1)} µs`,
    ]),
  };
}
