import { type CheckJobs, check } from '../../src/check.js';
import type { MapSettings } from '../../src/map/mapper.js';
import { loadMapping, type Mapping, type MappingChoice } from '../../src/map/mapping.js';
import { listInputs, type ReadOptions } from '../../src/read/open.js';
import { Findings } from '../../src/report/findings.js';
import { LeftOutCounter } from '../../src/report/left-out.js';
import type { RunPorts, RunRequest } from '../../src/request.js';
import { Helper } from '../../src/spread/helper.js';
import type { StartThread } from '../../src/spread/messages.js';
import { nodeFiles } from '../../src/system/node-files.js';
import type { Files } from '../../src/types.js';
import { FakeClock } from './fake-clock.js';
import { MemoryFiles } from './memory-files.js';

/** Checks without a survey, by one thread and by several, and all that they find. */

const STATE = '/state';
const NOW_MS = Date.UTC(2025, 6, 1);

export interface CheckPlan {
  readonly paths: readonly string[];
  readonly choice?: MappingChoice;
  readonly read?: ReadOptions;
  readonly settings?: Partial<MapSettings>;
  readonly mostRejects?: number;
  readonly limit?: number;
  /** Files that are not on the disk. */
  readonly content?: ReadonlyMap<string, Buffer>;
}

/** Everything a check finds, with every byte it writes. `rangeBytes` = with that many helpers' ranges; absent = alone. */
export async function findingsOf(plan: CheckPlan, rangeBytes?: number): Promise<unknown> {
  const memory = new MemoryFiles();
  for (const [path, bytes] of plan.content ?? []) memory.content.set(path, bytes);
  const files = layered(memory);
  const { request, mapping } = await requestOf(plan, files);
  const inputNames = request.inputs.map((input) => input.name);
  const findings = new Findings({ inputNames, nowMs: NOW_MS, windowMessages: 10 });
  const leftOut = new LeftOutCounter(inputNames);
  const watch: NonNullable<Parameters<typeof check>[1]['watch']> = (mapped) => {
    findings.watch(mapped);
    leftOut.watch(mapped);
  };
  const jobs = rangeBytes === undefined ? undefined : jobsOf(plan.choice ?? {}, files, rangeBytes);
  const ending = await check(request, { watch }, portsOf(files), jobs);
  const { counts, rejectsByCode, skippedByReason, unordered } = ending.snapshot;
  return {
    mapping: mapping.name,
    ending: { state: ending.state, notes: ending.notes, error: ending.error && { ...ending.error } },
    counts,
    rejectsByCode,
    skippedByReason,
    unordered,
    knowledge: findings.knowledge(),
    leftOut: { rejects: [...leftOut.rejects], skips: [...leftOut.skips] },
    rejects: memory.content.get(`${STATE}/rejects.jsonl`)?.toString('latin1'),
  };
}

async function requestOf(plan: CheckPlan, files: Files): Promise<{ request: RunRequest; mapping: Mapping }> {
  const mapping = await loadMapping(plan.choice, files);
  const { format, records, ...reading } = mapping.format;
  const read = {
    ...reading,
    ...(format ? { format } : {}),
    ...(records ? { recordsPath: records } : {}),
    ...plan.read,
  };
  const { inputs } = await listInputs(plan.paths, files);
  const settings = { generation: 0, mode: 2 as const, maxRequestBytes: 12_000, ...plan.settings };
  const rejectLimit = { kind: 'number' as const, most: plan.mostRejects ?? Number.POSITIVE_INFINITY };
  const request = { folder: STATE, inputs, read, mapping, settings, rejectLimit, nowMs: NOW_MS };
  return { request: plan.limit === undefined ? request : { ...request, limit: plan.limit }, mapping };
}

function portsOf(files: Files): RunPorts {
  return {
    files,
    clock: new FakeClock(),
    random: () => 0.5,
    processes: { self: () => ({ pid: 1, startedAt: '', host: '' }) as never, startOf: () => undefined },
    interrupt: new AbortController().signal,
    onStart: async () => undefined,
  };
}

/** Helpers in this thread; what they are told and tell is copied as between threads. */
function jobsOf(choice: MappingChoice, files: Files, rangeBytes: number): CheckJobs {
  const start: StartThread = (plan, onMessage) => {
    const helper = new Helper(structuredClone(plan), files, (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => onMessage(copy));
    });
    return {
      post(message) {
        const copy = structuredClone(message);
        queueMicrotask(() => helper.take(copy));
      },
      close: async () => undefined,
    };
  };
  return { count: 2, choice, start, rangeBytes };
}

/** The state folder and what is given are in memory, all else is on the disk. */
function layered(memory: MemoryFiles): Files {
  const of = (path: string): Files => (path.startsWith(STATE) || memory.content.has(path) ? memory : nodeFiles);
  return {
    open: (path, flags, mode) => of(path).open(path, flags, mode),
    rename: (from, to) => of(to).rename(from, to),
    unlink: (path) => of(path).unlink(path),
    makeFolder: (path, mode) => of(path).makeFolder(path, mode),
    syncFolder: (path) => of(path).syncFolder(path),
    stat: (path) => of(path).stat(path),
    list: (path) => of(path).list(path),
  };
}
