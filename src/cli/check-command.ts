import { FatalError } from '../errors.js';
import type { Knowledge } from '../knowledge.js';
import type { Ending } from '../outcome.js';
import { WINDOW } from '../plan/window.js';
import { type CheckReport, type CheckSettings, checkReport } from '../report/check-report.js';
import { checkText } from '../report/check-text.js';
import { endTable } from '../report/end-table.js';
import { duration } from '../report/words.js';
import type { RunRequest } from '../request.js';
import { PAGE_FILE, removeSurvey } from '../survey/former.js';
import { nodeClock } from '../system/node-clock.js';
import { jobsOf } from './check-jobs.js';
import { boundedLearner, type Learner, surveyLearner } from './check-learner.js';
import { look } from './check-look.js';
import { writeCheckPage } from './check-page.js';
import type { Context } from './context.js';
import { memoryBytesOf } from './memory.js';
import { moment, prepareRequest } from './prepare-request.js';
import { conclude, withSession } from './session.js';
import { keepFilesPrivate } from './state-folder.js';

const ASSUMED_LATENCY_MS = 50;
const DEFAULT_RATE = 200;

/** The dry run. Answers the exit code. */
export async function checkCommand(context: Context): Promise<number> {
  const { files } = context;
  keepFilesPrivate();
  const nowMs = nodeClock.wallMs();
  const asked = questions(context, nowMs);
  const { request, warnings } = await prepareRequest(context, 'check');
  const { folder } = request;
  const learner = learnerOf(context, request, asked);
  const onStart = async () => {
    await removeSurvey(files, folder);
    await learner.open();
  };
  const plan = { command: 'check', request, warnings, stopping: 'stopping.', onStart } as const;
  return withSession(context, plan, async (session) => {
    const { jobs, note } = jobsOf(context, request);
    if (note !== undefined) session.screen.note(`Note: ${note}`, 'yellow');
    const { ending, knowledge, leftOut } = await look({ ...session, request, learner, ...(jobs ? { jobs } : {}) });
    session.screen.stop();
    const { counts, unordered } = ending.snapshot;
    const report = checkReport({ messages: counts.delivered, leftOut, knowledge }, { ...asked, unordered });
    const unwritten =
      ending.state === 'finished' && knowledge
        ? await writeCheckPage(files, { request, ending, report, knowledge, ...asked })
        : undefined;
    return conclude(session, {
      ending,
      wrong: report.findings.some((finding) => finding.wrong),
      findings: report,
      text: () => resultText(ending, folder, report, knowledge, context),
      unwritten,
    });
  });
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
    memoryBytes: memoryBytesOf(settings),
    about: { made: new Date(asked.nowMs).toISOString(), mapping: request.mapping.name },
  });
}

function resultText(
  { state, snapshot }: Ending,
  folder: string,
  report: CheckReport,
  knowledge: Knowledge | undefined,
  { settings }: Context,
): string[] {
  const finished = state === 'finished';
  const lines = [
    `Check ${state} after ${duration(snapshot.elapsedMs)}; nothing was sent`,
    ...endTable(snapshot, 'would be sent'),
  ];
  if (snapshot.counts.rejected > 0) lines.push(`Rejects with reasons and advice: ${folder}/rejects.jsonl`);
  const largestNames = settings.verbose ? (knowledge?.survey?.largest ?? []).map(({ names }) => names) : [];
  if (finished && knowledge?.survey) lines.push(`The same as a page, with plots: ${folder}/${PAGE_FILE}`);
  const text = checkText(report, { ratePerSecond: settings.rate ?? DEFAULT_RATE, finished, largestNames });
  return [...lines, ...text];
}
