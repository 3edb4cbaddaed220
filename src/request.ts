import type { Identity } from './checkpoint/identity.js';
import type { Processes } from './checkpoint/lock.js';
import type { RejectLimit } from './checkpoint/reject-limit.js';
import type { MapSettings } from './map/mapper.js';
import type { Mapping } from './map/mapping.js';
import type { WindowUse } from './plan/window.js';
import type { Input, OpenDeps, ReadOptions } from './read/open.js';
import type { Clock, Files, Gate, Random, ResumePoint, Sink, Snapshot } from './types.js';

/** What is to be moved, and how records become messages. */
export interface RunRequest {
  /** The state folder; it exists. */
  readonly folder: string;
  readonly inputs: readonly Input[];
  readonly read: ReadOptions;
  readonly mapping: Mapping;
  readonly settings: Omit<MapSettings, 'nowMs'>;
  readonly rejectLimit: RejectLimit;
  /** The first so many records of the export. */
  readonly limit?: number;
  /** "Now" for judging the times of records, Unix ms; absent = when it begins. A run keeps its own. */
  readonly nowMs?: number;
}

/** How messages are brought to the sink. */
export interface LifeSettings {
  /** Called once the state folder is this life's alone and known to belong to it: an emulator keeps its messages there. */
  readonly connect: () => Promise<Connection>;
  readonly patienceMs: number;
  readonly concurrency?: number;
  readonly takeOver: boolean;
  /** How far reading may run ahead of sending; absent = as far as is good for a run. */
  readonly window?: WindowUse;
}

/** How a run delivers, and what must not change between two lives of it. */
export interface DeliverySettings extends LifeSettings {
  /** Everything that decides which record becomes which message, in words. */
  readonly identity: Identity;
  readonly acceptMapping: boolean;
}

/** The way to the service while a run goes on. */
export interface Connection {
  readonly sink: Sink;
  readonly gate: Gate;
  close(): Promise<void>;
}

/** The outer world, handed in. */
export interface LifePorts {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly processes: Processes;
  /** Aborted = stop: each request ends its current try, none starts another. */
  readonly interrupt: AbortSignal;
  /** Told once, before the first record is read: how to look at the run from then on. */
  readonly onStart: (start: RunStart) => Promise<void>;
}

/** The same for a journey that reads an export. */
export interface RunPorts extends LifePorts {
  readonly stdin?: AsyncIterable<Uint8Array>;
}

export interface RunStart {
  readonly runId: string;
  readonly startedAtMs: number;
  readonly resumed: boolean;
  /** What a person should know of this life: a mapping that was changed. */
  readonly notes: readonly string[];
  snapshot(): Snapshot;
}

/** What opening the export needs beside the inputs. */
export function openWith(request: RunRequest, ports: RunPorts, points: readonly (ResumePoint | undefined)[]): OpenDeps {
  return {
    files: ports.files,
    spoolFolder: request.folder,
    interrupt: ports.interrupt,
    resume: points,
    ...(ports.stdin === undefined ? {} : { stdin: ports.stdin }),
    ...(request.limit === undefined ? {} : { limit: request.limit }),
  };
}
