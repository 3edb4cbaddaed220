import { EXIT } from './exit-codes.js';

export type Signal = 'SIGINT' | 'SIGTERM';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Which one came. */
  received(): Signal | undefined;
  release(): void;
}

/** The first SIGINT or SIGTERM asks to stop; the second ends the process at once. */
export function listenForInterrupt(onFirst: (signal: Signal) => void): Interrupt {
  const controller = new AbortController();
  let received: Signal | undefined;
  const listen = (signal: Signal) => {
    if (received) process.exit(EXIT[signal]);
    received = signal;
    onFirst(signal);
    controller.abort();
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return {
    signal: controller.signal,
    received: () => received,
    release: () => {
      process.off('SIGINT', listen);
      process.off('SIGTERM', listen);
    },
  };
}
