import type { CheckReport, Count, Found } from './check-report.js';
import { columns, duration, number, size } from './words.js';

/** The report of a dry run for people. */
export function checkText(report: CheckReport, ratePerSecond: number, finished: boolean): string[] {
  const { times, sizes, estimate } = report;
  const span = times ? `${day(times.oldest)} to ${day(times.newest)}` : 'none';
  const pace = ratePerSecond === 0 ? 'without a limit' : `at ${number(ratePerSecond)}/s`;
  const bound = estimate.boundBy === 'rate' ? '' : ' (bound by the longest conversation, which is sent one by one)';
  const takes = `${duration(estimate.durationSeconds * 1_000)} ${pace}${bound}; begun now it ends ${estimate.endsAt}`;
  return [
    '',
    ...section('Messages by type', Object.entries(report.byType)),
    ...section(
      'Request sizes, bytes up to',
      Object.entries(sizes.upTo).filter(([, count]) => count > 0),
    ),
    `  largest ${size(sizes.largestBytes)}, mean ${size(sizes.meanBytes)}`,
    '',
    `Times          ${span}`,
    `Conversations  ${approximately(report.conversations)}, the longest with ${number(report.longestConversation)} messages`,
    `Accounts       ${approximately(report.accounts)}`,
    `Import takes   ${takes}`,
    `Storage        ${storage(report)}`,
    '',
    ...report.findings.flatMap(findingText),
    verdict(report, finished),
  ];
}

function verdict({ findings }: CheckReport, finished: boolean): string {
  if (findings.some((finding) => finding.wrong)) return 'Something is wrong: see above.';
  return finished ? 'Nothing wrong found.' : 'The check did not come to its end: this is only what was seen so far.';
}

function section(title: string, rows: readonly (readonly [string, number])[]): string[] {
  if (rows.length === 0) return [];
  return [title, ...columns(rows.map(([name, count]) => [name, number(count)]))];
}

function findingText({ kind, wrong, count, message, advice, examples }: Found): string[] {
  const lines = [`${wrong ? '✗' : '·'} ${kind}: ${number(count)} ${message}`];
  for (const { input, line, record, note } of examples) {
    lines.push(`    ${input}, line ${number(line)} (record ${number(record)})${note === undefined ? '' : `: ${note}`}`);
  }
  if (advice !== '') lines.push(`    → ${advice}`);
  return lines;
}

function storage({ outsideStorageDays, messages }: CheckReport): string {
  const rows = Object.entries(outsideStorageDays).map(([days, count]) => `${days} days: ${number(count)}`);
  return `older than ${rows.join(', ')} of ${number(messages)} messages`;
}

function approximately({ count, exact }: Count): string {
  return exact ? number(count) : `≈ ${number(count)}`;
}

function day(time: string): string {
  return time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
