/** The public door for embedders: the journeys, their parts, and the client. */

export { check } from './check.js';
export { PacedGate } from './deliver/gate.js';
export { OpenGate } from './deliver/open-gate.js';
export { type Emulator, type EmulatorOptions, startEmulator } from './emulator/server.js';
export { FatalError, type FatalKind } from './errors.js';
export { Client, type ClientSettings } from './im/client.js';
export { importSink } from './im/import-sink.js';
export { makeUserSig } from './im/usersig.js';
export type * from './im/wire.js';
export { compileMapper, type MapSettings } from './map/mapper.js';
export { loadMapping, type Mapping } from './map/mapping.js';
export type { Ending } from './outcome.js';
export { type Input, listInputs, openExport, type ReadOptions } from './read/open.js';
export type { Connection, DeliverySettings, RunPorts, RunRequest, RunStart } from './request.js';
export { run } from './run.js';
export { nodeClock } from './system/node-clock.js';
export { nodeFiles } from './system/node-files.js';
export { nodeProcesses } from './system/node-processes.js';
export type * from './types.js';
