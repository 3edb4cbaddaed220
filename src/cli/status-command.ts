import { loadCheckpoint } from '../checkpoint/checkpoint.js';
import { lockState } from '../checkpoint/lock.js';
import { FatalError } from '../errors.js';
import { endTable } from '../report/end-table.js';
import { duration, rate } from '../report/words.js';
import { nodeProcesses } from '../system/node-processes.js';
import { readText } from '../text-file.js';
import type { Files } from '../types.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import type { Settings } from './options.js';
import { newestState, stateFolderOf } from './state-folder.js';
import { readTold, type Told } from './told-report.js';

/** What the run in a state folder has done and is doing. Answers the exit code. */
export async function statusCommand({ settings, operands, files }: Context): Promise<number> {
  const { folder, text } = await reported(settings, operands, files);
  if (folder === undefined || text === undefined) {
    throw new FatalError(
      'usage',
      'no-run',
      folder === undefined ? 'There is no run below ./.tim-migrate.' : `There is no run in ${folder}.`,
      'Name the run’s folder with --state, or its export.',
    );
  }
  const told = readTold(text);
  if (!told) throw damaged(folder);
  const owner = await lockState(files, folder, nodeProcesses());
  const alive = owner !== undefined && owner !== 'gone';
  const state = told.state === 'running' && !alive ? 'died' : told.state;
  const shown = told.state === 'running' ? await settledOf(told, folder, files) : told;
  if (settings.json) {
    process.stdout.write(`${JSON.stringify({ ...shown, state, folder })}\n`);
  } else if (!settings.quiet) {
    process.stdout.write(`${statusText(shown, state, folder).join('\n')}\n`);
  }
  return EXIT.ok;
}

/** The first of the folders asked for that has a report, or else the first. */
async function reported(
  settings: Settings,
  operands: readonly string[],
  files: Files,
): Promise<{ folder?: string | undefined; text?: string }> {
  const folders = await foldersAsked(settings, operands, files);
  for (const folder of folders) {
    const text = await readText(files, `${folder}/report.json`);
    if (text !== undefined) return { folder, text };
  }
  return { folder: folders[0] };
}

/** Of an export: that of its run, then that of its trial in the emulator. */
async function foldersAsked(settings: Settings, operands: readonly string[], files: Files): Promise<string[]> {
  if (settings.state !== undefined) return [stateFolderOf(settings, operands)];
  if (operands.length > 0) return [stateFolderOf({}, operands), stateFolderOf({ emulate: true }, operands)];
  const newest = await newestState(files);
  return newest === undefined ? [] : [newest];
}

/** While a run goes on, or when it died, the checkpoint knows better than its last report. */
async function settledOf(told: Told, folder: string, files: Files): Promise<Told> {
  const saved = await loadCheckpoint(files, folder).catch(() => undefined);
  if (!saved) return told;
  const { delivered, rejected, skipped, retried, rejectsByCode, skippedByReason } = saved.books;
  const read = delivered + rejected + skipped;
  return {
    ...told,
    counts: { read, delivered, rejected, skipped, pending: 0, retried },
    rejectsByCode,
    skippedByReason,
  };
}

function damaged(folder: string): FatalError {
  return new FatalError(
    'state',
    'report-damaged',
    `${folder}/report.json is no report of a run.`,
    'Run the command again that made it; it goes on and writes it anew.',
  );
}

function statusText(told: Told, state: string, folder: string): string[] {
  const { runId, startedAt, finishedAt, progress, resume } = told;
  const ended = finishedAt === null ? '' : `, ended ${finishedAt}`;
  const lines = [`Run ${runId}: ${state} (begun ${startedAt}${ended})`, `In ${folder}`];
  if (state === 'running' && progress) {
    const left = progress.remainingMs === undefined ? '' : `, about ${duration(progress.remainingMs)} left`;
    lines.push(
      `${progress.activity}${progress.cause === undefined ? '' : `: ${progress.cause}`}, ${rate(told.ratePerSecond)}/s${left}`,
    );
  }
  lines.push(...endTable(told, 'delivered'));
  if (resume !== undefined && state !== 'finished' && state !== 'running') lines.push(`To go on: ${resume}`);
  return lines;
}
