import type { FatalKind } from '../errors.js';

/** The command's exit codes; part of the contract. */
export const EXIT = {
  ok: 0,
  findings: 1,
  usage: 2,
  stopped: 3,
  state: 4,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export function exitCodeOf(kind: FatalKind): number {
  return EXIT[kind];
}
