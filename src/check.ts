import { loadExport } from './cargo.js';
import type { MapSettings } from './map/mapper.js';
import type { MappingChoice } from './map/mapping.js';
import type { Ending } from './outcome.js';
import { type Audience, rehearse } from './rehearsal.js';
import type { RunPorts, RunRequest } from './request.js';
import { newRunId } from './resume.js';
import type { StartThread } from './spread/messages.js';
import { SpreadExport, spreadMapper } from './spread/spread-export.js';
import { RANGE_BYTES } from './spread/tasks.js';
import type { Export, Mapper } from './types.js';

/** How reading and mapping are spread over threads. */
export interface CheckJobs {
  readonly count: number;
  /** What `request.mapping` was loaded from: each thread loads it itself. */
  readonly choice: MappingChoice;
  readonly start: StartThread;
  /** Absent = as is good for real exports. */
  readonly rangeBytes?: number;
}

/**
 * A dry run: the same way as an import, with nothing at its end. With `jobs` it finds the same in less time; then nobody of
 * the audience may look inside messages.
 */
export function check(request: RunRequest, audience: Audience, ports: RunPorts, jobs?: CheckJobs): Promise<Ending> {
  const { folder, mapping, rejectLimit } = request;
  // Only canonical records are ever mapped without being parsed.
  const mayStayFlat = !audience.looksInside && mapping.source.kind === 'canonical';
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
        const { source, map } = await loadExport(request, settings, undefined, ports, mayStayFlat);
        const way = jobs ? spread({ request, ports, jobs, source, map, settings, mayStayFlat }) : { source, map };
        return { runId, startedAtMs, notes: [], ...way };
      },
    },
    audience,
    ports,
  );
}

interface SpreadParts {
  readonly request: RunRequest;
  readonly ports: RunPorts;
  readonly jobs: CheckJobs;
  readonly source: Export;
  readonly map: Mapper;
  readonly settings: MapSettings;
  readonly mayStayFlat: boolean;
}

function spread({ request, ports, jobs, source, map, settings, mayStayFlat }: SpreadParts) {
  const { inputs, read, mapping, limit } = request;
  const plan = {
    jobs: jobs.count,
    helper: { inputs, read, choice: jobs.choice, digest: mapping.digest, settings, mayStayFlat },
    start: jobs.start,
    files: ports.files,
    rangeBytes: jobs.rangeBytes ?? RANGE_BYTES,
    isNumbered: (settings.order ?? mapping.order) === 'position',
    limit: limit ?? Number.POSITIVE_INFINITY,
  };
  return { source: new SpreadExport(source, plan), map: spreadMapper(map) };
}
