import { CHECKPOINT_FILE } from '../../src/checkpoint/checkpoint.js';
import { REJECTS_FILE } from '../../src/checkpoint/lines-file.js';
import { Chance } from './chance.js';
import type { Disk } from './disk.js';
import { makeExport, nameOf, type SimExport } from './export.js';
import { replaceGlobals } from './globals.js';
import { Judge, Violation } from './judge.js';
import { EXPORT, fatalOf, type Process, STATE } from './process.js';
import type { Damage, LifePlan, Scenario } from './scenario.js';
import type { Service } from './service.js';
import { Stage } from './stage.js';
import { UNDO_STATE, undoing } from './undoing.js';
import { World } from './world.js';

/** What a simulation came to. */
export interface Report {
  readonly seed: number;
  readonly lives: number;
  readonly crashes: number;
  readonly messages: number;
  readonly saves: number;
  readonly events: number;
  readonly requests: number;
  /** How often each kind of fault was made. */
  readonly faults: Readonly<Record<string, number>>;
  /** The same for the same seed. */
  readonly digest: number;
  readonly violation?: { readonly rule: string; readonly message: string; readonly life: number };
  /** How each life ended, in words. */
  readonly story: readonly string[];
}

const LOOK_EVERY_EVENTS = 25;
const HOUR_MS = 3_600_000;
const SIGNATURE_REFUSED = ['service-70001', 'service-70052'];

/** Lives through a scenario. Real clock, timers and chance are replaced meanwhile: one at a time. */
export async function simulate(scenario: Scenario): Promise<Report> {
  const world = new World(new Chance(scenario.seed + 1));
  const restore = replaceGlobals(world);
  try {
    return await new Simulation(scenario, world).run();
  } finally {
    restore();
  }
}

class Simulation {
  private readonly chance: Chance;
  private readonly stage: Stage;
  private readonly disk: Disk;
  private readonly service: Service;
  private readonly simExport: SimExport;
  private readonly judge: Judge;
  private readonly faults: Record<string, number> = {};
  private readonly story: string[] = [];
  private crashes = 0;
  private failed: Violation | undefined;

  constructor(
    private readonly scenario: Scenario,
    private readonly world: World,
  ) {
    this.chance = new Chance(scenario.seed + 2);
    const ofDisk = this.chance.branch();
    this.simExport = makeExport(scenario.export, this.chance.branch());
    this.stage = new Stage(world, scenario, { ofDisk, ofProcesses: this.chance.branch() });
    this.disk = this.stage.disk;
    this.service = this.stage.service;
    this.judge = new Judge(this.simExport, this.service, this.disk, scenario.window);
    this.disk.makeFolder(UNDO_STATE);
    this.disk.onRename = (path) => {
      if (path === `${STATE}/${CHECKPOINT_FILE}`) this.noting(() => this.judge.savedNow());
    };
  }

  async run(): Promise<Report> {
    let life = 0;
    try {
      for (const plan of this.scenario.lives) {
        this.show(plan.shown);
        if (plan.damage) await this.refuses(plan, plan.damage);
        await this.live(plan, this.scenario.undo.length === 0 && life === this.scenario.lives.length - 1);
        life += 1;
      }
      if (this.scenario.undo.length > 0) await this.undo();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.failed ??= error;
    }
    return this.report(life);
  }

  /** Takes back what the run sent; then the run must be over. */
  private async undo(): Promise<void> {
    await this.untilNothingIsOnItsWay();
    if (!this.judge.checkpoint()) return this.judge.undone();
    for (const [index, plan] of this.scenario.undo.entries()) {
      await this.live({ ...plan, command: undoing }, index === this.scenario.undo.length - 1);
    }
    this.judge.undone();
    this.count('undone');
    const after = this.stage.start(this.scenario.undo.at(-1)!, 400);
    await after.begin();
    await this.until(() => after.isOver, [after]);
    this.tell(after, []);
    if (fatalOf(after.outcome)?.code !== 'run-undone') {
      throw new Violation('6.5 a run that was undone is over', this.story.at(-1)!);
    }
  }

  private async untilNothingIsOnItsWay(): Promise<void> {
    while (await this.world.step()) if (this.failed) throw this.failed;
  }

