import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { CLI, type CliResult, pasteIntoShell, type RunningCli, runCli, startCli } from '../helpers/cli.js';
import { type EmulatorProcess, startEmulatorProcess } from '../helpers/emulator-process.js';
import { ofTeam, seeded, temporaryFolder } from '../helpers/export-files.js';
import { judge, mixedLines, WHOLE, writeMixed } from '../helpers/mixed-export.js';
import { smallDisk } from '../helpers/small-disk.js';
import { tell } from './support/figures.js';
import { countOf, SEED } from './support/settings.js';

/**
 * The disk of the state folder: it fills up, takes no file beyond a size, nothing at all, or the folder goes away while a run
 * writes to it. That life must end with exit 3 and advice; when the disk is well again, the same command finishes.
 */

const RECORDS = 2_000;
const SENDING_MS = 3_000;
/** Blocks of 512 bytes that a file may have: the checkpoint or rejects.jsonl becomes longer. */
const MOST_BLOCKS = 16;

const folder = temporaryFolder();
const path = `${folder}/small-disk`;
const disk = smallDisk(path);
const chance = seeded(SEED);
let emulator: EmulatorProcess;

beforeAll(async () => {
  emulator = await startEmulatorProcess({ latency: '5ms' });
});

/** What is wrong with the disk: lives through it, ends it. */
interface Trouble {
  readonly what: string;
  /** Wants a disk of its own. */
  readonly mounted: boolean;
  readonly advice: string;
  live(words: readonly string[], state: string): Promise<CliResult>;
  end(): void;
}

const env = () => emulator.env;

/** A life to which something is done while it sends. */
async function disturbed(words: readonly string[], disturb: (life: RunningCli) => void): Promise<CliResult> {
  const life = startCli(words, { env: env() });
  await life.said('Starting');
  await sleep(chance() * SENDING_MS);
  disturb(life);
  return life.ended;
}

const TROUBLES: readonly Trouble[] = [
  {
    what: 'disk full',
    mounted: true,
    advice: 'Make room',
    live: (words) => disturbed(words, disk.fill),
    end: disk.empty,
  },
  {
    what: 'files limited by ulimit -f',
    mounted: false,
    advice: 'run the same command again',
    live: (words) => {
      const blocks = 1 + Math.floor(chance() * MOST_BLOCKS);
      const quoted = words.map((word) => `"${word}"`).join(' ');
      return pasteIntoShell(`ulimit -f ${blocks}; exec "${process.execPath}" "${CLI}" ${quoted}`, { env: env() });
    },
    end: () => undefined,
  },
  {
    what: 'disk read-only between two lives',
    mounted: true,
    advice: 'run the same command again',
    live: async (words) => {
      await disturbed(words, (life) => life.kill('SIGTERM'));
      disk.allowWriting(false);
      return runCli(words, { env: env() });
    },
    end: () => disk.allowWriting(true),
  },
  {
    what: 'state folder removed',
    mounted: false,
    advice: 'run the same command again',
    live: (words, state) => disturbed(words, () => rmSync(state, { recursive: true })),
    end: () => undefined,
  },
];

it.each(TROUBLES)(`$what (seed ${SEED})`, async ({ what, mounted, advice, live, end }) => {
  const sum = { part: 'disk', what, tries: 0, faults: 0, messages: 0, lost: 0, doubled: 0, refused: 0, misread: 0 };
  if (mounted && disk.reason !== undefined) {
    tell({ ...sum, notes: [`${what}: left out, ${disk.reason}`] });
    return;
  }
  for (const count = countOf(10); sum.tries < count; sum.tries += 1) {
    const team = `${what.split(' ')[0]}${what.length}n${sum.tries}`;
    const { path: source, lines } = writeMixed(folder, `${team}.jsonl`, mixedLines(RECORDS, 60, team));
    const state = `${mounted ? path : folder}/${team}.state`;
    const words = ['run', source, '--state', state];
    const { code, stderr } = await live([...words, '--rate', '400'], state);
    end();
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(advice);
    expect(stderr).not.toMatch(/Something unforeseen|at .*\.js:\d+/);
    const again = await runCli(words, { env: env() });
    expect(again.code, again.stderr).toBe(1);
    const judgement = judge(lines, ofTeam(await emulator.messages(), team), state);
    expect.soft(judgement).toMatchObject(WHOLE);
    sum.faults += 1;
    sum.messages += judgement.messages;
    sum.lost += judgement.lost;
    sum.doubled += judgement.doubled;
    sum.misread += judgement.scrambled + (judgement.balanced ? 0 : 1);
    rmSync(state, { recursive: true });
  }
  tell(sum);
});
