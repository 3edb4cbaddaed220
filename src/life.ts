import { forgetCheckpoint, loadCheckpoint, type Saved } from './checkpoint/checkpoint.js';
import type { Identity } from './checkpoint/identity.js';
import { Ledger } from './checkpoint/ledger.js';
import { FINDINGS_FILE, LinesFile, REJECTS_FILE } from './checkpoint/lines-file.js';
import { takeLock } from './checkpoint/lock.js';
import type { Open } from './checkpoint/marks.js';
import { Reach } from './checkpoint/reach.js';
import type { RejectLimit } from './checkpoint/reject-limit.js';
import { rejectOf } from './checkpoint/reject-line.js';
import { Saver } from './checkpoint/saver.js';
import { Closers } from './closers.js';
import { PooledDelivery } from './deliver/deliver.js';
import type { FatalError } from './errors.js';
import { Journey } from './journey.js';
import { afterStart, type Ending, endOf } from './outcome.js';
import { Lanes } from './plan/lanes.js';
import { WINDOW } from './plan/window.js';
import type { Connection, LifePorts, LifeSettings } from './request.js';
import type { Export, Mapper, Work } from './types.js';

/** What a life is about: whose state it keeps, and what it calls its work. */
export interface LifePlan {
  /** The state folder; it exists. */
  readonly folder: string;
  readonly identity: Identity;
  readonly mappingDigest: string;
  readonly rejectLimit: RejectLimit;
  readonly work: Work;
  /** Whether the delivery finds out things that are kept in findings.jsonl. */
  readonly writesFindings: boolean;
  /**
   * Called with what an earlier life saved, before anything in the folder is changed. Throws FatalError when it does not
   * belong to this plan. `fail` stops the delivery later.
   */
  embark(saved: Saved | undefined, fail: (error: FatalError) => void): Promise<Cargo>;
}

/** What is to be delivered in a life, from where the last one stopped. */
export interface Cargo {
  readonly runId: string;
  readonly startedAtMs: number;
  /** False = the saved state is thrown away, and the work begins anew. */
  readonly resumes: boolean;
  readonly notes: readonly string[];
  /** Opened and looked at, with nothing read yet. */
  readonly source: Export;
  readonly map: Mapper;
  /** The source ends where a limit was set: an earlier life may have come further. */
  readonly isLimited?: boolean;
}

/**
 * One life of a resumable journey: lock, checkpoint, embark, connect, travel, save. Throws FatalError when it cannot
 * begin; what stops it later is in the ending, because by then there is a state to tell of.
 */
export async function live(plan: LifePlan, how: LifeSettings, ports: LifePorts): Promise<Ending> {
  const closers = new Closers();
  try {
    return await travel(await setOut(plan, how, ports, closers), plan, how, ports);
  } finally {
    await closers.close();
  }
}

/** All that a life needs, opened. */
interface Outfit {
  readonly cargo: Cargo;
  readonly saved: Saved | undefined;
  readonly rejects: LinesFile;
  readonly findings: LinesFile | undefined;
  readonly connection: Connection;
  /** Stops the delivery once there is one; what was wrong before stops it at once. */
  readonly failing: Failing;
}

/** Nothing in the folder is changed before everything about it is known to be right. */
async function setOut(plan: LifePlan, how: LifeSettings, ports: LifePorts, closers: Closers): Promise<Outfit> {
  const { files, clock } = ports;
  const { folder } = plan;
  const lock = await takeLock(files, folder, ports.processes, clock, how.takeOver);
  closers.add(() => lock.release());
  const found = await loadCheckpoint(files, folder);
  const failing = new Failing();
  const cargo = await plan.embark(found, (error) => failing.fail(error));
  closers.add(() => cargo.source.close());
  const saved = cargo.resumes ? found : undefined;
  // The files it counts on are about to be emptied.
  if (found && !saved) await forgetCheckpoint(files, folder);
  const rejects = await LinesFile.open(files, folder, REJECTS_FILE, saved?.rejects);
  closers.add(() => rejects.release());
  const findings = plan.writesFindings
    ? await LinesFile.open(files, folder, FINDINGS_FILE, saved?.findings)
    : undefined;
  closers.add(() => findings?.release());

  const connection = await how.connect();
  closers.add(async () => {
    connection.gate.close();
    await connection.sink.close();
    await connection.close();
  });
  return { cargo, saved, rejects, findings, connection, failing };
}

/** From here on everything is settled in one ledger and saved by one saver. */
async function travel(outfit: Outfit, plan: LifePlan, how: LifeSettings, ports: LifePorts): Promise<Ending> {
  const { cargo, saved, rejects, findings, connection, failing } = outfit;
  const { files, clock, random } = ports;
  const { folder, identity, mappingDigest, rejectLimit } = plan;
  const { window = WINDOW } = how;
  const { runId, startedAtMs, notes, source, map } = cargo;
  const inputNames = source.inputs.map((input) => input.name);
  const ledger = new Ledger(inputNames, mappingDigest, rejects, saved, findings);
  const reach = new Reach(saved, window.messages);
  const delivery = new PooledDelivery<Open>({
    lanes: new Lanes((item) => item.message.bytes),
    sink: connection.sink,
    gate: connection.gate,
    clock,
    random,
    patienceMs: how.patienceMs,
    ...(how.concurrency === undefined ? {} : { concurrency: how.concurrency }),
    settle: {
      delivered: (item, gain) => ledger.delivered(item, gain),
      rejected: (item, refusal) => {
        // What an earlier life may have brought there is not taken back by a refusal: an undo must look for it.
        const isInDoubt = reach.isFromBefore(item.message.at);
        ledger.rejected(item, rejectOf(item.message, isInDoubt ? { ...refusal, outcome: 'unknown' } : refusal));
        journey.limitRejects();
      },
      retried: () => ledger.countRetry(),
    },
  });
  failing.stops(delivery);
  const saver = new Saver({
    files,
    folder,
    clock,
    ledger,
    rejects,
    ...(findings ? { findings } : {}),
    reach,
    former: saved,
    run: { runId, startedAtMs, identity },
    inputNames,
    fingerprint: (input, end) => source.fingerprint(input, end),
    mayReplace: () => source.isVerified(),
    onFailure: (error) => delivery.fail(error),
  });
  const journey: Journey = new Journey({
    source,
    map,
    ledger,
    rejects,
    delivery,
    rejectLimit,
    mappingDigest,
    fence: { reach, save: () => saver.save() },
    window,
  });
  await saver.save();

  const view = journey.view(plan.work, clock);
  await ports.onStart({ runId, startedAtMs, resumed: saved !== undefined, notes, snapshot: view });
  saver.start();
  const stopped = afterStart(await journey.travel(ports.interrupt));
  // Looked at once: a signal that comes while the last state is saved interrupts nothing any more.
  const interrupted = ports.interrupt.aborted;
  const unsaved = await saver.finish(!stopped && !interrupted && !cargo.isLimited);
  await source.close();
  return endOf({
    runId,
    startedAtMs,
    snapshot: view(),
    notes: journey.notes(),
    interrupted,
    error: stopped ?? unsaved,
  });
}

/** What is found wrong with the export in the background, from the moment it is opened. */
class Failing {
  private error: FatalError | undefined;
  private delivery: PooledDelivery<Open> | undefined;

  fail(error: FatalError): void {
    this.error ??= error;
    this.delivery?.fail(error);
  }

  stops(delivery: PooledDelivery<Open>): void {
    this.delivery = delivery;
    if (this.error) delivery.fail(this.error);
  }
}