  private async live(plan: LifePlan, isLast: boolean): Promise<void> {
    if (plan.moves) this.stage.move();
    const begunMs = this.world.nowMs;
    if (isLast) this.service.signaturesFrom = 0;
    const main = this.stage.start(plan, 100);
    const rivals: Process[] = [];
    main.life.beforeEvent = (number) => this.beforeEvent(plan, main, rivals, number);
    await main.begin();
    await this.until(() => main.isOver && rivals.every((rival) => rival.isOver), [main, ...rivals]);
    const isCrash = main.outcome === undefined;
    if (isCrash) this.crash(plan, main);
    this.tell(main, rivals);
    for (const process of [main, ...rivals]) this.account(process);
    if (!plan.command) this.judge.always();
    this.judgeEnd(plan, main, rivals, isLast);
    if (isLast) this.inTime(this.world.nowMs - begunMs);
    // Some of what is still on its way arrives in between.
    const pauseMs = this.chance.magnitude(1, 100_000);
    let isOver = false;
    this.world.after(
      pauseMs,
      () => {
        isOver = true;
      },
      this.world.outside,
    );
    await this.until(() => isOver, []);
    if (plan.clock) this.world.skewMs = 0;
  }

  private beforeEvent(plan: LifePlan, main: Process, rivals: Process[], number: number): void {
    const { end, grows, clock, sleep, rivalAtEvent } = plan;
    if (grows?.atEvent === number) this.show(grows.to);
    if (clock?.atEvent === number) {
      this.count('clock set');
      this.world.skewMs += clock.byMs;
    }
    if (sleep?.atEvent === number) {
      this.count('machine slept');
      this.world.nowMs += sleep.forMs;
    }
    if (rivalAtEvent === number) {
      this.count('second process');
      const rival = this.stage.start({ ...plan, disk: [] }, 200);
      rivals.push(rival);
      this.world.after(0, () => void rival.begin(), this.world.outside);
    }
    if (end.kind !== 'end' && end.atEvent === number) {
      if (end.kind === 'interrupt') main.stop();
      else for (const process of [main, ...rivals]) process.kill();
    }
  }

  private crash({ end }: LifePlan, main: Process): void {
    const kind = end.kind === 'power' ? 'power' : 'kill';
    this.crashes += 1;
    this.count(kind === 'power' ? 'power failed' : 'killed');
    this.stage.crash(main, kind);
  }

  private until(isDone: () => boolean, processes: readonly Process[]): Promise<void> {
    return this.stage.until(isDone, (events) => {
      if (this.failed) throw this.failed;
      if (events % LOOK_EVERY_EVENTS === 0) for (const process of processes) this.look(process);
    });
  }

  /** What holds while a life goes on. */
  private look(process: Process): void {
    const pending = process.snapshot?.().counts.pending ?? 0;
    const most = this.scenario.window.messages + 3;
    if (pending > most)
      throw new Violation('1.5 pulling stops when the window is full', `${pending} are pending, of ${most}`);
    const sending = this.stage.processes.filter(({ isOver, network }) => !isOver && network?.isClosed === false);
    if (sending.length > 1) throw new Violation('1.8 one process has a state folder', 'two send at the same time');
  }

  private judgeEnd(plan: LifePlan, main: Process, rivals: readonly Process[], isLast: boolean): void {
    for (const process of [main, ...rivals]) this.endIsRight(plan, process, rivals.length > 0);
    if (!isLast) return;
    const outcome = main.outcome;
    if (!outcome || !('ending' in outcome) || outcome.ending.state !== 'finished') {
      throw new Violation('a run without trouble comes to its end', this.story.at(-1)!);
    }
    if (!plan.command) this.judge.atEnd(outcome.ending.snapshot.counts);
  }

  /** Whether a life may have ended as it did. */
  private endIsRight(plan: LifePlan, process: Process, hasRival: boolean): void {
    const { outcome } = process;
    if (!outcome) return;
    const error = fatalOf(outcome);
    if ('ending' in outcome) {
      const { balanced, state } = outcome.ending;
      if (!balanced) throw new Violation('the books balance', `a life was ${state}`);
    }
    if (!error) return;
    const { code, message, kind } = error;
    if (code === 'defect') throw new Violation('nothing unforeseen happens', String(error.cause));
    const allowed =
      (hasRival && code === 'in-use') ||
      (plan.disk.length > 0 && kind !== 'state') ||
      // What failed before a machine slept has used up the patience when it wakes.
      ((plan.network.outages.length > 0 || plan.sleep !== undefined) && code === 'service-down') ||
      (this.maySignatureFail(plan) && SIGNATURE_REFUSED.includes(code)) ||
      (plan.moves && code === 'in-use');
    if (!allowed) throw new Violation('only what must end a life ends it', `${code}: ${message}`);
  }

