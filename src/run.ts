import { refuseOtherInputs } from './checkpoint/identity.js';
import { refuseUndone } from './checkpoint/run-state.js';
import { asFatal } from './errors.js';
import { gather } from './gather.js';
import { live } from './life.js';
import { compileMapper } from './map/mapper.js';
import type { Ending } from './outcome.js';
import { openExport } from './read/open.js';
import { type DeliverySettings, openWith, type RunPorts, type RunRequest } from './request.js';
import { resume } from './resume.js';

/**
 * Imports an export, going on where an earlier run on the same state folder stopped. Throws FatalError when it cannot
 * begin; what stops it later is in the ending.
 */
export function run(request: RunRequest, how: DeliverySettings, ports: RunPorts): Promise<Ending> {
  const { folder, inputs, mapping, rejectLimit } = request;
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
        const resumed = await resume(saved, request, identity, how.acceptMapping, ports);
        const source = await openExport(inputs, request.read, {
          ...openWith(request, ports, resumed.points),
          // The check of what lies far behind goes on while messages are sent.
          onChanged: (error) => fail(asFatal(error)),
        });
        refuseOtherInputs(
          folder,
          saved?.inputs.map((input) => input.name),
          source.inputs.map((input) => input.name),
        );
        await source.prepare();
        const gathered = await gather(request, ports);
        const map = compileMapper(mapping, { ...request.settings, nowMs: resumed.startedAtMs }, gathered);
        return { ...resumed, resumes: saved !== undefined, isLimited: request.limit !== undefined, source, map };
      },
    },
    how,
    ports,
  );
}
