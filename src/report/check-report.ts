import { type Count, type Knowledge, type LeftOut, SIZE_CLASSES, STORAGE_DAYS } from '../knowledge.js';
import { type Estimate, type EstimateSettings, estimate } from './estimate.js';
import { allFound, type Found, type FoundSettings } from './found.js';

/** What a dry run found, for `--json` and for the text. Facts are missing when the survey could not be asked. */
export interface CheckReport extends Partial<ExportFacts> {
  readonly messages: number;
  readonly findings: readonly Found[];
}

/** What a dry run tells of an export beside what is found in it. */
export interface ExportFacts {
  readonly byType: Readonly<Record<string, number>>;
  readonly times: { readonly oldest: string; readonly newest: string } | null;
  readonly conversations: Count;
  readonly accounts: Count;
  readonly longestConversation: number;
  readonly sizes: {
    readonly largestBytes: number;
    readonly meanBytes: number;
    /** Requests of at most so many bytes (and more than the class before). */
    readonly upTo: Readonly<Record<string, number>>;
  };
  readonly estimate: { readonly durationSeconds: number; readonly endsAt: string; readonly boundBy: string };
  /** Messages older than a storage period, by its days. */
  readonly outsideStorageDays: Readonly<Record<string, number>>;
  readonly survey?: SurveyFacts;
}

/** What only a survey tells. */
export interface SurveyFacts {
  readonly distinctMessages: number;
  /** All keys of all conversations were compared; proved = no two messages share one. */
  readonly keys: { readonly compared: number; readonly proved: boolean };
  /** Messages older than an earlier one of the export, whatever the conversation. */
  readonly disorder: { readonly count: number; readonly mostSeconds: number };
  readonly largest: readonly LargestConversation[];
  readonly rewrittenAccounts: number;
  readonly cutOver?: CutOver;
}

/** Unnamed: only where its first message stands. */
export interface LargestConversation {
  readonly messages: number;
  readonly share: number;
  readonly lastActivity: string;
  readonly first: { readonly input: string; readonly record: number; readonly line: number };
}

/** Conversations that are complete by a moment, in a run that begins now. */
export interface CutOver {
  readonly at: string;
  readonly share: number;
  readonly complete: number;
}

export interface CheckSettings extends EstimateSettings, FoundSettings {
  /** `--cut-over`. */
  readonly cutOverMs?: number;
}

export interface Known {
  /** Messages that would be sent, by the books. */
  readonly messages: number;
  readonly leftOut: LeftOut;
  /** Missing when the survey could not be asked. */
  readonly knowledge: Knowledge | undefined;
}

export function checkReport({ messages, leftOut, knowledge }: Known, settings: CheckSettings): CheckReport {
  const facts = knowledge ? exportFacts(knowledge, settings) : {};
  return { messages, ...facts, findings: allFound(leftOut, knowledge, settings) };
}

function exportFacts(knowledge: Knowledge, settings: CheckSettings): ExportFacts {
  const { times, outside, survey } = knowledge;
  return {
    byType: Object.fromEntries(knowledge.byType),
    times: times ? { oldest: timeText(times.oldestUs), newest: timeText(times.newestUs) } : null,
    conversations: knowledge.conversations,
    accounts: knowledge.accounts,
    longestConversation: knowledge.longestConversation,
    sizes: sizesOf(knowledge),
    estimate: estimateText(estimate(knowledge, settings)),
    outsideStorageDays: Object.fromEntries(STORAGE_DAYS.map((days, index) => [String(days), outside[index]!])),
    ...(survey ? { survey: surveyFacts(knowledge, survey, settings.cutOverMs) } : {}),
  };
}

function surveyFacts(
  { messages, keys, conversations }: Knowledge,
  survey: NonNullable<Knowledge['survey']>,
  cutOverMs: number | undefined,
): SurveyFacts {
  const { byCutOver } = survey.completion;
  const cutOver =
    cutOverMs === undefined || byCutOver === undefined
      ? {}
      : { cutOver: { at: isoText(cutOverMs), share: shareOf(byCutOver, conversations.count), complete: byCutOver } };
  return {
    distinctMessages: survey.distinctMessages,
    keys: { compared: messages, proved: keys.shared.count === 0 },
    disorder: survey.disorder,
    largest: survey.largest.map(({ messages: own, lastUs, first }) => {
      return { messages: own, share: shareOf(own, messages), lastActivity: timeText(lastUs), first };
    }),
    rewrittenAccounts: survey.rewrittenAccounts,
    ...cutOver,
  };
}

function sizesOf({ largestBytes, totalBytes, messages, bySize }: Knowledge): ExportFacts['sizes'] {
  const upTo = SIZE_CLASSES.map((bytes, index) => [String(bytes), bySize[index]!] as const);
  const more = bySize[SIZE_CLASSES.length]!;
  return {
    largestBytes,
    meanBytes: messages === 0 ? 0 : Math.round(totalBytes / messages),
    upTo: Object.fromEntries(more > 0 ? [...upTo, ['more', more]] : upTo),
  };
}

function estimateText({ durationMs, endsAtMs, boundBy }: Estimate): ExportFacts['estimate'] {
  return { durationSeconds: Math.ceil(durationMs / 1_000), endsAt: isoText(endsAtMs), boundBy };
}

/** Part of a whole, from 0 to 1; of nothing, all. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function timeText(timeUs: number): string {
  return isoText(Math.floor(timeUs / 1_000));
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