  /** A signature that was never accepted and is refused ends a life, and rightly. */
  private maySignatureFail({ network }: LifePlan): boolean {
    const isClockFarOff = Math.abs(this.world.skewMs) > 10 * HOUR_MS;
    const isBefore = this.service.signaturesFrom > 0 && this.world.skewMs < 0;
    return isClockFarOff || isBefore || network.faults.includes('signature-dropped');
  }

  /** The last life has nothing in its way: it must not dawdle. */
  private inTime(tookMs: number): void {
    const { ratePerSecond, limitPerSecond, lives } = this.scenario;
    const parts = this.simExport.records.reduce((sum, { parts: all }) => sum + all.length, 0);
    const perMessageMs = 2_500 / Math.min(ratePerSecond, limitPerSecond) + lives.at(-1)!.network.latencyMs * 12;
    const mostMs = 120_000 + parts * perMessageMs;
    if (tookMs > mostMs)
      throw new Violation(
        'a run without trouble goes on',
        `it took ${Math.round(tookMs)} ms, ${Math.round(mostMs)} would do`,
      );
  }

  /** Somebody changed what must not change: the next life must refuse it and touch nothing; then it is put back. */
  private async refuses(plan: LifePlan, damage: Damage): Promise<void> {
    const saved = this.judge.checkpoint();
    if (!saved || this.stage.hasMoved) return;
    const undo = this.damage(
      damage,
      saved.inputs.map(({ fingerprint }) => fingerprint.bytes),
      saved.rejects.bytes,
    );
    if (!undo) return;
    this.count(`damage: ${damage}`);
    const before = this.stage.stateFiles();
    const { requests } = this.service;
    const calm: LifePlan = { ...this.scenario.lives.at(-1)!, shown: plan.shown, moves: true };
    const process = this.stage.start(calm, 300, damage === 'setting' ? 1 : 0);
    await process.begin();
    await this.until(() => process.isOver, [process]);
    this.tell(process, []);
    const error = fatalOf(process.outcome);
    if (error?.kind !== 'state')
      throw new Violation('what cannot be trusted is refused', `${damage}: ${this.story.at(-1)}`);
    if (this.service.requests !== requests && process.network)
      throw new Violation('nothing is sent before all is right', damage);
    for (const [path, content] of this.stage.stateFiles()) {
      if (!before.get(path)?.equals(content))
        throw new Violation('1.4 a refusal changes nothing', `${path} after ${damage}`);
    }
    undo();
  }

  /** Does it; the answer puts it back. Undefined when there is nothing to damage. */
  private damage(damage: Damage, settledBytes: readonly number[], rejectsBytes: number): (() => void) | undefined {
    const alter = (path: string, from: number, to: number, how: (content: Buffer, at: number) => Buffer) => {
      const content = this.disk.content(path);
      if (!content || to <= from) return undefined;
      this.disk.put(path, how(content, this.chance.whole(from, Math.min(to, content.length) - 1)));
      return () => this.disk.put(path, content);
    };
    const flip = (content: Buffer, at: number): Buffer => {
      const changed = Buffer.from(content);
      changed[at] = changed[at]! ^ (1 << this.chance.whole(0, 7));
      return changed;
    };
    const rejects = `${STATE}/${REJECTS_FILE}`;
    switch (damage) {
      case 'setting':
        return () => undefined;
      case 'record': {
        const inputs = settledBytes.map((_, input) => input).filter((input) => settledBytes[input]! > 0);
        if (inputs.length === 0) return undefined;
        const input = this.chance.pick(inputs);
        return alter(this.pathOf(input), 0, settledBytes[input]!, flip);
      }
      case 'checkpoint': {
        const path = `${STATE}/${CHECKPOINT_FILE}`;
        return alter(path, 0, this.disk.content(path)!.length, this.chance.happens(0.5) ? flip : cutAt);
      }
      case 'rejects-cut':
        return alter(rejects, 0, rejectsBytes, cutAt);
      case 'rejects-changed':
        return alter(rejects, Math.max(0, rejectsBytes - 4_096), rejectsBytes, flip);
      case 'rejects-gone': {
        const content = this.disk.content(rejects);
        if (!content || rejectsBytes === 0) return undefined;
        this.disk.remove(rejects);
        return () => this.disk.put(rejects, content);
      }
    }
  }

