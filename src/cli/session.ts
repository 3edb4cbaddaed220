import type { FatalError } from '../errors.js';
import type { Ending } from '../outcome.js';
import type { Report } from '../report/report-file.js';
import type { LifeSettings, RunPorts, RunRequest, RunStart } from '../request.js';
import type { Snapshot } from '../types.js';
import type { Context } from './context.js';
import type { Command, Settings } from './options.js';
import { exitCodeOfEnding, orUnwritten, ReportWriter } from './report-writer.js';
import { type Screen, showError } from './screen.js';
import { type SignalPlan, type World, withWorld } from './world.js';

/** A world with a report: for commands that travel and tell of it. */
export interface Session extends World {
  readonly writer: ReportWriter;
  readonly ports: RunPorts;
}

export interface SessionPlan extends Partial<SignalPlan> {
  readonly command: Command;
  readonly request: Pick<RunRequest, 'folder' | 'inputs'>;
  readonly warnings: readonly string[];
  /** The command that goes on, where there is one. */
  readonly resume?: string;
  /** Told of the start of each journey, before anything is shown of its way. */
  readonly onStart?: (start: RunStart, screen: Screen) => Promise<void>;
  readonly onProgress?: (snapshot: Snapshot) => void;
}

const STOPPING = 'finishing what is in flight. A second signal stops at once.';

/** Calls `act` with a session, which ends with it. Answers what `act` answers. */
export async function withSession(
  context: Context,
  plan: SessionPlan,
  act: (session: Session) => Promise<number>,
): Promise<number> {
  const writer = new ReportWriter(context.files, plan.request, plan.command, plan.resume);
  return withWorld(context, { stopping: STOPPING, ...plan }, async ({ screen, interrupt, ports }) => {
    const onStart: RunPorts['onStart'] = async (start) => {
      screen.stop();
      await writer.begin(start);
      for (const note of start.notes) screen.note(note, 'yellow');
      await plan.onStart?.(start, screen);
      screen.show(start.snapshot, (snapshot) => {
        plan.onProgress?.(snapshot);
        writer.progress(snapshot);
      });
    };
    for (const warning of plan.warnings) screen.note(`Note: ${warning}`, 'yellow');
    return act({ screen, writer, interrupt, ports: { ...ports, onStart } });
  });
}

/** What a command makes of the way its journey ended. */
export interface Conclusion {
  readonly ending: Ending;
  /** Something was found that asks for a person. */
  readonly wrong: boolean;
  readonly findings?: unknown;
  readonly text: (report: Report) => readonly string[];
  /** A file beside the report that could not be written. */
  readonly unwritten?: FatalError | undefined;
}

/** Tells how a journey ended: report.json, the result, what went wrong. Answers the exit code. */
export async function conclude(session: Session, conclusion: Conclusion): Promise<number> {
  const { screen, writer, interrupt, ports } = session;
  const { ending, wrong, findings, text } = conclusion;
  screen.stop();
  for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
  const exitCode = exitCodeOfEnding(ending, interrupt.received(), wrong);
  const written = await writer.end(ending, exitCode, { finishedAtMs: ports.clock.wallMs(), findings });
  screen.result(text(written.report).join('\n'));
  screen.json(written.report);
  const unwritten = written.unwritten ?? conclusion.unwritten;
  const error = ending.error ?? unwritten;
  if (error) showError(screen, error);
  return orUnwritten(exitCode, unwritten);
}

/** For the end of a result: the command that does what is left. */
export function howToGoOn({ resume }: Report): string[] {
  return resume === undefined ? [] : [`To go on: ${resume}`];
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
