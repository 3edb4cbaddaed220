import { undoneIn } from '../checkpoint/run-state.js';
import { FatalError } from '../errors.js';
import { importSink } from '../im/import-sink.js';
import { LIMITS } from '../im/limits.js';
import type { Ending } from '../outcome.js';
import type { RunRequest } from '../request.js';
import { run } from '../run.js';
import { nodeClock } from '../system/node-clock.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Log, openLog } from './log.js';
import { prepareRequest } from './prepare-request.js';
import { exitCodeOfEnding, orUnwritten } from './report-writer.js';
import { resumeCommand } from './resume-command.js';
import { logEnd, logRegularly, logStart } from './run-log.js';
import { runText, tellStart } from './run-text.js';
import { showError } from './screen.js';
import { findService, type Service } from './service.js';
import { lifeSettings, type Session, type SessionPlan, withSession } from './session.js';

/** Loaded when it is wanted: it brings the survey, and a database with it. */
const requiringAccounts = () => import('./require-accounts.js');

/** Imports. Answers the exit code. */
export async function runCommand(context: Context): Promise<number> {
  const { settings, environment, files, operands, commandLine } = context;
  if (settings['dry-run']) return (await import('./check-command.js')).checkCommand(context);
  if (settings.live && !settings.yes) throw liveNeedsYes();
  if (settings['require-accounts']) (await requiringAccounts()).refuseStandardInput(context);
  const { request, warnings, identity } = await prepareRequest(context);
  const service = await findService(settings, environment, { files, clock: nodeClock, random: Math.random });
  const log = openLog(`${request.folder}/run.log`, settings['log-level'] ?? 'info');
  const plan: SessionPlan = {
    command: 'run',
    request,
    warnings,
    resume: resumeCommand(commandLine, operands),
    onSignal: (signal) => log.info('interrupted', { signal }),
    onStart: async (start, screen) => {
      logStart(log, start, service);
      tellStart(screen, start, service, context, request);
    },
    onProgress: logRegularly(log),
  };
  const asked = { request, service, identity, log };
  try {
    return await withSession(context, plan, (session) => travel(context, asked, session));
  } finally {
    log.close();
  }
}

/** What a run is asked for. */
interface Asked {
  readonly request: RunRequest;
  readonly service: Service;
  /** The part of its identity that decides which record becomes which message. */
  readonly identity: Readonly<Record<string, string>>;
  readonly log: Log;
}

async function travel(context: Context, { request, service, identity, log }: Asked, session: Session): Promise<number> {
  const { settings, files } = context;
  const { folder } = request;
  const { screen, interrupt, ports } = session;
  if ((await undoneIn(files, folder))?.isWhole === false)
    screen.note('Note: a part of what this run sent was recalled by an undo.', 'yellow');
  if (settings['require-accounts']) {
    const { requireAccounts } = await requiringAccounts();
    if (!(await requireAccounts(context, service, screen, ports))) return EXIT[interrupt.received() ?? 'SIGINT'];
  }
  const how = {
    identity: { ...identity, 'sdk-app-id': String(service.sdkAppId), service: service.kind },
    ...lifeSettings(settings, () => service.connect(folder, importSink, LIMITS.importPerSecond)),
    acceptMapping: settings['accept-mapping'] ?? false,
  };
  const ending = await run(request, how, ports);
  return end(ending, folder, log, session);
}

/** As other commands conclude, with a log; and told apart is what stopped the run, and that its report could not be written. */
async function end(ending: Ending, folder: string, log: Log, session: Session): Promise<number> {
  const { screen, writer, interrupt, ports } = session;
  screen.stop();
  for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
  const exitCode = exitCodeOfEnding(ending, interrupt.received(), ending.snapshot.counts.rejected > 0);
  const { report, unwritten } = await writer.end(ending, exitCode, { finishedAtMs: ports.clock.wallMs() });
  logEnd(log, ending, exitCode);
  screen.result(runText(ending, folder, report).join('\n'));
  screen.json(report);
  if (ending.error) showError(screen, ending.error);
  if (unwritten) showError(screen, unwritten);
  return orUnwritten(exitCode, unwritten);
}

function liveNeedsYes(): FatalError {
  return new FatalError(
    'usage',
    'live-needs-yes',
    '--live imports messages as if they were sent now: unread counts rise and phones ring for real users.',
    'Add --yes if that is meant; leave out --live to import history in silence.',
  );
}
