import type { Settings } from '../../src/cli/options.js';
import type { Client } from '../../src/im/client.js';
import type { Mapping } from '../../src/map/mapping.js';
import type { Ending } from '../../src/outcome.js';
import type { Connection, DeliverySettings, RunPorts, RunRequest } from '../../src/request.js';
import { Chance } from './chance.js';
import type { DiskFault, DiskOperation } from './disk.js';
import type { ExportPlan, Format } from './export.js';
import { NETWORK_FAULTS, type NetworkPlan } from './network.js';

/** What somebody did to the state or the export before a life: it must be refused, and is undone again. */
export type Damage = 'record' | 'rejects-cut' | 'rejects-changed' | 'rejects-gone' | 'checkpoint' | 'setting';

/** How a life ends, if it does not come to its own end before. */
export type LifeEnd =
  | { readonly kind: 'end' }
  | { readonly kind: 'kill' | 'power' | 'interrupt'; readonly atEvent: number };

export interface LifePlan {
  readonly end: LifeEnd;
  readonly network: NetworkPlan;
  readonly disk: readonly DiskFault[];
  /** So much of the export is there, as a share of its bytes. */
  readonly shown: number;
  /** So much of it is there from this event on: it grows while it is read. */
  readonly grows?: { readonly atEvent: number; readonly to: number };
  /** The machine's clock is set, at an event, by so many ms. */
  readonly clock?: { readonly atEvent: number; readonly byMs: number };
  /** The machine sleeps, at an event, so long. */
  readonly sleep?: { readonly atEvent: number; readonly forMs: number };
  /** A second process begins on the same state at an event. */
  readonly rivalAtEvent?: number;
  /** The life is on another machine than the one before, whose lock it takes over by force. */
  readonly moves: boolean;
  readonly damage?: Damage;
  /** What only scenarios made by hand say: other words on the command line, and another command than a run. */
  readonly settings?: Settings;
  readonly operands?: readonly string[];
  readonly mapping?: Mapping;
  readonly command?: Command;
}

/** How a life reaches the service; the client is for sinks of other commands. */
export interface LifeHow extends DeliverySettings {
  readonly connect: () => Promise<Connection & { readonly client: Client }>;
}

export type Command = (request: RunRequest, how: LifeHow, ports: RunPorts) => Promise<Ending>;

/** Everything of a simulation that a seed decides before it begins. */
export interface Scenario {
  readonly seed: number;
  readonly export: ExportPlan;
  readonly ratePerSecond: number;
  /** The service's own limit. */
  readonly limitPerSecond: number;
  readonly concurrency?: number;
  readonly patienceMs: number;
  readonly window: { readonly messages: number; readonly bytes: number; readonly lanesAhead: number };
  readonly lives: readonly LifePlan[];
  /** Lives of an undo of it; then the run's last one need not come to an end. Empty = none. */
  readonly undo: readonly LifePlan[];
}

const HOUR_MS = 3_600_000;
/** What an operation of the disk may fail with. */
const DISK_FAULTS: readonly (readonly [DiskFault['code'], readonly DiskOperation[]])[] = [
  ['ENOSPC', ['write', 'open']],
  ['ENOSPC', ['write']],
  ['EIO', ['sync']],
  ['EIO', ['write', 'sync', 'rename', 'syncFolder']],
  ['EACCES', ['open', 'rename', 'unlink']],
  ['EIO', ['read']],
];

export function scenarioOf(seed: number): Scenario {
  const chance = new Chance(seed);
  const ratePerSecond = chance.magnitude(5, 2_000);
  const plan = exportPlan(chance);
  const latencyMs = chance.magnitude(1, 200);
  const hasAhead = chance.happens(0.3);
  const isUndone = chance.happens(0.15);
  return {
    seed,
    export: plan,
    ratePerSecond,
    limitPerSecond: chance.happens(0.8) ? ratePerSecond : Math.max(2, Math.floor(ratePerSecond / 2)),
    ...(chance.happens(0.3) ? { concurrency: chance.whole(1, 20) } : {}),
    patienceMs: chance.pick([60_000, 900_000]),
    window: {
      messages: chance.magnitude(3, 300),
      bytes: chance.happens(0.2) ? chance.magnitude(1_000, 20_000) : 64 * 1024 * 1024,
      lanesAhead: hasAhead ? chance.whole(1, 10) : 50_000,
    },
    lives: isUndone ? unfinished(chance, latencyMs) : lives(chance, latencyMs),
    undo: isUndone ? undoLives(chance, latencyMs) : [],
  };
}

function exportPlan(chance: Chance): ExportPlan {
  const format = chance.pick<Format>(['jsonl', 'jsonl', 'jsonl', 'json', 'csv']);
  const records = chance.magnitude(1, 150);
  return {
    format,
    records,
    lanes: chance.magnitude(1, 30),
    split: chance.happens(0.3) ? chance.next() : 1,
    several: format !== 'csv' && chance.happens(0.3),
    hasSeq: chance.happens(0.5),
    badShare: chance.pick([0, 0.1, 0.3, 0.7]),
  };
}

