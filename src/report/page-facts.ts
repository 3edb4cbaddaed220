import type { Knowledge } from '../knowledge.js';
import type { Counts } from '../types.js';
import { type CheckReport, shareOf } from './check-report.js';
import type { Found } from './found.js';

/** What the page of a check shows. Names no accounts and holds no texts. */
export interface PageFacts {
  readonly title: string;
  /** RFC 3339, UTC. */
  readonly generatedAt: string;
  readonly inputs: readonly { readonly name: string; readonly size?: number }[];
  readonly mapping: string;
  readonly counts: Counts;
  readonly rejectsByCode: Readonly<Record<string, number>>;
  readonly skippedByReason: Readonly<Record<string, number>>;
  readonly messages: number;
  readonly distinctMessages: number;
  readonly conversations: number;
  readonly accounts: number;
  readonly times: { readonly oldest: string; readonly newest: string } | null;
  /** Every day that has messages, UTC, as 2024-03-04. */
  readonly perDay: readonly (readonly [day: string, count: number])[];
  readonly perType: readonly (readonly [type: string, count: number])[];
  /** Bytes of the request, up to the label. */
  readonly sizes: readonly (readonly [label: string, count: number])[];
  /** Share of conversations that are complete after so many hours of a run. */
  readonly completion: readonly (readonly [hours: number, share: number])[];
  readonly cutOver: { readonly at: string; readonly share: number; readonly complete: number } | null;
  readonly estimate: {
    readonly durationSeconds: number;
    readonly endsAt: string;
    readonly boundBy: string;
    readonly ratePerSecond: number;
  };
  /** Messages older than so many days. */
  readonly storage: readonly (readonly [days: number, older: number])[];
  /** The largest conversations, unnamed. */
  readonly largest: readonly { readonly messages: number; readonly share: number; readonly lastActivity: string }[];
  readonly findings: readonly Found[];
}

/** What the page tells that the report does not hold. */
export interface PageSettings
  extends Pick<PageFacts, 'title' | 'inputs' | 'mapping' | 'counts' | 'rejectsByCode' | 'skippedByReason'> {
  readonly nowMs: number;
  readonly ratePerSecond: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Undefined without a survey: then most of the page would be empty. */
export function pageFacts(
  report: CheckReport,
  knowledge: Knowledge | undefined,
  { nowMs, ratePerSecond, ...known }: PageSettings,
): PageFacts | undefined {
  const { estimate, sizes, outsideStorageDays = {}, times = null, byType = {} } = report;
  const survey = knowledge?.survey;
  if (!survey || !estimate || !sizes) return undefined;
  const conversations = knowledge.conversations.count;
  return {
    ...known,
    generatedAt: new Date(nowMs).toISOString(),
    messages: report.messages,
    distinctMessages: survey.distinctMessages,
    conversations,
    accounts: knowledge.accounts.count,
    times,
    perDay: survey.perDay.map(([day, count]) => [new Date(day * DAY_MS).toISOString().slice(0, 10), count]),
    perType: Object.entries(byType),
    sizes: Object.entries(sizes.upTo),
    completion: survey.completion.points.map(([ms, count]) => [ms / HOUR_MS, shareOf(count, conversations)]),
    cutOver: report.survey?.cutOver ?? null,
    estimate: { ...estimate, ratePerSecond },
    storage: Object.entries(outsideStorageDays).map(([days, older]) => [Number(days), older]),
    largest: (report.survey?.largest ?? []).map(({ messages, share, lastActivity }) => {
      return { messages, share, lastActivity };
    }),
    findings: report.findings,
  };
}
