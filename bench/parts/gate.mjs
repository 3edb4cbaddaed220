import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, mostInAnySecond, rateAfterTwoSeconds, typicalSecond } from '../lib/numbers.mjs';
import { hook, mayRaise, measureCli, startEmulator, withFolder } from '../lib/program.mjs';

/** How exactly a rate is kept: seen by the client at the connection, and counted by the server. */

const LATENCY = '50ms';
const LEAST_SHARE = 0.99;
const CLEAN_RUNS_OF_FIVE = 3;

export async function gate({ quick }) {
  const slow = { rate: 200, messages: quick ? 3_000 : 10_000, runs: quick ? 1 : 5 };
  const fast = { rate: 2_000, messages: quick ? 10_000 : 40_000, runs: quick ? 1 : 3 };
  const atSlow = await measure(slow);
  const atFast = await measure(fast);
  const priority = mayRaise() ? ' Both processes ran with raised priority, so that other programs disturb less.' : '';
  return {
    title: 'The gate: how exactly a rate is kept',
    about:
      `Canonical messages to an emulator in another process that answers after ${LATENCY} and refuses what is over ` +
      `its limit in a sliding second (the same limit as --rate).${priority} Mean: requests a second after the first ` +
      'two seconds, to the last one, when only the longest conversations are left and each has one message in flight. ' +
      'Typical second: the median of the whole seconds after the first two. Client: most requests put onto a connection in any sliding second. Server: most that arrived in ' +
      'any sliding second, and how many it refused.',
    tables: [table([...atSlow, ...atFast])],
    targets: targets(atSlow, slow),
  };
}

async function measure({ rate, messages, runs }) {
  const path = exportFile({ format: 'jsonl', lines: messages });
  const measured = [];
  for (let run = 0; run < runs; run += 1) measured.push(await once(path, rate, messages));
  return measured;
}

function once(path, rate, messages) {
  return withFolder(async (folder) => {
    const emulator = await startEmulator(['--limit', String(rate), '--latency', LATENCY], { raised: true });
    const startsFile = join(folder, 'starts');
    await measureCli(
      ['run', path, '--quiet', '--endpoint', emulator.url, '--rate', String(rate), '--state', join(folder, 'state')],
      { flags: [hook('request-starts.mjs')], environment: { BENCH_STARTS_FILE: startsFile }, raised: true },
    );
    const { maxStartsPerSlidingSecond, overLimit, stored } = await emulator.stats();
    await emulator.stop();
    if (stored !== messages) throw new Error(`${stored} of ${messages} messages arrived`);
    const starts = new Float64Array(new Uint8Array(readFileSync(startsFile)).buffer);
    return {
      rate,
      messages,
      mean: rateAfterTwoSeconds(starts),
      typical: typicalSecond(starts),
      client: mostInAnySecond(starts),
      server: maxStartsPerSlidingSecond,
      overLimit,
    };
  });
}

function table(measured) {
  return {
    head: ['rate', 'messages', 'mean / rate', 'mean', 'typical second', 'client, most', 'server, most', 'refused'],
    rows: measured.map(({ rate, messages, mean, typical, client, server, overLimit }) => [
      `${grouped(rate)}/s`,
      grouped(messages),
      fixed(mean / rate, 3),
      `${fixed(mean, 1)}/s`,
      fixed(typical, 0),
      grouped(client),
      grouped(server),
      grouped(overLimit),
    ]),
  };
}

function targets(measured, { rate }) {
  const means = measured.map(({ mean }) => mean);
  const mosts = measured.map(({ client }) => client);
  const clean = measured.filter(({ server, overLimit }) => server <= rate && overLimit === 0).length;
  const needed = Math.ceil((measured.length * CLEAN_RUNS_OF_FIVE) / 5);
  return [
    {
      text: `mean of at least ${rate * LEAST_SHARE}/s at --rate ${rate}, in each run`,
      figure: `${fixed(Math.min(...means), 1)} to ${fixed(Math.max(...means), 1)}/s`,
      met: Math.min(...means) >= rate * LEAST_SHARE,
    },
    {
      text: `never more than ${rate} in a sliding second at the client`,
      figure: `at most ${Math.max(...mosts)}`,
      met: Math.max(...mosts) <= rate,
    },
    {
      text: `none over ${rate} at the server in ${needed} of ${measured.length} runs`,
      figure: `${clean} of ${measured.length} runs`,
      met: clean >= needed,
    },
  ];
}
