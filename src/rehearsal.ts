import { diskError } from './checkpoint/disk-error.js';
import { Ledger } from './checkpoint/ledger.js';
import { LinesFile, REJECTS_FILE } from './checkpoint/lines-file.js';
import { takeLock } from './checkpoint/lock.js';
import type { Open } from './checkpoint/marks.js';
import { Closers } from './closers.js';
import { StraightDelivery } from './deliver/straight.js';
import { Journey } from './journey.js';
import type { Cargo, LifePlan } from './life.js';
import { type Ending, endOf } from './outcome.js';
import type { LifePorts } from './request.js';
import type { Mapped } from './types.js';

/** What looks on while nothing is sent. */
export interface Audience {
  /** Sees every part of every record. */
  readonly watch?: (mapped: Mapped) => void;
  /** It asks messages for what they hold; otherwise records need not be parsed for it. */
  readonly looksInside?: boolean;
  /** Called when there are no more, while the folder is still this rehearsal's alone. */
  readonly atEnd?: (ending: Ending) => Promise<void>;
}

export interface RehearsalPlan extends Pick<LifePlan, 'folder' | 'mappingDigest' | 'rejectLimit' | 'work'> {
  embark(): Promise<Pick<Cargo, 'runId' | 'startedAtMs' | 'notes' | 'source' | 'map'>>;
}

/**
 * The same way as a life, with nothing at its end. It always begins anew and keeps nothing but its rejects, in a folder of
 * its own.
 */
export async function rehearse(plan: RehearsalPlan, audience: Audience, ports: LifePorts): Promise<Ending> {
  const { files, clock } = ports;
  const { folder, mappingDigest, rejectLimit } = plan;
  const closers = new Closers();
  try {
    const lock = await takeLock(files, folder, ports.processes, clock);
    closers.add(() => lock.release());
    const { runId, startedAtMs, notes, source, map } = await plan.embark();
    closers.add(() => source.close());
    const rejects = await LinesFile.open(files, folder, REJECTS_FILE, undefined);
    closers.add(() => rejects.release());
    const inputNames = source.inputs.map((input) => input.name);
    const ledger = new Ledger(inputNames, mappingDigest, rejects);
    const delivery = new StraightDelivery<Open>((item) => ledger.rehearsed(item));
    const { watch } = audience;
    const journey = new Journey({
      source,
      map,
      ledger,
      rejects,
      delivery,
      rejectLimit,
      mappingDigest,
      ...(watch ? { watch } : {}),
    });
    const view = journey.view(plan.work, clock);
    await ports.onStart({ runId, startedAtMs, resumed: false, notes, snapshot: view });
    const stopped = await journey.travel(ports.interrupt);
    const interrupted = ports.interrupt.aborted;
    ledger.appendProvisional();
    const unwritten = await rejects.close().then(
      () => undefined,
      (error: unknown) => diskError(folder, error),
    );
    await source.close();
    const ending = endOf({
      runId,
      startedAtMs,
      snapshot: view(),
      notes: journey.notes(),
      interrupted,
      error: stopped ?? unwritten,
    });
    await audience.atEnd?.(ending);
    return ending;
  } finally {
    await closers.close();
  }
}
