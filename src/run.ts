import { loadExport } from './cargo.js';
import { refuseLostCheckpoint, refuseUndone } from './checkpoint/run-state.js';
import { live } from './life.js';
import type { Ending } from './outcome.js';
import type { DeliverySettings, RunPorts, RunRequest } from './request.js';
import { resume } from './resume.js';

/**
 * Imports an export, going on where an earlier run on the same state folder stopped. Throws FatalError when it cannot
 * begin; what stops it later is in the ending.
 */
export function run(request: RunRequest, how: DeliverySettings, ports: RunPorts): Promise<Ending> {
  const { folder, mapping, rejectLimit } = request;
  const { identity } = how;
  return live(
    {
      folder,
      identity,
      mappingDigest: mapping.digest,
      rejectLimit,
      work: { doing: 'sending', done: 'delivered' },
      writesFindings: false,
      async embark(saved, fail) {
        await refuseUndone(ports.files, folder);
        if (!saved) await refuseLostCheckpoint(ports.files, folder);
        const resumed = await resume(saved, request, identity, how.acceptMapping, ports);
        const { points, startedAtMs } = resumed;
        const names = saved?.inputs.map((input) => input.name);
        const settings = { ...request.settings, nowMs: startedAtMs };
        const cargo = await loadExport(request, settings, { points, names, fail }, ports);
        return { ...resumed, ...cargo, resumes: saved !== undefined, isLimited: request.limit !== undefined };
      },
    },
    how,
    ports,
  );
}
