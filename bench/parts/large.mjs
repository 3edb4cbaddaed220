import { spawnSync } from 'node:child_process';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fixed, grouped } from '../lib/numbers.mjs';
import { orderedFile, plantedFile, recordOf, shuffledFile } from '../lib/planted.mjs';
import { CLI, measureNode, runToEnd, withFolder } from '../lib/program.mjs';

/** An export larger than the memory it may take: what is planted in it is found, and prepare gives exactly the sorted set. */

const MEMORY = '1GB';
const MOST_MEGABYTES = 1_000;
const FOUND = ['shared-keys', 'repeated', 'mirrored', 'out-of-order'];

export async function large({ quick }) {
  const count = quick ? 200_000 : 10_000_000;
  const late = Math.floor(count / 2);
  const ordered = orderedFile(count, late);
  const plants = plantedFile(count);
  const shuffled = shuffledFile(count);
  return withFolder(async (folder) => {
    const checked = await measureNode([
      ...[CLI, 'check', ordered, plants, '--memory', MEMORY, '--quiet', '--state', join(folder, 'check')],
    ]);
    if (checked.code !== 1) throw new Error(`check ended with ${checked.code}: ${checked.errors}`);
    const { findings } = JSON.parse(readFileSync(join(folder, 'check', 'check', 'report.json'), 'utf8')).findings;
    const found = FOUND.map((kind) => findings.find((finding) => finding.kind === kind));
    const output = join(folder, 'sorted.jsonl');
    const words = ['prepare', shuffled, plants, '-o', output, '--memory', MEMORY, '--quiet'];
    const prepared = await measureNode([CLI, ...words, '--state', join(folder, 'prepare')]);
    if (prepared.code !== 1) throw new Error(`prepare ended with ${prepared.code}: ${prepared.errors}`);
    const wrong = await firstWrong(output, count);
    const sorted = await sortPeer(shuffled, join(folder, 'peer.jsonl'), folder);
    const again = await measureNode([CLI, 'check', output, '--quiet', '--state', join(folder, 'again')]);
    const { findings: later } = JSON.parse(
      readFileSync(join(folder, 'again', 'check', 'report.json'), 'utf8'),
    ).findings;
    return section({ count, late, checked, found, prepared, wrong, sorted, again, later });
  });
}

/** The line at which the output is not what it must be: every message once, in order; of the plants the one with a shared key. */
async function firstWrong(path, count) {
  let number = 0;
  let extra = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const { id, from, to, time, text } = JSON.parse(line);
    const expected = recordOf(number);
    if (text === 'another message under the same key') {
      extra += 1;
      continue;
    }
    const isRight =
      id === String(expected.id) && from === expected.from && to === expected.to && time === expected.time;
    if (!isRight || text !== expected.text) return `line ${number + extra + 1}`;
    number += 1;
  }
  if (number !== count || extra !== 1) return `${number} messages and ${extra} with a shared key`;
  return undefined;
}

/** The system's sort over the same lines, by the text of their time: all it does is sort. */
async function sortPeer(path, output, folder) {
  if (spawnSync('sort', ['--version']).error) return undefined;
  const words = ['-S', '600M', '--parallel=2', '-T', folder, '-t', ':', '-k5,5', '-o', output, path];
  return runToEnd('sort', words, { environment: { LC_ALL: 'C' } });
}

function section({ count, late, checked, found, prepared, wrong, sorted, again, later }) {
  const peak = Math.max(checked.peakMegabytes, prepared.peakMegabytes);
  const missing = FOUND.filter((_, index) => found[index]?.count !== 1);
  const lateFound = found[3]?.examples[0]?.record;
  const orderFindings = later.filter(({ kind }) => kind === 'out-of-order');
  const row = (name, { seconds, peakMegabytes }) => [
    name,
    sorted ? fixed(seconds / sorted.seconds) : '',
    `${grouped(count / seconds)}/s`,
    `${fixed(seconds, 0)} s`,
    peakMegabytes === undefined ? '' : `${fixed(peakMegabytes, 0)} MB`,
  ];
  return {
    title: `${grouped(count)} records within ${MEMORY}`,
    about:
      `\`check\` on ${grouped(count)} records of 50,000 conversations in order, with one of each planted: a message again in ` +
      'another file, one under another id, one under the key of another, one far behind its conversation. `prepare` on the ' +
      'same messages shuffled. Peer: the system’s `sort` by the text of the time, 600 MB and two threads, which neither maps ' +
      'nor compares anything.',
    tables: [
      {
        head: ['program', 'time / sort', 'records', 'time', 'peak memory'],
        rows: [
          row('check with survey', checked),
          row('prepare', prepared),
          ...(sorted ? [row('sort', sorted)] : []),
          row('check of the prepared export', again),
        ],
      },
    ],
    targets: [
      {
        text: 'each planted fault is found, and nothing else',
        figure:
          missing.length === 0 ? `${FOUND.join(', ')}: 1 each; the late one named` : `wrong: ${missing.join(', ')}`,
        met: missing.length === 0 && lateFound === late + 70_001,
      },
      {
        text: 'prepare gives exactly the sorted, distinct set',
        figure: wrong ?? `${grouped(count)} lines compared`,
        met: wrong === undefined,
      },
      {
        text: 'check of what prepare made has no order finding',
        figure: `${orderFindings.length}`,
        met: orderFindings.length === 0,
      },
      {
        text: `peak of check and prepare under ${MOST_MEGABYTES} MB`,
        figure: `${fixed(checked.peakMegabytes, 0)} and ${fixed(prepared.peakMegabytes, 0)} MB`,
        met: peak < MOST_MEGABYTES,
      },
    ],
  };
}
