import { diskError } from './checkpoint/disk-error.js';
import { Ledger } from './checkpoint/ledger.js';
import { LinesFile, REJECTS_FILE } from './checkpoint/lines-file.js';
import { takeLock } from './checkpoint/lock.js';
import type { Open } from './checkpoint/marks.js';
import { StraightDelivery } from './deliver/straight.js';
import { gather } from './gather.js';
import { Journey } from './journey.js';
import { compileMapper } from './map/mapper.js';
import { type Ending, endOf } from './outcome.js';
import { openExport } from './read/open.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';
import { newRunId } from './resume.js';
import type { Mapped } from './types.js';

/**
 * A dry run: the same way as an import, with nothing at its end. `watch` sees every part of every record; `atEnd` is called
 * when there are no more, while the folder is still this check's alone. It always begins anew and keeps nothing but its
 * rejects, in a folder of its own.
 */
export async function check(
  request: RunRequest,
  watch: (mapped: Mapped) => void,
  ports: RunPorts,
  atEnd: (ending: Ending) => Promise<void> = async () => undefined,
): Promise<Ending> {
  const { files, clock } = ports;
  const { folder, inputs, mapping } = request;
  const lock = await takeLock(files, folder, ports.processes, clock);
  try {
    const runId = newRunId(ports);
    const startedAtMs = clock.wallMs();
    const source = await openExport(inputs, request.read, { ...openWith(request, ports, []), fingerprints: false });
    await source.prepare();
    const gathered = await gather(request, ports);
    const rejects = await LinesFile.open(files, folder, REJECTS_FILE, undefined);
    const names = source.inputs.map((input) => input.name);
    const ledger = new Ledger(names, mapping.digest, rejects);
    const map = compileMapper(mapping, { ...request.settings, nowMs: startedAtMs }, gathered);
    const delivery = new StraightDelivery<Open>((item) => ledger.delivered(item));
    const { rejectLimit } = request;
    const journey = new Journey({
      source,
      map,
      ledger,
      rejects,
      delivery,
      rejectLimit,
      watch,
      mappingDigest: mapping.digest,
    });
    const view = journey.view('checking', clock);
    await ports.onStart({ runId, startedAtMs, resumed: false, notes: [], snapshot: view });
    const stopped = await journey.travel(ports.interrupt);
    ledger.appendProvisional();
    const unwritten = await rejects.close().then(
      () => undefined,
      (error: unknown) => diskError(folder, error),
    );
    await source.close();
    const interrupted = ports.interrupt.aborted;
    const ending = endOf({
      runId,
      startedAtMs,
      snapshot: view(),
      notes: journey.notes(),
      interrupted,
      error: stopped ?? unwritten,
    });
    await atEnd(ending);
    return ending;
  } finally {
    await lock.release();
  }
}
