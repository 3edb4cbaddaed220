import type { LifeSettings, RunPorts, RunRequest, RunStart } from '../request.js';
import { nodeClock } from '../system/node-clock.js';
import { nodeProcesses } from '../system/node-processes.js';
import type { Context } from './context.js';
import { type Interrupt, listenForInterrupt } from './interrupt.js';
import type { Command, Settings } from './options.js';
import { ReportWriter } from './report-writer.js';
import { openScreen, type Screen } from './screen.js';
import { untilAborted } from './until-aborted.js';

/** What a command needs while it works: what a person sees, the report, signals, and the outer world for the journey. */
export interface Session {
  readonly screen: Screen;
  readonly writer: ReportWriter;
  readonly interrupt: Interrupt;
  readonly ports: RunPorts;
}

export interface SessionPlan {
  readonly command: Command;
  readonly request: Pick<RunRequest, 'folder' | 'inputs'>;
  readonly warnings: readonly string[];
  /** The command that goes on, where there is one. */
  readonly resume?: string;
  /** Told of the start of each journey, behind what is shown of it. */
  readonly onStart?: (start: RunStart) => void;
}

/** Calls `act` with a session, which ends with it. Answers what `act` answers. */
export async function withSession(
  { settings, files }: Context,
  plan: SessionPlan,
  act: (session: Session) => Promise<number>,
): Promise<number> {
  const screen = openScreen(settings);
  const writer = new ReportWriter(files, plan.request, plan.command, plan.resume);
  const interrupt = listenForInterrupt((signal) =>
    screen.note(`${signal}: finishing what is in flight. A second signal stops at once.`, 'yellow'),
  );
  const ports: RunPorts = {
    files,
    clock: nodeClock,
    random: Math.random,
    processes: nodeProcesses(),
    stdin: untilAborted(process.stdin, interrupt.signal),
    interrupt: interrupt.signal,
    onStart: async (start) => {
      screen.stop();
      await writer.begin(start);
      for (const note of start.notes) screen.note(`Note: ${note}`, 'yellow');
      plan.onStart?.(start);
      screen.show(start.snapshot, (snapshot) => writer.progress(snapshot));
    },
  };
  try {
    for (const warning of plan.warnings) screen.note(`Note: ${warning}`, 'yellow');
    return await act({ screen, writer, interrupt, ports });
  } finally {
    screen.stop();
    interrupt.release();
  }
}

export const PATIENCE_MS = 900_000;

/** How messages are brought to the service, as the settings say. */
export function lifeSettings(settings: Settings, connect: LifeSettings['connect']): LifeSettings {
  const { concurrency } = settings;
  return {
    connect,
    patienceMs: settings.patience ?? PATIENCE_MS,
    ...(concurrency === undefined ? {} : { concurrency }),
    takeOver: settings['take-over'] ?? false,
  };
}
