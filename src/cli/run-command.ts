import { undoneIn } from '../checkpoint/run-state.js';
import { FatalError } from '../errors.js';
import { importSink } from '../im/import-sink.js';
import { LIMITS } from '../im/limits.js';
import type { Ending } from '../outcome.js';
import { endTable } from '../report/end-table.js';
import type { Report } from '../report/report-file.js';
import { duration, number, plural, size } from '../report/words.js';
import type { RunRequest, RunStart } from '../request.js';
import { run } from '../run.js';
import { nodeClock } from '../system/node-clock.js';
import { nodeProcesses } from '../system/node-processes.js';
import type { Snapshot } from '../types.js';
import { checkCommand } from './check-command.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { openLog } from './log.js';
import { prepareRequest } from './prepare-request.js';
import { exitCodeOfEnding, ReportWriter } from './report-writer.js';
import { refuseStandardInput, requireAccounts } from './require-accounts.js';
import { resumeCommand } from './resume-command.js';
import { openScreen, type Screen, showError } from './screen.js';
import { findService } from './service.js';
import { lifeSettings } from './session.js';
import { untilAborted } from './until-aborted.js';

const LOG_EVERY_MS = 60_000;

/** Imports. Answers the exit code. */
export async function runCommand(context: Context): Promise<number> {
  const { settings, environment, files, operands, commandLine } = context;
  if (settings['dry-run']) return checkCommand(context);
  if (settings.live && !settings.yes) throw liveNeedsYes();
  if (settings['require-accounts']) refuseStandardInput(context);
  const clock = nodeClock;
  const random = Math.random;
  const { request, warnings, identity } = await prepareRequest(context);
  const { folder } = request;
  const service = await findService(settings, environment, { files, clock, random });
  const screen = openScreen(settings);
  const log = openLog(`${folder}/run.log`, settings['log-level'] ?? 'info');
  const resume = resumeCommand(commandLine, operands);
  const writer = new ReportWriter(files, request, 'run', resume);
  const interrupt = listenForInterrupt((signal) => {
    screen.note(`${signal}: finishing what is in flight. A second signal stops at once.`, 'yellow');
    log.info('interrupted', { signal });
  });
  try {
    for (const warning of warnings) screen.note(`Note: ${warning}`, 'yellow');
    if (await undoneIn(files, folder))
      screen.note('Note: a part of what this run sent was recalled by an undo.', 'yellow');
    const ports = {
      files,
      clock,
      random,
      processes: nodeProcesses(),
      stdin: untilAborted(process.stdin, interrupt.signal),
      interrupt: interrupt.signal,
    };
    if (settings['require-accounts'] && !(await requireAccounts(context, service, screen, ports))) {
      return EXIT[interrupt.received() ?? 'SIGINT'];
    }
    const onStart = async (start: RunStart) => {
      log.info(start.resumed ? 'resumed' : 'started', {
        runId: start.runId,
        service: service.name,
        ...logged(start.snapshot()),
      });
      await writer.begin(start);
      for (const note of start.notes) screen.note(note, 'yellow');
      screen.note(
        `${start.resumed ? 'Resuming' : 'Starting'} run ${start.runId}: to ${service.name}, state in ${folder}`,
      );
      detailStart(screen, context, request);
      const logNow = logRegularly(log);
      screen.show(start.snapshot, (snapshot) => {
        logNow(snapshot);
        writer.progress(snapshot);
      });
    };
    const ending = await run(
      request,
      {
        identity: { ...identity, 'sdk-app-id': String(service.sdkAppId), service: service.kind },
        ...lifeSettings(settings, () => service.connect(folder, importSink, LIMITS.importPerSecond)),
        acceptMapping: settings['accept-mapping'] ?? false,
      },
      { ...ports, onStart },
    );
    screen.stop();
    for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
    const exitCode = exitCodeOfEnding(ending, interrupt.received(), ending.snapshot.counts.rejected > 0);
    const { report, unwritten } = await writer.end(ending, exitCode, { finishedAtMs: clock.wallMs() });
    log.info('ended', {
      state: ending.state,
      exitCode,
      ...logged(ending.snapshot),
      ...(ending.error ? { error: ending.error.message } : {}),
    });
    screen.result(runText(ending, folder, report).join('\n'));
    screen.json(report);
    if (ending.error) showError(screen, ending.error);
    if (unwritten) showError(screen, unwritten);
    return unwritten && exitCode < EXIT.usage ? EXIT.stopped : exitCode;
  } finally {
    screen.stop();
    interrupt.release();
    log.close();
  }
}

/** For `--verbose`: what the run goes by. */
function detailStart(screen: Screen, { settings }: Context, { inputs, mapping }: RunRequest): void {
  for (const input of inputs) {
    screen.detail(`  ${input.name}: ${input.kind}${input.size === undefined ? '' : `, ${size(input.size)}`}`);
  }
  screen.detail(
    `  mapping ${mapping.name}, order ${settings.order ?? mapping.order ?? 'seq where there is one, else time'}`,
  );
  const { concurrency } = settings;
  screen.detail(
    `  rate ${settings.rate}/s, ${concurrency === undefined ? 'as many in flight as that needs' : `${concurrency} in flight`}`,
  );
}

function runText({ runId, state, snapshot }: Ending, folder: string, report: Report): string[] {
  const { counts, elapsedMs, unordered } = snapshot;
  const { resume, ratePerSecond } = report;
  const lines = [`Run ${runId} ${state} after ${duration(elapsedMs)}`, ...endTable(snapshot, 'delivered')];
  if (counts.retried > 0) lines.push(`${plural(counts.retried, 'try', 'tries')} had to be repeated`);
  if (state === 'finished' && ratePerSecond === 0 && counts.read > 0) lines.push('Nothing was left to do.');
  if (counts.rejected > 0) lines.push(`Rejects with reasons and advice: ${folder}/rejects.jsonl`);
  if (unordered > 0)
    lines.push(
      `${number(unordered)} messages stand at the same instant as the one before, with nothing that orders them (see --order).`,
    );
  if (resume !== undefined) lines.push(`To go on: ${resume}`);
  return lines;
}

function logRegularly(log: ReturnType<typeof openLog>): (snapshot: Snapshot) => void {
  let lastMs = 0;
  let activity = 'sending';
  return (snapshot) => {
    if (snapshot.activity !== activity) {
      activity = snapshot.activity;
      log.info('activity', { activity, cause: snapshot.cause, ...logged(snapshot) });
    } else if (snapshot.elapsedMs - lastMs >= LOG_EVERY_MS) {
      lastMs = snapshot.elapsedMs;
      log.info('progress', logged(snapshot));
    } else {
      log.debug('tick', logged(snapshot));
    }
  };
}

function logged({ counts, ratePerSecond, inFlight, concurrency, bytesRead }: Snapshot): object {
  return { ...counts, ratePerSecond: Math.round(ratePerSecond * 10) / 10, inFlight, concurrency, bytesRead };
}

function liveNeedsYes(): FatalError {
  return new FatalError(
    'usage',
    'live-needs-yes',
    '--live imports messages as if they were sent now: unread counts rise and phones ring for real users.',
    'Add --yes if that is meant; leave out --live to import history in silence.',
  );
}
