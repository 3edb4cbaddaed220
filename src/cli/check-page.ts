import { basename } from 'node:path';
import { diskError } from '../checkpoint/disk-error.js';
import type { FatalError } from '../errors.js';
import type { Knowledge } from '../knowledge.js';
import type { Ending } from '../outcome.js';
import type { CheckReport } from '../report/check-report.js';
import { pageHtml } from '../report/page/page.js';
import { pageFacts } from '../report/page-facts.js';
import type { RunRequest } from '../request.js';
import { PAGE_FILE } from '../survey/former.js';
import { replaceText } from '../text-file.js';
import type { Files } from '../types.js';
import { pageAssets } from './page-assets.js';

export interface CheckPage {
  readonly request: RunRequest;
  readonly ending: Ending;
  readonly report: CheckReport;
  readonly knowledge: Knowledge;
  readonly nowMs: number;
  readonly ratePerSecond: number;
}

/** Writes the page of a finished check into its folder. Answers what the disk said against it. */
export async function writeCheckPage(files: Files, page: CheckPage): Promise<FatalError | undefined> {
  const { request, ending, report, knowledge, nowMs, ratePerSecond } = page;
  const { counts, rejectsByCode, skippedByReason } = ending.snapshot;
  const facts = pageFacts(report, knowledge, {
    title: basename(request.inputs[0]?.name ?? ''),
    inputs: request.inputs.map(({ name, size }) => ({ name, ...(size === undefined ? {} : { size }) })),
    mapping: basename(request.mapping.name),
    counts,
    rejectsByCode,
    skippedByReason,
    nowMs,
    ratePerSecond,
  });
  if (!facts) return undefined;
  try {
    await replaceText(files, request.folder, PAGE_FILE, pageHtml(facts, await pageAssets(files)));
    return undefined;
  } catch (error) {
    return diskError(request.folder, error);
  }
}
