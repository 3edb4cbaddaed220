import { gather } from './gather.js';
import { compileMapper } from './map/mapper.js';
import type { Ending } from './outcome.js';
import { openExport } from './read/open.js';
import { type Audience, rehearse } from './rehearsal.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';
import { newRunId } from './resume.js';

/** A dry run: the same way as an import, with nothing at its end. */
export function check(request: RunRequest, audience: Audience, ports: RunPorts): Promise<Ending> {
  const { folder, inputs, mapping, rejectLimit } = request;
  return rehearse(
    {
      folder,
      mappingDigest: mapping.digest,
      rejectLimit,
      work: { doing: 'checking', done: 'would be sent' },
      async embark() {
        const runId = newRunId(ports);
        const startedAtMs = ports.clock.wallMs();
        const source = await openExport(inputs, request.read, {
          ...openWith(request, ports, []),
          fingerprints: false,
          mayStayFlat: !audience.looksInside,
        });
        await source.prepare();
        const nowMs = request.nowMs ?? startedAtMs;
        const map = compileMapper(mapping, { ...request.settings, nowMs }, await gather(request, ports));
        return { runId, startedAtMs, notes: [], source, map };
      },
    },
    audience,
    ports,
  );
}
