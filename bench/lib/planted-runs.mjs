import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dryRun, reported } from './commands.mjs';
import { orderedFile, plantedFile, recordOf, shuffledFile } from './planted.mjs';
import { runToEnd, withFolder } from './program.mjs';

/** What is measured over planted exports: two parts show it, and one that asks again is told what was found before. */

export const MEMORY = '1GB';
/** Records in the file of plants. */
const PLANTS = 3;

const known = new Map();

function once(name, measure) {
  if (!known.has(name)) known.set(name, measure());
  return known.get(name);
}

/** `check` with its survey, of the export in order and its plants. */
export function surveyed(count, round = 0) {
  const words = ['--survey', '--memory', MEMORY];
  const paths = () => [orderedFile(count), plantedFile(count)];
  return once(`survey ${count} ${round}`, () => dryRun(paths(), count + PLANTS, words, 1));
}

/**
 * `prepare` of the shuffled export and its plants; `wrong` is what its output has that it must not have, `again` a
 * check of that output, `sorted` the peer.
 */
export function prepared(count, round = 0) {
  return once(`prepare ${count} ${round}`, () => withFolder((folder) => prepareIn(folder, count)));
}

async function prepareIn(folder, count) {
  const shuffled = shuffledFile(count);
  const output = join(folder, 'sorted.jsonl');
  const words = ['prepare', shuffled, plantedFile(count), '-o', output, '--memory', MEMORY];
  const measured = await reported([...words, '--state', join(folder, 'prepare')], count + PLANTS, 1);
  const wrong = await firstWrong(output, count);
  const sorted = await sortPeer(shuffled, join(folder, 'peer.jsonl'), folder);
  // One of the plants has another message's key, and prepare cannot know which of the two is right.
  const again = await dryRun([output], count + 1, [], 1);
  return { ...measured, wrong, sorted, again };
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
