import {
  listInputs,
  loadMapping,
  nodeClock,
  nodeFiles,
  nodeProcesses,
  type RunPorts,
  type RunRequest,
} from '../../src/index.js';

/** What a program that embeds the journeys hands to them. */

/** The export at `path`, as it is, with its state in `folder`. */
export async function requestOf(path: string, folder = `${path}.state`): Promise<RunRequest> {
  const { inputs } = await listInputs([path], nodeFiles);
  await nodeFiles.makeFolder(folder, 0o700);
  return {
    folder,
    inputs,
    read: {},
    mapping: await loadMapping(undefined, nodeFiles),
    settings: { generation: 0, mode: 2, maxRequestBytes: 12_000 },
    rejectLimit: { kind: 'number', most: 10 },
  };
}

/** The machine's own world. */
export function portsOf(interrupt: AbortSignal = new AbortController().signal): RunPorts {
  return {
    files: nodeFiles,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    interrupt,
    onStart: async () => undefined,
  };
}
