import { FatalError } from './errors.js';
import type { Mapping } from './map/mapping.js';
import { openExport } from './read/open.js';
import { openWith, type RunPorts, type RunRequest } from './request.js';

/**
 * Some sources write who is in a conversation apart from its messages. Their presets look at every record of the export
 * before the first is mapped. Answers what they gathered, or undefined when the mapping needs nothing. Throws FatalError.
 */
export async function gather(request: RunRequest, ports: RunPorts): Promise<unknown> {
  const gatherer = gathererOf(request.mapping);
  if (!gatherer) return undefined;
  if (request.inputs.some((input) => input.kind === 'stream')) throw notTwice(request.mapping);
  const { limit: _, ...all } = openWith(request, ports, []);
  const source = await openExport(request.inputs, request.read, { ...all, fingerprints: false });
  try {
    for await (const records of source.records()) {
      if (ports.interrupt.aborted) break;
      for (const { value, broken } of records) if (!broken) gatherer.take(value);
    }
  } finally {
    await source.close();
  }
  return gatherer.result();
}

function gathererOf({ source }: Mapping) {
  return source.kind === 'preset' ? source.preset.gather?.(source.settings) : undefined;
}

function notTwice({ name }: Mapping): FatalError {
  return new FatalError(
    'usage',
    'preset-needs-file',
    `The preset ${name} reads the export twice, which standard input does not allow.`,
    'Put the export into a file.',
  );
}
