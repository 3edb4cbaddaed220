import { loadCheckpoint, type Saved } from './checkpoint/checkpoint.js';
import type { Identity } from './checkpoint/identity.js';
import { Ledger } from './checkpoint/ledger.js';
import { FINDINGS_FILE, LinesFile, REJECTS_FILE } from './checkpoint/lines-file.js';
import { takeLock } from './checkpoint/lock.js';
import type { Open } from './checkpoint/marks.js';
import type { RejectLimit } from './checkpoint/reject-limit.js';
import { rejectOf } from './checkpoint/reject-line.js';
import { Saver } from './checkpoint/saver.js';
import { PooledDelivery } from './deliver/deliver.js';
import type { FatalError } from './errors.js';
import { Journey } from './journey.js';
import { afterStart, type Ending, endOf } from './outcome.js';
import { Lanes } from './plan/lanes.js';
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
  const { files, clock, random } = ports;
  const { folder, identity, mappingDigest, rejectLimit } = plan;
  const lock = await takeLock(files, folder, ports.processes, clock, how.takeOver);
  let connection: Connection | undefined;
  let delivery: PooledDelivery<Open> | undefined;
  try {
    // Nothing in the folder is changed before everything about it is known to be right.
    const found = await loadCheckpoint(files, folder);
    const cargo = await plan.embark(found, (error) => delivery?.fail(error));
    const { runId, startedAtMs, notes, source, map } = cargo;
    const saved = cargo.resumes ? found : undefined;
    const inputNames = source.inputs.map((input) => input.name);
    const rejects = await LinesFile.open(files, folder, REJECTS_FILE, saved?.rejects);
    const findings = plan.writesFindings
      ? await LinesFile.open(files, folder, FINDINGS_FILE, saved?.findings)
      : undefined;
    connection = await how.connect();
    const { sink, gate } = connection;

    // From here on everything is settled in one ledger and saved by one saver.
    const ledger = new Ledger(inputNames, mappingDigest, rejects, saved, findings);
    delivery = new PooledDelivery<Open>({
      lanes: new Lanes((item) => item.message.bytes),
      sink,
      gate,
      clock,
      random,
      patienceMs: how.patienceMs,
      ...(how.concurrency === undefined ? {} : { concurrency: how.concurrency }),
      settle: {
        delivered: (item, gain) => ledger.delivered(item, gain),
        rejected: (item, refusal) => {
          ledger.rejected(item, rejectOf(item.message, refusal));
          journey.limitRejects();
        },
        retried: () => ledger.countRetry(),
      },
    });
    const journey: Journey = new Journey({
      source,
      map,
      ledger,
      rejects,
      delivery,
      rejectLimit,
      mappingDigest,
      ...(how.window ? { window: how.window } : {}),
    });
    const saver = new Saver({
      files,
      folder,
      clock,
      ledger,
      rejects,
      ...(findings ? { findings } : {}),
      run: { runId, startedAtMs, identity },
      inputNames,
      fingerprint: (input, end) => source.fingerprint(input, end),
      mayReplace: () => source.isVerified(),
      onFailure: (error) => delivery?.fail(error),
    });
    await saver.save();

    const view = journey.view(plan.work, clock);
    await ports.onStart({ runId, startedAtMs, resumed: saved !== undefined, notes, snapshot: view });
    saver.start();
    const stopped = afterStart(await journey.travel(ports.interrupt));
    const cameToEnd = !stopped && !ports.interrupt.aborted && !cargo.isLimited;
    const unsaved = await saver.finish(cameToEnd);
    await source.close();
    return endOf({
      runId,
      startedAtMs,
      snapshot: view(),
      notes: journey.notes(),
      interrupted: ports.interrupt.aborted,
      error: stopped ?? unsaved,
    });
  } finally {
    connection?.gate.close();
    await connection?.sink.close();
    await connection?.close();
    await lock.release();
  }
}
