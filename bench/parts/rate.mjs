import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catchBodies } from '../lib/caught-bodies.mjs';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { hook, measureCli, measureNode, startEmulator, withFolder } from '../lib/program.mjs';

/** What a run at a rate costs the machine it is on, while it mostly waits; and what sending alone costs there. */

const LATENCY = '50ms';
const TARGET_RATE = 200;
const MOST_SHARE_OF_CORE = 0.04;
const PEER = join(import.meta.dirname, '..', 'peers', 'paced-loop.mjs');

export async function rate({ quick }) {
  const seconds = quick ? 5 : 30;
  const measured = [];
  for (const perSecond of [50, TARGET_RATE, 1_000]) {
    const rounds = perSecond === TARGET_RATE && !quick ? 3 : 1;
    const costs = [];
    for (let round = 0; round < rounds; round += 1) costs.push(await oneRound(perSecond, perSecond * seconds));
    measured.push({ perSecond, messages: perSecond * seconds, costs });
  }
  return section(measured);
}

/** A run, and the bare loop over the bodies it sends, one after the other on the same emulator. */
function oneRound(perSecond, messages) {
  const path = exportFile({ format: 'jsonl', lines: messages });
  return withFolder(async (folder) => {
    const bodies = join(folder, 'bodies');
    const requestPath = await catchBodies(path, bodies, folder);
    const emulator = await startEmulator(['--limit', '0', '--latency', LATENCY]);
    const words = ['run', path, '--quiet', '--endpoint', emulator.url, '--rate', String(perSecond)];
    const run = await costOf(folder, (options) => measureCli([...words, '--state', join(folder, 's')], options));
    const peerWords = [PEER, emulator.url, requestPath, bodies, '', String(perSecond)];
    const bare = await costOf(folder, (options) => measureNode(peerWords, options));
    const { stored } = await emulator.stats();
    await emulator.stop();
    if (stored !== messages) throw new Error(`${stored} of ${messages} messages arrived`);
    return { ...run, bareShare: bare.share, ratio: run.cpuSeconds / bare.cpuSeconds };
  });
}

/** Processor time from a program's first request to its end. */
async function costOf(folder, measure) {
  const costFile = join(folder, 'cost');
  await measure({ flags: [hook('cost-of-sending.mjs')], environment: { BENCH_SENDING_FILE: costFile } });
  const { seconds, cpuSeconds } = JSON.parse(readFileSync(costFile, 'utf8'));
  return { seconds, cpuSeconds, share: cpuSeconds / seconds };
}

function section(measured) {
  const { costs } = measured.find(({ perSecond }) => perSecond === TARGET_RATE);
  const share = median(costs.map((cost) => cost.share));
  return {
    title: 'What a run at a rate costs',
    about:
      `\`run --rate\` of canonical messages to an emulator in another process that answers after ${LATENCY}. From the first ` +
      'request to the end of the process: its own processor time, user and system, all of its threads; its start is not ' +
      `in it. The bare loop posts the same bodies at the same rate, does nothing else, and is measured alike. Medians at ${TARGET_RATE}/s, of as many rounds as the target names; the others ran once.`,
    tables: [
      {
        head: [
          'rate',
          'run / bare loop',
          'run, of one core',
          'bare loop, of one core',
          'messages',
          'processor time',
          'a message',
          'sending',
        ],
        rows: measured.map(row),
      },
    ],
    targets: [
      {
        text: `run --rate ${TARGET_RATE}: under ${MOST_SHARE_OF_CORE * 100} % of one core`,
        figure: `${fixed(share * 100, 1)} % (median of ${costs.length})`,
        met: share < MOST_SHARE_OF_CORE,
      },
    ],
  };
}

function row({ perSecond, messages, costs }) {
  const middle = (figure) => median(costs.map((cost) => cost[figure]));
  return [
    `${grouped(perSecond)}/s`,
    fixed(middle('ratio')),
    `${fixed(middle('share') * 100, 1)} %`,
    `${fixed(middle('bareShare') * 100, 1)} %`,
    grouped(messages),
    `${fixed(middle('cpuSeconds'))} s`,
    `${fixed((middle('cpuSeconds') * 1e6) / messages, 0)} µs`,
    `${fixed(middle('seconds'), 1)} s`,
  ];
}
