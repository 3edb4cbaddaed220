import type { Ending } from '../outcome.js';
import { endTable } from '../report/end-table.js';
import type { Report } from '../report/report-file.js';
import { duration, number, plural, size } from '../report/words.js';
import type { RunRequest, RunStart } from '../request.js';
import type { Context } from './context.js';
import type { Screen } from './screen.js';
import type { Service } from './service.js';
import { howToGoOn } from './session.js';

/** That a life of a run begins. */
export function tellStart(
  screen: Screen,
  { resumed, runId }: RunStart,
  service: Service,
  context: Context,
  request: RunRequest,
): void {
  const begins = resumed ? 'Resuming' : 'Starting';
  screen.note(`${begins} run ${runId}: to ${service.name}, state in ${request.folder}`);
  detailStart(screen, context, request);
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

/** What a person reads when it ended. */
export function runText({ runId, state, snapshot }: Ending, folder: string, report: Report): string[] {
  const { counts, elapsedMs, unordered } = snapshot;
  const lines = [`Run ${runId} ${state} after ${duration(elapsedMs)}`, ...endTable(snapshot, 'delivered')];
  if (counts.retried > 0) lines.push(`${plural(counts.retried, 'try', 'tries')} had to be repeated`);
  if (state === 'finished' && report.ratePerSecond === 0 && counts.read > 0) lines.push('Nothing was left to do.');
  if (counts.rejected > 0) lines.push(`Rejects with reasons and advice: ${folder}/rejects.jsonl`);
  if (unordered > 0)
    lines.push(
      `${number(unordered)} messages stand at the same instant as the one before, with nothing that orders them (see --order).`,
    );
  return [...lines, ...howToGoOn(report)];
}
