/** The nouns of a run and the ports it is built on: the door to `types/`, for everybody. */

export type * from './types/export.js';
export type * from './types/lane.js';
export type * from './types/machine.js';
export type * from './types/message.js';
export type * from './types/record.js';
export type * from './types/sink.js';
export type * from './types/snapshot.js';
