import { FatalError, INTERRUPTED_EARLY } from '../errors.js';
import type { RunPorts } from '../request.js';
import { nodeClock } from '../system/node-clock.js';
import { nodeProcesses } from '../system/node-processes.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Interrupt, listenForInterrupt, type Signal } from './interrupt.js';
import { openScreen, type Screen } from './screen.js';
import { untilAborted } from './until-aborted.js';

/** What a command has round it while it works: what a person sees, signals, and the outer world for a journey. */
export interface World {
  readonly screen: Screen;
  readonly interrupt: Interrupt;
  readonly ports: Omit<RunPorts, 'onStart'>;
}

export interface SignalPlan {
  /** What a person is told when a signal came. */
  readonly stopping: string;
  readonly onSignal?: (signal: Signal) => void;
}

/** Calls `act` with a world, which ends with it. Answers what `act` answers. */
export async function withWorld(
  { settings, files }: Context,
  { stopping, onSignal }: SignalPlan,
  act: (world: World) => Promise<number>,
): Promise<number> {
  const screen = openScreen(settings);
  const interrupt = listenForInterrupt((signal) => {
    screen.note(`${signal}: ${stopping}`, 'yellow');
    onSignal?.(signal);
  });
  const ports: World['ports'] = {
    files,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    stdin: untilAborted(process.stdin, interrupt.signal),
    interrupt: interrupt.signal,
  };
  try {
    return await act({ screen, interrupt, ports });
  } catch (error) {
    const signal = interrupt.received();
    if (signal && error instanceof FatalError && error.code === INTERRUPTED_EARLY) return EXIT[signal];
    throw error;
  } finally {
    screen.stop();
    interrupt.release();
  }
}
