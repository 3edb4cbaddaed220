import { FatalError } from '../errors.js';
import type { Knowledge } from '../knowledge.js';
import type { Ending } from '../outcome.js';
import { WINDOW } from '../plan/window.js';
import { type CheckReport, type CheckSettings, checkReport } from '../report/check-report.js';
import { checkText } from '../report/check-text.js';
import { endTable } from '../report/end-table.js';
import { duration } from '../report/words.js';
import type { RunRequest } from '../request.js';
import { PAGE_FILE } from '../survey/former.js';
import { nodeClock } from '../system/node-clock.js';
import { jobsOf } from './check-jobs.js';
import { boundedLearner, type Learner, surveyLearner } from './check-learner.js';
import { look } from './check-look.js';
import { writeCheckPage } from './check-page.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { listenForInterrupt } from './interrupt.js';
import { moment, prepareRequest } from './prepare-request.js';
import { exitCodeOfEnding, ReportWriter } from './report-writer.js';
import { openScreen, showError } from './screen.js';

const ASSUMED_LATENCY_MS = 50;
const DEFAULT_RATE = 200;
const DEFAULT_MEMORY_BYTES = 1e9;
/** What is only for the owner's eyes: files that others than us make (the database) are made with what this leaves. */
const PRIVATE_UMASK = 0o077;

/** The dry run. Answers the exit code. */
export async function checkCommand(context: Context): Promise<number> {
  const { settings, files } = context;
  process.umask(PRIVATE_UMASK);
  const nowMs = nodeClock.wallMs();
  const asked = questions(context, nowMs);
  const { request, warnings } = await prepareRequest(context, 'check');
  const screen = openScreen(settings);
  const writer = new ReportWriter(files, request, 'check');
  const interrupt = listenForInterrupt((signal) => screen.note(`${signal}: stopping.`, 'yellow'));
  try {
    for (const warning of warnings) screen.note(`Note: ${warning}`, 'yellow');
    const { jobs, note } = jobsOf(context, request);
    if (note !== undefined) screen.note(`Note: ${note}`, 'yellow');
    const seen = await look({
      context,
      request,
      screen,
      writer,
      interrupt,
      learner: learnerOf(context, request, asked),
      ...(jobs ? { jobs } : {}),
    });
    screen.stop();
    const { ending, knowledge, leftOut } = seen;
    for (const note of ending.notes) screen.note(`Note: ${note}`, 'yellow');
    const { counts, unordered } = ending.snapshot;
    const report = checkReport({ messages: counts.delivered, leftOut, knowledge }, { ...asked, unordered });
    const wrong = report.findings.some((finding) => finding.wrong);
    const exitCode = exitCodeOfEnding(ending, interrupt.received(), wrong);
    const unseen =
      ending.state === 'finished' && knowledge
        ? await writeCheckPage(files, { request, ending, report, knowledge, ...asked })
        : undefined;
    const finishedAtMs = nodeClock.wallMs();
    const written = await writer.end(ending, exitCode, { finishedAtMs, findings: report });
    screen.result(resultText(ending, request.folder, report, knowledge, context));
    screen.json(written.report);
    const unwritten = written.unwritten ?? unseen;
    const error = ending.error ?? unwritten;
    if (error) showError(screen, error);
    return unwritten && exitCode < EXIT.usage ? EXIT.stopped : exitCode;
  } finally {
    screen.stop();
    interrupt.release();
  }
}

/** What is asked about an export; the books tell the rest. Throws FatalError `usage`. */
function questions({ settings }: Context, nowMs: number): Omit<CheckSettings, 'unordered'> {
  const cutOverUs = moment('cut-over', settings);
  if (cutOverUs !== undefined && settings.survey === false) {
    throw new FatalError(
      'usage',
      'wrong-value',
      '--cut-over is given together with --no-survey.',
      'Only the survey knows when each conversation is complete: leave one of them out.',
    );
  }
  return {
    ratePerSecond: settings.rate ?? DEFAULT_RATE,
    latencyMs: settings.latency ?? ASSUMED_LATENCY_MS,
    nowMs,
    windowMessages: WINDOW.messages,
    ...(settings.retention === undefined ? {} : { retentionDays: settings.retention }),
    ...(cutOverUs === undefined ? {} : { cutOverMs: Math.floor(cutOverUs / 1_000) }),
  };
}

function learnerOf({ settings }: Context, request: RunRequest, asked: Omit<CheckSettings, 'unordered'>): Learner {
  const inputNames = request.inputs.map((input) => input.name);
  if (settings.survey === false) return boundedLearner({ ...asked, inputNames });
  const { cutOverMs, ...more } = asked;
  return surveyLearner({
    ...more,
    ...(cutOverMs === undefined ? {} : { cutOverMs: cutOverMs - asked.nowMs }),
    inputNames,
    folder: request.folder,
    memoryBytes: settings.memory ?? DEFAULT_MEMORY_BYTES,
    about: { made: new Date(asked.nowMs).toISOString(), mapping: request.mapping.name },
  });
}

function resultText(
  { state, snapshot }: Ending,
  folder: string,
  report: CheckReport,
  knowledge: Knowledge | undefined,
  { settings }: Context,
): string {
  const finished = state === 'finished';
  const lines = [
    `Check ${state} after ${duration(snapshot.elapsedMs)}; nothing was sent`,
    ...endTable(snapshot, 'would be sent'),
  ];
  if (snapshot.counts.rejected > 0) lines.push(`Rejects with reasons and advice: ${folder}/rejects.jsonl`);
  const largestNames = settings.verbose ? (knowledge?.survey?.largest ?? []).map(({ names }) => names) : [];
  if (finished && knowledge?.survey) lines.push(`The same as a page, with plots: ${folder}/${PAGE_FILE}`);
  const text = checkText(report, { ratePerSecond: settings.rate ?? DEFAULT_RATE, finished, largestNames });
  return [...lines, ...text].join('\n');
}
