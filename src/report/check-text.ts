import type { Count } from '../knowledge.js';
import type { CheckReport, ExportFacts, SurveyFacts } from './check-report.js';
import type { Found } from './found.js';
import { columns, duration, number, size } from './words.js';

export interface CheckTextSettings {
  readonly ratePerSecond: number;
  readonly finished: boolean;
  /** Accounts of the largest conversations, where a person wants to see them. */
  readonly largestNames?: readonly (readonly [first: string, second: string])[];
}

/** The report of a dry run for people. */
export function checkText(report: CheckReport, settings: CheckTextSettings): string[] {
  const facts = hasFacts(report) ? factsText(report, settings) : ['The survey was not asked.'];
  return ['', ...facts, '', ...report.findings.flatMap(findingText), verdict(report, settings.finished)];
}

function hasFacts(report: CheckReport): report is CheckReport & ExportFacts {
  return report.estimate !== undefined;
}

function factsText(report: CheckReport & ExportFacts, settings: CheckTextSettings): string[] {
  const { times, sizes, survey } = report;
  const span = times ? `${day(times.oldest)} to ${day(times.newest)}` : 'none';
  return [
    ...section('Messages by type', Object.entries(report.byType)),
    ...section(
      'Request sizes, bytes up to',
      Object.entries(sizes.upTo).filter(([, count]) => count > 0),
    ),
    `  largest ${size(sizes.largestBytes)}, mean ${size(sizes.meanBytes)}`,
    '',
    `Times          ${span}`,
    `Conversations  ${approximately(report.conversations)}, the longest with ${number(report.longestConversation)} messages`,
    ...(survey ? largestText(survey, settings.largestNames ?? []) : []),
    `Accounts       ${approximately(report.accounts)}`,
    ...(survey ? surveyText(report, survey) : []),
    `Import takes   ${takes(report, settings.ratePerSecond)}`,
    ...(survey?.cutOver ? cutOverText(survey.cutOver, report.conversations.count) : []),
    `Storage        ${storage(report)}`,
  ];
}

function takes({ estimate }: ExportFacts, ratePerSecond: number): string {
  const pace = ratePerSecond === 0 ? 'without a limit' : `at ${number(ratePerSecond)}/s`;
  const bound =
    estimate.boundBy === 'rate' ? '' : ' (bound by the conversation that takes longest, which is sent one by one)';
  return `${duration(estimate.durationSeconds * 1_000)} ${pace}${bound}; begun now it ends ${estimate.endsAt}`;
}

const LARGEST_NAMED = 5;

function largestText({ largest }: SurveyFacts, names: NonNullable<CheckTextSettings['largestNames']>): string[] {
  return largest.slice(0, LARGEST_NAMED).map(({ messages, share, lastActivity, first }, index) => {
    const who = names[index] ? `${names[index].join(' and ')}: ` : '';
    const size = `${number(messages)} messages (${percent(share)})`;
    return `    ${who}${size}, the last ${day(lastActivity)}, the first ${place(first)}`;
  });
}

function surveyText({ messages, conversations }: CheckReport & ExportFacts, survey: SurveyFacts): string[] {
  const { distinctMessages, keys, disorder, rewrittenAccounts } = survey;
  const proof = keys.proved
    ? `no two messages share one: all ${number(keys.compared)} keys of ${number(conversations.count)} conversations were compared`
    : `some are shared, see below; all ${number(keys.compared)} were compared`;
  const order =
    disorder.count === 0
      ? 'the whole export is in the order of time'
      : `${number(disorder.count)} messages of all are older than one before them, by up to ${duration(disorder.mostSeconds * 1_000)}`;
  return [
    ...(rewrittenAccounts === 0 ? [] : [`  rewritten    ${number(rewrittenAccounts)}: see accounts.csv`]),
    `Distinct       ${number(distinctMessages)} of ${number(messages)} messages`,
    `Keys           ${proof}`,
    `Order          ${order}`,
  ];
}

function cutOverText({ at, share, complete }: NonNullable<SurveyFacts['cutOver']>, conversations: number): string[] {
  return [
    `Cut-over       ${percent(share)} of conversations (${number(complete)} of ${number(conversations)}) are complete by ${day(at)}, begun now`,
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

function findingText({ kind, wrong, attention, count, message, advice, examples }: Found): string[] {
  const mark = wrong ? '✗' : attention ? '!' : '·';
  const lines = [`${mark} ${kind}: ${number(count)} ${message}`];
  for (const { note, ...where } of examples) lines.push(`    ${place(where)}${note === undefined ? '' : `: ${note}`}`);
  if (advice !== '') lines.push(`    → ${advice}`);
  return lines;
}

function place({ input, line, record }: { input: string; line: number; record: number }): string {
  return `${input}, line ${number(line)} (record ${number(record)})`;
}

function storage({ outsideStorageDays, messages }: CheckReport & ExportFacts): string {
  const rows = Object.entries(outsideStorageDays).map(([days, count]) => `${days} days: ${number(count)}`);
  return `older than ${rows.join(', ')} of ${number(messages)} messages`;
}

function approximately({ count, exact }: Count): string {
  return exact ? number(count) : `≈ ${number(count)}`;
}

/** Rounded down: what is not complete is not 100 %. */
function percent(share: number): string {
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}

function day(time: string): string {
  return time.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