function lives(chance: Chance, latencyMs: number): LifePlan[] {
  const count = chance.whole(0, 5);
  const grows = chance.happens(0.25);
  const plans: LifePlan[] = [];
  let shown = grows ? chance.next() : 1;
  for (let number = 0; number < count; number += 1) {
    plans.push(lifePlan(chance, latencyMs, shown, grows));
    shown = Math.max(shown, plans.at(-1)!.grows?.to ?? 0);
    if (grows && chance.happens(0.6)) shown += (1 - shown) * chance.next();
  }
  plans.push(lastLife(chance, latencyMs));
  return plans;
}

function lifePlan(chance: Chance, latencyMs: number, shown: number, grows: boolean): LifePlan {
  const atEvent = () => someEvent(chance);
  return {
    end: someEnd(chance),
    network: networkPlan(chance, latencyMs),
    disk: chance.happens(0.2) ? [diskFault(chance)] : [],
    shown,
    ...(grows && chance.happens(0.3) ? { grows: { atEvent: atEvent(), to: shown + (1 - shown) * chance.next() } } : {}),
    ...(chance.happens(0.1) ? { clock: { atEvent: atEvent(), byMs: jump(chance) } } : {}),
    ...(chance.happens(0.05) ? { sleep: { atEvent: atEvent(), forMs: chance.magnitude(1_000, 30 * HOUR_MS) } } : {}),
    ...(chance.happens(0.15) ? { rivalAtEvent: chance.happens(0.3) ? 0 : atEvent() } : {}),
    moves: chance.happens(0.05),
    ...(chance.happens(0.15) ? { damage: damage(chance) } : {}),
  };
}

function someEnd(chance: Chance): LifeEnd {
  const kind = chance.pick(['end', 'kill', 'kill', 'power', 'power', 'interrupt'] as const);
  return kind === 'end' ? { kind } : { kind, atEvent: someEvent(chance) };
}

/** Early ones as often as late ones. */
function someEvent(chance: Chance): number {
  return chance.magnitude(1, 4_000) - 1;
}

/** Those of a run that is to be undone: the last may end anyhow. */
function unfinished(chance: Chance, latencyMs: number): LifePlan[] {
  if (chance.happens(0.5)) return crashedFarAhead(chance, latencyMs);
  return lives(chance, latencyMs).map(({ damage: _, ...life }, index, all) =>
    index === all.length - 1 && chance.happens(0.5) ? { ...life, end: someEnd(chance) } : life,
  );
}

/** A life that crashes late, and one that is told to stop early: it does not come as far, and knows that. */
function crashedFarAhead(chance: Chance, latencyMs: number): LifePlan[] {
  const { damage: _, ...crashed } = lifePlan(chance, latencyMs, 1, false);
  const { damage: __, ...stopped } = lastLife(chance, latencyMs);
  return [
    { ...crashed, disk: [], end: { kind: 'kill', atEvent: chance.magnitude(50, 2_000) } },
    { ...stopped, end: { kind: 'interrupt', atEvent: chance.magnitude(10, 200) } },
  ];
}

function undoLives(chance: Chance, latencyMs: number): LifePlan[] {
  const count = chance.whole(0, 2);
  const troubled = Array.from({ length: count }, () => {
    const { damage: _, moves: __, ...life } = lifePlan(chance, latencyMs, 1, false);
    return { ...life, moves: false };
  });
  const { damage: _, ...last } = lastLife(chance, latencyMs);
  return [...troubled, last];
}

/** Nothing goes wrong any more, so all must come to an end. */
function lastLife(chance: Chance, latencyMs: number): LifePlan {
  return {
    end: { kind: 'end' },
    network: { latencyMs, timeoutMs: 10_000, faultShare: 0, faults: [], outages: [] },
    disk: [],
    shown: 1,
    ...(chance.happens(0.2)
      ? { clock: { atEvent: chance.magnitude(1, 500), byMs: Math.max(-10 * HOUR_MS, jump(chance)) } }
      : {}),
    moves: false,
    ...(chance.happens(0.1) ? { damage: damage(chance) } : {}),
  };
}

function networkPlan(chance: Chance, latencyMs: number): NetworkPlan {
  const isCalm = chance.happens(0.2);
  const faults = isCalm ? [] : NETWORK_FAULTS.filter(() => chance.happens(0.4));
  const outages = chance.happens(0.2)
    ? [{ fromMs: chance.magnitude(1, 20_000), lastsMs: chance.magnitude(100, 1_200_000) }]
    : [];
  return { latencyMs, timeoutMs: 10_000, faultShare: isCalm ? 0 : chance.magnitude(1, 50) / 100, faults, outages };
}

function diskFault(chance: Chance): DiskFault {
  const [code, operations] = chance.pick(DISK_FAULTS);
  return { code, operations, from: chance.magnitude(1, 200) - 1, count: chance.happens(0.5) ? 1 : 1_000_000 };
}

function jump(chance: Chance): number {
  return chance.magnitude(10, 60 * HOUR_MS) * (chance.happens(0.5) ? 1 : -1);
}

function damage(chance: Chance): Damage {
  return chance.pick(['record', 'rejects-cut', 'rejects-changed', 'rejects-gone', 'checkpoint', 'setting']);
}
