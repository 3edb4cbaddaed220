import type { Saved } from '../../../src/checkpoint/checkpoint.js';
import { CHECKPOINT_FILE } from '../../../src/checkpoint/checkpoint.js';
import { REJECTS_FILE } from '../../../src/checkpoint/lines-file.js';
import type { FatalError } from '../../../src/errors.js';
import type { Ending } from '../../../src/outcome.js';
import { parseLines } from '../../helpers/emulator-process.js';
import { type RejectLine, toLines } from '../../helpers/export-files.js';
import { Chance } from '../chance.js';
import { replaceGlobals } from '../globals.js';
import type { NetworkFault } from '../network.js';
import { EXPORT, fatalOf, type Process, STATE } from '../process.js';
import type { LifePlan, Scenario } from '../scenario.js';
import { Stage } from '../stage.js';
import { EPOCH_MS, World } from '../world.js';

/*
 * Lives directed by hand, for scenarios that show one rule: an export that is written out, faults at exact moments, and a
 * look at disk and service whenever one is wanted.
 */

const LATENCY_MS = 10;

/** Nothing goes wrong. */
export const CALM: LifePlan = {
  end: { kind: 'end' },
  network: { latencyMs: LATENCY_MS, timeoutMs: 10_000, faultShare: 0, faults: [], outages: [] },
  disk: [],
  shown: 1,
  moves: false,
};

const SCENARIO: Scenario = {
  seed: 1,
  export: { format: 'jsonl', records: 0, lanes: 0, split: 1, several: false, hasSeq: false, badShare: 0 },
  ratePerSecond: 200,
  limitPerSecond: 200,
  patienceMs: 900_000,
  window: { messages: 10_000, bytes: 64 * 1024 * 1024, lanesAhead: 50_000 },
  lives: [],
  undo: [],
};

/** A life in which requests whose body holds one of the texts meet a fault, as long as `struck` says so. */
export function striking(fault: NetworkFault, isStruck: (body: string) => boolean): LifePlan {
  return { ...CALM, network: { ...CALM.network, strike: (body) => (isStruck(body) ? fault : undefined) } };
}

export class Direction extends Stage {
  /** Writes a file of the export: records (objects) and raw lines (texts). */
  write(values: readonly unknown[], name = 'a.jsonl'): void {
    this.disk.grow(`${EXPORT}/${name}`, Buffer.from(toLines(values)));
  }

  async begin(plan: LifePlan = CALM, pid = 100): Promise<Process> {
    const process = this.start(plan, pid);
    await process.begin();
    return process;
  }

  /** Lives a life to its end. Throws when it could not begin. */
  async live(plan: LifePlan = CALM): Promise<Ending> {
    const process = await this.begin(plan);
    return this.ended(process);
  }

  async ended(process: Process): Promise<Ending> {
    await this.until(() => process.isOver);
    const { outcome } = process;
    if (outcome && 'ending' in outcome) return outcome.ending;
    throw outcome && 'thrown' in outcome ? outcome.thrown : new Error(`${process.life.name} was killed`);
  }

  /** Lives a life that must not come to a good end; answers what ended it. */
  async refused(plan: LifePlan = CALM): Promise<FatalError> {
    const process = await this.begin(plan);
    await this.until(() => process.isOver);
    const error = fatalOf(process.outcome);
    if (!error) throw new Error('it was not refused');
    return error;
  }

  /** Lives until it is so, and is killed at that moment. */
  async killedWhen(isSo: () => boolean, plan: LifePlan = CALM, kind: 'kill' | 'power' = 'kill'): Promise<void> {
    const process = await this.begin(plan);
    await this.until(() => isSo() || process.isOver);
    if (process.isOver) throw new Error(`it ended before: ${fatalOf(process.outcome)?.message}`);
    process.kill();
    this.crash(process, kind);
  }

  /** Time passes; what is on its way arrives. */
  async pass(ms: number): Promise<void> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    this.world.after(ms, end, this.world.outside);
    await this.until(() => isOver);
  }

  checkpoint(): Saved | undefined {
    const text = this.disk.content(`${STATE}/${CHECKPOINT_FILE}`)?.toString();
    return text === undefined ? undefined : (JSON.parse(text) as { run: Saved }).run;
  }

  rejects(): RejectLine[] {
    return parseLines(this.disk.content(`${STATE}/${REJECTS_FILE}`)?.toString() ?? '');
  }

  /** Texts that the service holds, in the order they first came. */
  stored(): string[] {
    const all = [...this.service.conversations.values()].flatMap((conversation) => [...conversation.values()]);
    return all.sort((one, other) => one.arrival - other.arrival).map(({ text }) => text);
  }
}

/** Calls `act` with an empty world; real clock, timers and chance are replaced meanwhile. */
export async function directed<Answer>(
  act: (direction: Direction) => Promise<Answer>,
  given: Partial<Scenario> = {},
): Promise<Answer> {
  const scenario = { ...SCENARIO, ...given };
  const world = new World(new Chance(scenario.seed + 1));
  const chance = new Chance(scenario.seed + 2);
  const restore = replaceGlobals(world);
  try {
    return await act(new Direction(world, scenario, { ofDisk: chance.branch(), ofProcesses: chance.branch() }));
  } finally {
    restore();
  }
}

/** A record that says its text, in the conversation of `from` and bo, number `n` in time. */
export function says(text: string, n: number, more: Readonly<Record<string, unknown>> = {}) {
  return { id: text, from: 'anna', to: 'bo', time: EPOCH_MS - 1_000_000_000 + n * 1_000, text, ...more };
}
