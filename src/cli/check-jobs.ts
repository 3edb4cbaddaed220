import type { CheckJobs } from '../check.js';
import type { RunRequest } from '../request.js';
import { nodeThreads } from '../system/node-threads.js';
import type { Context } from './context.js';
import { choiceOf } from './prepare-request.js';

/** How a check is spread over threads, or a note why one does it alone; neither when nobody asked. */
export function jobsOf({ settings }: Context, request: RunRequest): { jobs?: CheckJobs; note?: string } {
  const count = settings.jobs ?? 1;
  if (count === 1) return {};
  const why = whyAlone(request, settings.survey !== false);
  if (why !== undefined) return { note: `--jobs ${count} does not help here, so one thread does it alone: ${why}.` };
  const start = nodeThreads(new URL('./check-helper.js', import.meta.url));
  return { jobs: { count, choice: choiceOf(settings), start } };
}

function whyAlone({ inputs, mapping }: RunRequest, hasSurvey: boolean): string | undefined {
  if (hasSurvey) return 'the survey takes records one by one (--no-survey leaves it out)';
  if (inputs.some(({ kind }) => kind === 'stream')) return 'standard input and pipes are read once and in order';
  if (mapping.source.kind === 'module') return 'a mapping module may remember records from one to the next';
  if (mapping.source.kind === 'preset' && mapping.source.preset.gather)
    return `the preset ${mapping.source.preset.name} looks at the whole export first`;
  return undefined;
}
