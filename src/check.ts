import { loadExport } from './cargo.js';
import type { Ending } from './outcome.js';
import { type Audience, rehearse } from './rehearsal.js';
import type { RunPorts, RunRequest } from './request.js';
import { newRunId } from './resume.js';

/** A dry run: the same way as an import, with nothing at its end. */
export function check(request: RunRequest, audience: Audience, ports: RunPorts): Promise<Ending> {
  const { folder, mapping, rejectLimit } = request;
  return rehearse(
    {
      folder,
      mappingDigest: mapping.digest,
      rejectLimit,
      work: { doing: 'checking', done: 'would be sent' },
      async embark() {
        const runId = newRunId(ports);
        const startedAtMs = ports.clock.wallMs();
        const settings = { ...request.settings, nowMs: request.nowMs ?? startedAtMs };
        return { runId, startedAtMs, notes: [], ...(await loadExport(request, settings, undefined, ports)) };
      },
    },
    audience,
    ports,
  );
}
