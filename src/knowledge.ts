/**
 * What a dry run knows of an export. There are two ways to it: tables of bounded size, filled while the records go by
 * (report/findings.ts), or questions to a survey of all of them (survey/ask.ts), which also knows what only looking back tells.
 */

/** Storage periods of the service's editions, in days. */
export const STORAGE_DAYS = [7, 30, 90] as const;
/** Upper bounds of the size classes, in bytes of the request; one more class is above the last. */
export const SIZE_CLASSES = [256, 512, 1_024, 2_048, 4_096, 8_192, 12_288] as const;
/** Of each kind of finding so many places are shown. */
export const EXAMPLES_KEPT = 5;

/** Where something was found. */
export interface Example {
  readonly input: string;
  readonly record: number;
  readonly line: number;
  readonly note?: string;
}

/** One kind of finding: how often, and where first. */
export interface Finding {
  readonly count: number;
  readonly examples: readonly Example[];
}

export interface Count {
  readonly count: number;
  /** False = an estimate. */
  readonly exact: boolean;
}

/** What was left out, by its code or reason. */
export interface LeftOut {
  readonly rejects: ReadonlyMap<string, Finding>;
  readonly skips: ReadonlyMap<string, Finding>;
}

/** Of the messages. */
export interface Knowledge {
  readonly messages: number;
  /** Unix microseconds; undefined when there are no messages. */
  readonly times: { readonly oldestUs: number; readonly newestUs: number } | undefined;
  readonly byType: ReadonlyMap<string, number>;
  readonly largestBytes: number;
  readonly totalBytes: number;
  /** Messages in each class of SIZE_CLASSES, and above. */
  readonly bySize: readonly number[];
  /** Messages older than each of STORAGE_DAYS. */
  readonly outside: readonly number[];
  /** Messages older than the storage period that was asked about. */
  readonly expired: Finding;
  /** Messages whose time has no fraction of a second. */
  readonly wholeSeconds: number;
  readonly orderedBySource: number;
  readonly conversations: Count;
  readonly accounts: Count;
  readonly longestConversation: number;
  readonly keys: KeyKnowledge;
  readonly order: OrderKnowledge;
  /** What only a survey tells. */
  readonly survey?: SurveyKnowledge;
}

export interface KeyKnowledge {
  /** Other messages under the key of an earlier one: the service drops them. */
  readonly shared: Finding;
  /** The same message once more. */
  readonly repeated: Finding;
  /** All keys were compared. */
  readonly complete: boolean;
}

/** Messages that are older than an earlier one of their conversation. */
export interface OrderKnowledge {
  readonly outOfOrder: Finding;
  readonly mostSeconds: number;
  /** How many of them are further behind than a run looks ahead. */
  readonly beyondWindow: number;
  /** All conversations were watched. */
  readonly complete: boolean;
}

export interface SurveyKnowledge {
  /** Without what stands in the export more than once. */
  readonly distinctMessages: number;
  /** How many repeated ones stand in another input than the first. */
  readonly repeatedElsewhere: number;
  /** The id of an earlier message of the conversation, under another key: it would be shown twice. */
  readonly doubled: Finding & { readonly elsewhere: number; readonly sameContent: number };
  /** Another id, but sender, receiver, instant and content of an earlier message. */
  readonly mirrored: Finding & { readonly elsewhere: number };
  /** Of the messages out of order: how many messages of the export later than the newer one, at most. */
  readonly mostMessagesLater: number;
  /** Messages older than an earlier one of the export, of whatever conversation. */
  readonly disorder: { readonly count: number; readonly mostSeconds: number };
  readonly controls: Readonly<Record<'recall' | 'edit' | 'mirror', ControlKnowledge>>;
  /** New accounts that were several before: by letter case alone, and otherwise. */
  readonly merged: { readonly byCase: number; readonly otherwise: number };
  readonly rewrittenAccounts: number;
  /** What could not be kept as it was, by its word. */
  readonly adapted: ReadonlyMap<string, number>;
  readonly largest: readonly LargeConversation[];
  /** Messages of each day that has any, by days since 1970-01-01 (UTC). */
  readonly perDay: readonly (readonly [day: number, count: number])[];
  readonly completion: CompletionKnowledge;
}

/** Records that say something about another one. */
export interface ControlKnowledge {
  readonly count: number;
  /** Those whose target is a message of the export, and of them those that stand before it. */
  readonly found: Finding & { readonly beforeTarget: number };
  readonly missing: Finding;
}

export interface LargeConversation {
  /** For the screen alone: no report holds it. */
  readonly names: readonly [first: string, second: string];
  readonly messages: number;
  readonly lastUs: number;
  readonly first: Example;
}

/** When conversations are complete, in a run in the order of the export. */
export interface CompletionKnowledge {
  /** When the last one is. */
  readonly lastMs: number;
  /** How many are, after so long; at most 500 points. */
  readonly points: readonly (readonly [afterMs: number, conversations: number])[];
  /** How many are by the moment that was asked about. */
  readonly byCutOver?: number;
}