  /** So much of the export is there; it never becomes less. */
  private show(share: number): void {
    const total = this.simExport.files.reduce((sum, file) => sum + file.length, 0);
    let left = Math.ceil(total * share);
    for (const [input, file] of this.simExport.files.entries()) {
      if (left <= 0) return;
      const bytes = borderOf(this.scenario, file, left);
      left -= file.length;
      const path = this.pathOf(input);
      const there = this.disk.content(path)?.length ?? 0;
      if (bytes > there) this.disk.grow(path, file.subarray(0, bytes));
    }
  }

  private pathOf(input: number): string {
    return `${EXPORT}/${nameOf(this.scenario.export, input)}`;
  }

  private noting(look: () => void): void {
    try {
      look();
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.failed ??= error;
    }
  }

  private account({ network, postsAtStop }: Process): void {
    if (!network) return;
    if (postsAtStop !== undefined && network.posts > postsAtStop) {
      throw new Violation(
        '4.7 once told to stop, none starts another try',
        `${network.posts - postsAtStop} were begun`,
      );
    }
    for (const [name, times] of Object.entries(network.made)) this.count(name, times);
    this.withinRate(network.startsMs);
  }

  /** Starts at the client, in any sliding second. */
  private withinRate(startsMs: readonly number[]): void {
    const { ratePerSecond } = this.scenario;
    for (let index = ratePerSecond; index < startsMs.length; index += 1) {
      const tookMs = startsMs[index]! - startsMs[index - ratePerSecond]!;
      if (tookMs < 1_000)
        throw new Violation(
          '4.2 at most N starts in any sliding second',
          `${ratePerSecond + 1} in ${tookMs.toFixed(1)} ms`,
        );
    }
  }

  private count(name: string, times = 1): void {
    this.faults[name] = (this.faults[name] ?? 0) + times;
  }

  private tell(main: Process, rivals: readonly Process[]): void {
    for (const { life, outcome } of [main, ...rivals]) {
      const how = outcome ? wordsOf(outcome) : 'crashed';
      this.story.push(`${life.name}: ${how} after ${life.events} events`);
    }
  }

  private report(life: number): Report {
    if (this.disk.failures > 0) this.count('disk failed', this.disk.failures);
    const { failed } = this;
    return {
      seed: this.scenario.seed,
      lives: this.stage.processes.length,
      crashes: this.crashes,
      messages: [...this.service.conversations.values()].reduce((sum, { size }) => sum + size, 0),
      saves: this.judge.saves,
      events: this.world.eventCount,
      requests: this.service.requests,
      faults: this.faults,
      digest: this.world.digest,
      story: this.story,
      ...(failed ? { violation: { rule: failed.rule, message: failed.message, life } } : {}),
    };
  }
}

function wordsOf(outcome: NonNullable<Process['outcome']>): string {
  if ('thrown' in outcome) return `refused (${String(outcome.thrown)})`;
  const { state, error } = outcome.ending;
  return error ? `${state} (${error.code}: ${error.message})` : state;
}

function cutAt(content: Buffer, at: number): Buffer {
  return content.subarray(0, at);
}

/** Where a file that is still being written may end: JSON Lines anywhere behind the first line, rows at their ends. */
function borderOf({ export: { format } }: Scenario, file: Buffer, bytes: number): number {
  if (bytes >= file.length || format === 'json') return file.length;
  const firstLine = file.indexOf(0x0a) + 1;
  const header = format === 'csv' ? file.indexOf(0x0a, firstLine) + 1 : firstLine;
  if (bytes <= header) return header;
  return format === 'jsonl' ? bytes : file.lastIndexOf(0x0a, bytes - 1) + 1;
}
