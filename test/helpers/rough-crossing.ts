import { expect } from 'vitest';
import { runCli } from './cli.js';
import type { EmulatorProcess } from './emulator-process.js';
import { ofTeam } from './export-files.js';
import { type Judgement, judge, mixedLines, WHOLE, writeMixed } from './mixed-export.js';
import { type Fault, type RoughProxy, startRoughProxy } from './rough-proxy.js';

/** An export that is brought to an emulator over a rough way. */

const SHARE = 0.12;
/** As short as may be, and a little longer. */
const TIMEOUT = '3100ms';
const STALL_MS = 3_600;
/** A garbled status line ends a life with exit 3; the same command goes on. */
const MOST_LIVES = 200;

export interface Crossing {
  readonly folder: string;
  /** Names the export and its accounts. */
  readonly team: string;
  readonly records: number;
  readonly conversations: number;
  readonly faults: readonly Fault[];
  readonly chance: () => number;
  readonly emulator: EmulatorProcess;
}

export interface Crossed {
  readonly judgement: Judgement;
  readonly proxy: Pick<RoughProxy, 'struck' | 'exchanges'>;
  readonly lives: number;
}

/** Starts the command until it has come to its end, and sees to it that nothing was lost, doubled or scrambled. */
export async function crossRoughWay(crossing: Crossing): Promise<Crossed> {
  const { folder, team, records, conversations, faults, chance, emulator } = crossing;
  const { path, lines } = writeMixed(folder, `${team}.jsonl`, mixedLines(records, conversations, team));
  const state = `${folder}/${team}.state`;
  const proxy = await startRoughProxy(emulator.url, { chance, share: SHARE, faults, stallMs: STALL_MS });
  const env = { ...emulator.env, TIM_ENDPOINT: proxy.url };
  let lives = 0;
  let code: number | null = 3;
  while (code === 3 && lives < MOST_LIVES) {
    lives += 1;
    const ended = await runCli(['run', path, '--state', state, '--timeout', TIMEOUT], { env });
    code = ended.code;
    expect([1, 3], ended.stderr).toContain(code);
    expect(ended.stderr).not.toContain('Something unforeseen');
  }
  await proxy.close();
  const judgement = judge(lines, ofTeam(await emulator.messages(), team), state);
  expect.soft({ code, ...judgement }, team).toMatchObject({ ...WHOLE, code: 1 });
  return { judgement, proxy, lives };
}
