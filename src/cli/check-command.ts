import { check } from '../check.js';
import type { Ending } from '../outcome.js';
import { WINDOW } from '../plan/window.js';
import { checkReport } from '../report/check-report.js';
import { checkText } from '../report/check-text.js';
import { endTable } from '../report/end-table.js';
import { Findings } from '../report/findings.js';
import { duration } from '../report/words.js';
import { nodeClock } from '../system/node-clock.js';
import { nodeProcesses } from '../system/node-processes.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { prepareRequest } from './prepare-request.js';
import { exitCodeOfEnding, ReportWriter } from './report-writer.js';
import { openScreen, showError } from './screen.js';
import { untilAborted } from './until-aborted.js';

const ASSUMED_LATENCY_MS = 50;

/** The dry run. Answers the exit code. */
export async function checkCommand(context: Context): Promise<number> {
  const { settings, files } = context;
  const clock = nodeClock;
  const { request, warnings } = await prepareRequest(context, 'check');
  const screen = openScreen(settings);
  const writer = new ReportWriter(files, request, 'check');
  const interrupt = listenForInterrupt((signal) => screen.note(`${signal}: stopping.`, 'yellow'));
  const retention = settings.retention === undefined ? {} : { retentionDays: settings.retention };
  const nowMs = clock.wallMs();
  const inputNames = request.inputs.map((input) => input.name);
  const findings = new Findings({ inputNames, nowMs, windowMessages: WINDOW.messages, ...retention });
  try {
    for (const warning of warnings) screen.note(`Note: ${warning}`, 'yellow');
    const ending = await check(request, (mapped) => findings.watch(mapped), {
      files,
      clock,
      random: Math.random,
      processes: nodeProcesses(),
      stdin: untilAborted(process.stdin, interrupt.signal),
      interrupt: interrupt.signal,
      onStart: async (start) => {
        await writer.begin(start);
        screen.show(start.snapshot, (snapshot) => writer.progress(snapshot));
      },
    });
    screen.stop();
    for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
    const ratePerSecond = settings.rate ?? 200;
    const found = checkReport(findings, {
      ratePerSecond,
      latencyMs: settings.latency ?? ASSUMED_LATENCY_MS,
      nowMs,
      windowMessages: WINDOW.messages,
      unordered: ending.snapshot.unordered,
      ...retention,
    });
    const wrong = found.findings.some((finding) => finding.wrong);
    const exitCode = exitCodeOfEnding(ending, interrupt.received(), wrong);
    const { report, unwritten } = await writer.end(ending, exitCode, { finishedAtMs: clock.wallMs(), findings: found });
    screen.result(
      [...checkLines(ending, request.folder), ...checkText(found, ratePerSecond, ending.state === 'finished')].join(
        '\n',
      ),
    );
    screen.json(report);
    const error = ending.error ?? unwritten;
    if (error) showError(screen, error);
    return unwritten && exitCode < EXIT.usage ? EXIT.stopped : exitCode;
  } finally {
    screen.stop();
    interrupt.release();
  }
}

function checkLines({ state, snapshot }: Ending, folder: string): string[] {
  const lines = [
    `Check ${state} after ${duration(snapshot.elapsedMs)}; nothing was sent`,
    ...endTable(snapshot, 'would be sent'),
  ];
  if (snapshot.counts.rejected > 0) lines.push(`Rejects with reasons and advice: ${folder}/rejects.jsonl`);
  return lines;
}
