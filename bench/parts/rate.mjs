import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { hook, measureCli, startEmulator, withFolder } from '../lib/program.mjs';

/** What a run at a rate costs the machine it is on, while it mostly waits. */

const LATENCY = '50ms';
const TARGET_RATE = 200;
const MOST_SHARE_OF_CORE = 0.04;

export async function rate({ quick }) {
  const seconds = quick ? 5 : 30;
  const measured = [];
  for (const perSecond of [50, TARGET_RATE, 1_000]) {
    const rounds = perSecond === TARGET_RATE && !quick ? 3 : 1;
    const costs = [];
    for (let round = 0; round < rounds; round += 1) costs.push(await once(perSecond, perSecond * seconds));
    measured.push({ perSecond, messages: perSecond * seconds, costs });
  }
  return section(measured);
}

function once(perSecond, messages) {
  const path = exportFile({ format: 'jsonl', lines: messages });
  return withFolder(async (folder) => {
    const emulator = await startEmulator(['--limit', '0', '--latency', LATENCY]);
    const costFile = join(folder, 'cost');
    await measureCli(
      ['run', path, '--quiet', '--endpoint', emulator.url, '--rate', String(perSecond), '--state', join(folder, 's')],
      { flags: [hook('cost-of-sending.mjs')], environment: { BENCH_SENDING_FILE: costFile } },
    );
    const { stored } = await emulator.stats();
    await emulator.stop();
    if (stored !== messages) throw new Error(`${stored} of ${messages} messages arrived`);
    const { seconds, cpuSeconds } = JSON.parse(readFileSync(costFile, 'utf8'));
    return { seconds, cpuSeconds, share: cpuSeconds / seconds };
  });
}

function section(measured) {
  const { costs } = measured.find(({ perSecond }) => perSecond === TARGET_RATE);
  const share = median(costs.map((cost) => cost.share));
  return {
    title: 'What a run at a rate costs',
    about:
      `\`run --rate\` of canonical messages to an emulator in another process that answers after ${LATENCY}. From the first ` +
      'request to the end of the process: its own processor time, user and system, all of its threads; its start is not ' +
      `in it. Medians at ${TARGET_RATE}/s, of as many runs as the target names; the others ran once.`,
    tables: [
      {
        head: ['rate', 'of one core', 'messages', 'processor time', 'a message', 'sending'],
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
    `${fixed(middle('share') * 100, 1)} %`,
    grouped(messages),
    `${fixed(middle('cpuSeconds'))} s`,
    `${fixed((middle('cpuSeconds') * 1e6) / messages, 0)} µs`,
    `${fixed(middle('seconds'), 1)} s`,
  ];
}
