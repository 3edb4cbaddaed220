import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportFile } from '../lib/data.mjs';
import { fixed, median } from '../lib/numbers.mjs';
import { CLI, hook, runToEnd, startEmulator, withFolder } from '../lib/program.mjs';

/** How soon a command is there: its help, and the first request of a run. The peer is Node itself with nothing to do. */

const MOST_HELP_MS = 150;
const MOST_REQUEST_MS = 400;
const MESSAGES = 200;

export function start({ quick }) {
  return withFolder(async (folder) => {
    const path = exportFile({ format: 'jsonl', lines: MESSAGES });
    const emulator = await startEmulator(['--limit', '0']);
    const programs = {
      bare: () => ['--eval', '0'],
      help: () => [CLI, '--help'],
      run: (turn) => {
        const state = join(folder, `state-${turn}`);
        return [CLI, 'run', path, '--quiet', '--endpoint', emulator.url, '--state', state];
      },
    };
    const taken = { bare: [], help: [], run: [] };
    for (let turn = 0; turn < (quick ? 3 : 15); turn += 1) {
      for (const [name, wordsOf] of Object.entries(programs)) {
        taken[name].push(await once(wordsOf(turn), join(folder, 'first')));
      }
    }
    await emulator.stop();
    return section(taken);
  });
}

async function once(words, file) {
  const environment = { BENCH_FIRST_FILE: file };
  const { code, errors } = await runToEnd(process.execPath, [hook('first-request.mjs'), ...words], { environment });
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code}: ${errors}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

function section({ bare, help, run }) {
  const wallMs = (measured) => median(measured.map((one) => one.wallMs));
  const cpuMs = (measured) => median(measured.map((one) => one.cpuMs));
  const row = (name, measured) => [
    name,
    fixed(wallMs(measured) / wallMs(bare)),
    fixed(cpuMs(measured) / cpuMs(bare)),
    `${fixed(wallMs(measured), 0)} ms`,
    `${fixed(cpuMs(measured), 0)} ms`,
  ];
  const target = (what, measured, mostMs) => ({
    text: `${what} in under ${mostMs} ms`,
    figure: `${fixed(wallMs(measured), 0)} ms (${fixed(cpuMs(measured) / cpuMs(bare))} times the processor time of node -e 0)`,
    met: wallMs(measured) < mostMs,
  });
  return {
    title: 'Start',
    about:
      `From the start of a process to its end, or to the first request of a run: ${MESSAGES} canonical messages to an ` +
      `emulator in another process, as history, at the usual rate. Medians of ${bare.length} interleaved runs. The peer is ` +
      'Node with nothing to do.',
    tables: [
      {
        head: ['program', 'time / node -e 0', 'processor time / node -e 0', 'time', 'processor time'],
        rows: [row('node -e 0', bare), row('--help', help), row('run, first request', run)],
      },
    ],
    targets: [target('--help', help, MOST_HELP_MS), target('the first request of a run', run, MOST_REQUEST_MS)],
  };
}
