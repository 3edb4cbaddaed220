import { loadCheckpoint } from './checkpoint/checkpoint.js';
import { refuseOtherInputs } from './checkpoint/identity.js';
import { Ledger } from './checkpoint/ledger.js';
import { takeLock } from './checkpoint/lock.js';
import type { Open } from './checkpoint/marks.js';
import { rejectOf } from './checkpoint/reject-line.js';
import { Rejects } from './checkpoint/rejects.js';
import { Saver } from './checkpoint/saver.js';
import { PooledDelivery } from './deliver/deliver.js';
import { asFatal } from './errors.js';
import { gather } from './gather.js';
import { Journey } from './journey.js';
import { compileMapper } from './map/mapper.js';
import { afterStart, type Ending, endOf } from './outcome.js';
import { Lanes } from './plan/lanes.js';
import { openExport } from './read/open.js';
import { type Connection, type DeliverySettings, openWith, type RunPorts, type RunRequest } from './request.js';
import { resume } from './resume.js';

/**
 * Imports an export, going on where an earlier run on the same state folder stopped. Throws FatalError when it cannot
 * begin; what stops it later is in the ending, because by then there is a state to tell of.
 */
export async function run(request: RunRequest, how: DeliverySettings, ports: RunPorts): Promise<Ending> {
  const { files, clock, random } = ports;
  const { folder, inputs, mapping } = request;
  const lock = await takeLock(files, folder, ports.processes, clock, how.takeOver);
  let connection: Connection | undefined;
  let delivery: PooledDelivery<Open> | undefined;
  try {
    // Nothing in the folder is changed before everything about it is known to be right.
    const saved = await loadCheckpoint(files, folder);
    const { notes, points, runId, startedAtMs } = await resume(saved, request, how.identity, how.acceptMapping, ports);
    const source = await openExport(inputs, request.read, {
      ...openWith(request, ports, points),
      // The check of what lies far behind goes on while messages are sent.
      onChanged: (error) => delivery?.fail(asFatal(error)),
    });
    const names = source.inputs.map((input) => input.name);
    refuseOtherInputs(
      folder,
      saved?.inputs.map((input) => input.name),
      names,
    );
    await source.prepare();
    const gathered = await gather(request, ports);
    const rejects = await Rejects.open(files, folder, saved?.rejects);
    connection = await how.connect();
    const { sink, gate } = connection;

    // From here on everything is settled in one ledger and saved by one saver.
    const ledger = new Ledger(names, mapping.digest, rejects, saved);
    const map = compileMapper(mapping, { ...request.settings, nowMs: startedAtMs }, gathered);
    delivery = new PooledDelivery<Open>({
      lanes: new Lanes((item) => item.message.bytes),
      sink,
      gate,
      clock,
      random,
      patienceMs: how.patienceMs,
      ...(how.concurrency === undefined ? {} : { concurrency: how.concurrency }),
      settle: {
        delivered: (item) => ledger.delivered(item),
        rejected: (item, refusal) => {
          ledger.rejected(item, rejectOf(item.message, refusal));
          journey.limitRejects();
        },
        retried: () => ledger.countRetry(),
      },
    });
    const { rejectLimit } = request;
    const mappingDigest = mapping.digest;
    const journey: Journey = new Journey({ source, map, ledger, rejects, delivery, rejectLimit, mappingDigest });
    const saver = new Saver({
      files,
      folder,
      clock,
      ledger,
      rejects,
      run: { runId, startedAtMs, identity: how.identity },
      inputNames: names,
      fingerprint: (input, end) => source.fingerprint(input, end),
      mayReplace: () => source.isVerified(),
      onFailure: (error) => delivery?.fail(error),
    });
    await saver.save();

    const view = journey.view('sending', clock);
    await ports.onStart({ runId, startedAtMs, resumed: saved !== undefined, notes, snapshot: view });
    saver.start();
    const stopped = afterStart(await journey.travel(ports.interrupt));
    const unsaved = await saver.finish();
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
