import { refuseOtherInputs } from './checkpoint/identity.js';
import { asFatal, type FatalError } from './errors.js';
import { gather } from './gather.js';
import type { Cargo } from './life.js';
import { compileMapper, type MapSettings } from './map/mapper.js';
import { openExport } from './read/open.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';
import type { Mapper, ResumePoint } from './types.js';

/** An export that was read before, wholly or in part. */
export interface ReadBefore {
  /** By input: where reading begins, and what the bytes before must look like. */
  readonly points: readonly (ResumePoint | undefined)[];
  /** Names of the inputs it had; absent = they were not kept. */
  readonly names?: readonly string[] | undefined;
  /** Told when its bytes turn out to be others: what lies far behind is compared while the journey goes on. */
  readonly fail: (error: FatalError) => void;
}

/**
 * Opens an export and makes its mapper. `before` absent = nothing is compared, nor kept for comparing later. With
 * `mayStayFlat` records come without being parsed where they need not be. Throws FatalError.
 */
export async function loadExport(
  request: RunRequest,
  settings: MapSettings,
  before: ReadBefore | undefined,
  ports: RunPorts,
  mayStayFlat = false,
): Promise<Pick<Cargo, 'source' | 'map'>> {
  const source = await openExport(request.inputs, request.read, {
    ...openWith(request, ports, before?.points ?? []),
    ...(before ? { onChanged: (error) => before.fail(asFatal(error)) } : { fingerprints: false }),
    mayStayFlat,
  });
  try {
    const names = source.inputs.map((input) => input.name);
    refuseOtherInputs(request.folder, before?.names, names);
    await source.prepare();
    return { source, map: await mapperOf(request, settings, ports) };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** The mapper of a request, with all that its preset must know beforehand. Throws FatalError. */
export async function mapperOf(request: RunRequest, settings: MapSettings, ports: RunPorts): Promise<Mapper> {
  return compileMapper(request.mapping, settings, await gather(request, ports));
}
