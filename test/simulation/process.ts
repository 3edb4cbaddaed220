import type { Owner, Processes } from '../../src/checkpoint/lock.js';
import { requestWith } from '../../src/cli/prepare-request.js';
import { PacedGate } from '../../src/deliver/gate.js';
import { asFatal, type FatalError } from '../../src/errors.js';
import { Client } from '../../src/im/client.js';
import { importSink } from '../../src/im/import-sink.js';
import type { Mapping } from '../../src/map/mapping.js';
import type { Ending } from '../../src/outcome.js';
import { run } from '../../src/run.js';
import type { Clock, Files, Snapshot } from '../../src/types.js';
import type { Chance } from './chance.js';
import type { Disk } from './disk.js';
import { takeApart } from './export.js';
import { Network } from './network.js';
import type { LifePlan, Scenario } from './scenario.js';
import { APPLICATION, type Service } from './service.js';
import type { Life, World } from './world.js';

export const STATE = '/state';
export const EXPORT = '/export';

/** What a life of the command came to: the run's ending, or what was thrown. */
export type LifeOutcome = { readonly ending: Ending } | { readonly thrown: unknown };

/** The machines on which processes run: which are alive, and since when. */
export class Machine {
  bootId = 'boot 1';
  private readonly started = new Map<number, { start: string; life: Life }>();
  private boots = 1;
  private starts = 0;

  constructor(readonly host: string) {}

  reboot(): void {
    this.boots += 1;
    this.bootId = `boot ${this.boots}`;
    this.started.clear();
  }

  /** A process of which the number may have been another's before. */
  start(pid: number, life: Life): Processes {
    this.starts += 1;
    const start = String(this.starts);
    this.started.set(pid, { start, life });
    const owner: Owner = {
      host: this.host,
      bootId: this.bootId,
      pid,
      processStart: start,
      nonce: `${this.host} ${this.bootId} ${start}`,
    };
    return { self: () => owner, startOf: (number) => this.startOf(number) };
  }

  private startOf(pid: number): string | undefined {
    const found = this.started.get(pid);
    return found?.life.isAlive ? found.start : undefined;
  }
}

export interface Surroundings {
  readonly world: World;
  readonly disk: Disk;
  readonly service: Service;
  readonly scenario: Scenario;
  readonly chance: Chance;
}

/** A simulated process in which the command runs. */
export class Process {
  readonly life: Life;
  outcome: LifeOutcome | undefined;
  network: Network | undefined;
  snapshot: (() => Snapshot) | undefined;
  /** Requests it had asked for when it was told to stop. */
  postsAtStop: number | undefined;
  private readonly interrupt = new AbortController();

  constructor(
    name: string,
    private readonly around: Surroundings,
    private readonly plan: LifePlan,
    private readonly machine: Machine,
    private readonly pid: number,
    /** The settings differ from those of the run. */
    private readonly generation = 0,
  ) {
    this.life = { name, isAlive: true, events: 0 };
  }

  /** Begins; `outcome` is there when it has come to an end. */
  async begin(): Promise<void> {
    const processes = this.machine.start(this.pid, this.life);
    await this.around.world.enter(this.life, () => {
      this.work(processes).then(
        (ending) => this.end({ ending }),
        (thrown: unknown) => this.end({ thrown }),
      );
    });
  }

  stop(): void {
    this.postsAtStop = this.network?.posts ?? 0;
    this.interrupt.abort();
  }

  /** It is gone at once, in the middle of what it does. */
  kill(): void {
    this.life.isAlive = false;
  }

  get isOver(): boolean {
    return this.outcome !== undefined || !this.life.isAlive;
  }

  private end(outcome: LifeOutcome): void {
    this.outcome = outcome;
    this.life.isAlive = false;
  }

  private async work(processes: Processes): Promise<Ending> {
    const { world, disk, scenario, chance, service } = this.around;
    const files = disk.filesOf(this.life, this.plan.disk);
    const clock = clockOf(world, this.life, chance);
    const random = () => chance.next();
    const { request, identity } = await this.request(files);
    const connect = async () => {
      const network = new Network(world, chance.branch(), service, this.life, clock, this.plan.network);
      this.network = network;
      const settings = {
        endpoint: new URL('http://simulated'),
        timeoutMs: this.plan.network.timeoutMs,
        ...APPLICATION,
      };
      const client = new Client(settings, clock, random, network);
      return {
        client,
        sink: importSink(client),
        gate: new PacedGate(scenario.ratePerSecond, clock),
        close: async () => undefined,
      };
    };
    const how = {
      identity,
      connect,
      patienceMs: scenario.patienceMs,
      ...(scenario.concurrency === undefined ? {} : { concurrency: scenario.concurrency }),
      window: scenario.window,
      // Who moves a run to another machine says so, until the other's lock is gone for good.
      takeOver: this.around.scenario.lives.some(({ moves }) => moves),
      acceptMapping: false,
    };
    const onStart = async (start: { snapshot(): Snapshot }): Promise<void> => {
      this.snapshot = () => start.snapshot();
    };
    const { command = run } = this.plan;
    return command(request, how, { files, clock, random, processes, interrupt: this.interrupt.signal, onStart });
  }

  private request(files: Files) {
    const settings = {
      'max-rejects': { kind: 'number', most: 1_000_000 } as const,
      generation: this.generation,
      ...this.plan.settings,
    };
    const { operands = [EXPORT], mapping = this.around.scenario.export.several ? SEVERAL : CANONICAL } = this.plan;
    return requestWith({ operands, settings, files }, STATE, mapping);
  }
}

export const CANONICAL: Mapping = { digest: 'canonical', name: 'canonical', format: {}, source: { kind: 'canonical' } };
export const SEVERAL: Mapping = {
  digest: 'several',
  name: 'several',
  format: {},
  source: { kind: 'module', transform: takeApart },
};

/** Node.js’s timers: whole milliseconds, a little late, and now and then much. */
function clockOf(world: World, life: Life, chance: Chance): Clock {
  return {
    monotonicMs: () => world.nowMs,
    wallMs: () => world.wallMs(),
    after: (delayMs, callback) => {
      const lateMs = chance.happens(0.01) ? chance.magnitude(1, 100) : chance.next();
      return world.after(Math.max(1, Math.floor(delayMs)) + lateMs, callback, life);
    },
  };
}

/** What ended a life, as a person is told of it. */
export function fatalOf(outcome: LifeOutcome | undefined): FatalError | undefined {
  if (!outcome) return undefined;
  return 'ending' in outcome ? outcome.ending.error : asFatal(outcome.thrown);
}
