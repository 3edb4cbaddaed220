import { basename } from 'node:path';
import type { Knowledge } from '../knowledge.js';
import type { Ending } from '../outcome.js';
import type { CheckReport } from '../report/check-report.js';
import { type PageFacts, pageFacts } from '../report/page-facts.js';
import type { RunRequest } from '../request.js';
import type { Settings } from './options.js';

export interface CheckPage {
  readonly request: RunRequest;
  readonly settings: Settings;
  readonly ending: Ending;
  readonly report: CheckReport;
  readonly knowledge: Knowledge | undefined;
  readonly nowMs: number;
  readonly ratePerSecond: number;
}

/** The facts of the page of a check; undefined without a survey. */
export function checkPageFacts({ request, settings, ending, report, knowledge, nowMs, ratePerSecond }: CheckPage) {
  const { counts, rejectsByCode, skippedByReason } = ending.snapshot;
  const [first] = request.inputs;
  const title = first ? basename(first.name) : '';
  return pageFacts(report, knowledge, {
    title,
    inputs: request.inputs.map(({ name, size }) => ({ name, ...(size === undefined ? {} : { size }) })),
    mapping: settings.mapping === undefined ? 'canonical records' : basename(settings.mapping),
    counts,
    rejectsByCode,
    skippedByReason,
    nowMs,
    ratePerSecond,
  }) satisfies PageFacts | undefined;
}
