import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { exportFile } from '../lib/data.mjs';
import { fixed, grouped, median } from '../lib/numbers.mjs';
import { startOkServer } from '../lib/ok-server.mjs';
import { measureCli, measureNode, startEmulator, withFolder } from '../lib/program.mjs';

/** Messages a second without a limit, against a bare loop over the same bodies on the same server. */

const LEAST_SHARE = 0.5;
const PEER = join(import.meta.dirname, '..', 'peers', 'undici-loop.mjs');

export function imports({ quick }) {
  return withFolder(async (folder) => {
    const lines = quick ? 20_000 : 100_000;
    const path = exportFile({ format: 'jsonl', lines });
    const bodies = join(folder, 'bodies');
    const requestPath = await catchBodies(path, bodies, folder);
    const emulator = await startEmulator(['--limit', '0']);
    const bare = () => measureNode([PEER, emulator.url, requestPath, bodies]).then((ended) => bareRun(ended, lines));
    const ours = (name) => importRun(path, emulator.url, join(folder, name));
    // The server knows every message from then on, and is warm: it treats all measured runs alike.
    await bare();
    const pairs = [];
    for (let run = 0; run < (quick ? 1 : 3); run += 1) {
      pairs.push({ ours: await ours(`state-${run}`), bare: await bare() });
    }
    const { stored } = await emulator.stats();
    await emulator.stop();
    if (stored !== lines) throw new Error(`${stored} of ${lines} messages arrived`);
    return section(pairs, lines);
  });
}

/** The bodies that a run sends, one a line, as a server got them; answers the path they went to. */
async function catchBodies(path, bodies, folder) {
  const file = openSync(bodies, 'w');
  let requestPath = '';
  const server = await startOkServer((url, text) => {
    requestPath = url;
    writeSync(file, `${text()}\n`);
  });
  await importRun(path, server.url, join(folder, 'state-caught'));
  await server.stop();
  closeSync(file);
  return requestPath;
}

async function importRun(path, url, state) {
  const words = ['run', path, '--json', '--quiet', '--endpoint', url, '--rate', '0', '--state', state];
  const { seconds, output, peakMegabytes } = await measureCli(words);
  return { ratePerSecond: JSON.parse(output).counts.delivered / seconds, peakMegabytes };
}

function bareRun({ code, output, errors, peakMegabytes }, lines) {
  if (code !== 0) throw new Error(`the bare loop ended with ${code}: ${errors}`);
  return { ratePerSecond: lines / JSON.parse(output).seconds, peakMegabytes };
}

function section(pairs, lines) {
  const share = median(pairs.map(({ ours, bare }) => ours.ratePerSecond / bare.ratePerSecond));
  return {
    title: 'Import without a limit',
    about:
      `${grouped(lines)} canonical messages of many conversations to an emulator in another process on loopback, ` +
      'without a limit. The peer is a bare loop of undici requests, 64 in flight, over the very bodies the run sends. ' +
      'Of the run the whole process counts (start, reading, mapping, saving, report); of the bare loop only its loop.',
    tables: [
      {
        head: ['pair', 'run / bare loop', 'run', 'bare undici loop', 'peak memory of the run'],
        rows: pairs.map(({ ours, bare }, index) => [
          String(index + 1),
          fixed(ours.ratePerSecond / bare.ratePerSecond),
          `${grouped(ours.ratePerSecond)}/s`,
          `${grouped(bare.ratePerSecond)}/s`,
          `${fixed(ours.peakMegabytes, 0)} MB`,
        ]),
      },
    ],
    targets: [
      {
        text: 'without a limit, at least half of a bare undici loop’s messages a second',
        figure: `${fixed(share)} of it (median)`,
        met: share >= LEAST_SHARE,
      },
    ],
  };
}
