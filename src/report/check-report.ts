import { type Estimate, estimate } from './estimate.js';
import { type Example, type Finding, type Findings, SIZE_CLASSES, STORAGE_DAYS } from './findings.js';

/** What a dry run found, for `--json` and for the text. */
export interface CheckReport {
  readonly messages: number;
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
  readonly findings: readonly Found[];
}

export interface Count {
  readonly count: number;
  /** False = an estimate. */
  readonly exact: boolean;
}

/** Something a person should look at. `wrong` findings give exit code 1, the others are for information. */
export interface Found {
  readonly kind: string;
  readonly wrong: boolean;
  readonly count: number;
  readonly message: string;
  readonly advice: string;
  readonly examples: readonly Example[];
}

export interface CheckSettings {
  readonly ratePerSecond: number;
  readonly latencyMs: number;
  readonly nowMs: number;
  readonly retentionDays?: number;
  readonly windowMessages: number;
  /** Messages of equal instant in one conversation that nothing orders. */
  readonly unordered: number;
}

export function checkReport(findings: Findings, settings: CheckSettings): CheckReport {
  const { ratePerSecond, latencyMs, nowMs } = settings;
  const { messages } = findings;
  const longestLane = findings.lanes.longest;
  return {
    messages,
    byType: Object.fromEntries(sortedByCount(findings.byType)),
    times: messages === 0 ? null : { oldest: timeText(findings.oldestUs), newest: timeText(findings.newestUs) },
    conversations: findings.conversations.count(),
    accounts: findings.accounts.count(),
    longestConversation: longestLane,
    sizes: sizesOf(findings),
    estimate: estimateText(estimate(messages, longestLane, ratePerSecond, latencyMs, nowMs)),
    outsideStorageDays: Object.fromEntries(STORAGE_DAYS.map((days, index) => [String(days), findings.outside[index]!])),
    findings: found(findings, settings),
  };
}

function sizesOf({ largestBytes, totalBytes, messages, bySize }: Findings): CheckReport['sizes'] {
  const upTo = SIZE_CLASSES.map((bytes, index) => [String(bytes), bySize[index]!] as const);
  const more = bySize[SIZE_CLASSES.length]!;
  return {
    largestBytes,
    meanBytes: messages === 0 ? 0 : Math.round(totalBytes / messages),
    upTo: Object.fromEntries(more > 0 ? [...upTo, ['more', more]] : upTo),
  };
}

function estimateText({ durationMs, endsAtMs, boundBy }: Estimate): CheckReport['estimate'] {
  return { durationSeconds: Math.ceil(durationMs / 1_000), endsAt: new Date(endsAtMs).toISOString(), boundBy };
}

function found(findings: Findings, settings: CheckSettings): Found[] {
  return [
    ...[...findings.rejects].map(([code, finding]) => rejectFound(code, finding)),
    ...sharedKeys(findings),
    ...disorder(findings, settings.windowMessages),
    ...expired(findings, settings.retentionDays),
    ...sameInstants(settings.unordered),
    ...wholeSeconds(findings),
    ...[...findings.skips].map(([reason, finding]) => skipFound(reason, finding)),
  ];
}

function rejectFound(code: string, finding: Finding): Found {
  const message = finding.count === 1 ? 'record that cannot be imported' : 'records that cannot be imported';
  return make(`reject ${code}`, true, finding, message, 'See rejects.jsonl for each with its reason and advice.');
}

function skipFound(reason: string, finding: Finding): Found {
  return make(`skip ${reason}`, false, finding, 'left out on purpose', '');
}

function sharedKeys({ sharedKeys: shared, repeated, keys }: Findings): Found[] {
  const all = keys.exact ? '' : ' (at least: in an export of this size only keys near each other are compared)';
  const rows: Found[] = [];
  if (shared.count > 0) {
    const message = `of different messages that share a dedup key with an earlier one: the service would keep only the first${all}`;
    rows.push(
      make('shared-keys', true, shared, message, 'Ids must differ inside a conversation; map another field to id.'),
    );
  }
  if (repeated.count > 0) {
    const message = `repeated: the same record stands in the export once more${all}`;
    rows.push(make('repeated', false, repeated, message, 'Harmless: the service keeps one copy.'));
  }
  return rows;
}

function disorder(findings: Findings, windowMessages: number): Found[] {
  const { outOfOrder, mostOutOfOrderSeconds, disorderBeyondWindow, lanes } = findings;
  if (outOfOrder.count === 0) return [];
  const far =
    disorderBeyondWindow === 0 ? '' : `, ${disorderBeyondWindow} of them more than ${windowMessages} messages behind`;
  const most = lanes.complete ? '' : ' (at least: order was watched in the first 200,000 conversations)';
  const message = `messages older than one before them in their conversation, by up to ${mostOutOfOrderSeconds} s${far}${most}`;
  const advice =
    'History is shown in the order of time all the same, but a conversation’s last message may be stale: sort the export by time.';
  return [make('out-of-order', disorderBeyondWindow > 0, outOfOrder, message, advice)];
}

function expired({ expired: finding }: Findings, retentionDays: number | undefined): Found[] {
  if (finding.count === 0) return [];
  const message = `messages older than the storage period of ${retentionDays} days: they would vanish`;
  return [
    make(
      'outside-retention',
      true,
      finding,
      message,
      'Extend the storage period before the import, or leave them out with --since.',
    ),
  ];
}

const ORDER_ADVICE = 'use --order id when ids count up, or --order seq when a field of the source counts up.';

function sameInstants(unordered: number): Found[] {
  if (unordered === 0) return [];
  const message = 'messages at the same instant as the one before in their conversation, with nothing that orders them';
  const advice = `If the export has something that orders them, ${ORDER_ADVICE}`;
  return [{ kind: 'same-instant', wrong: false, count: unordered, message, advice, examples: [] }];
}

function wholeSeconds({ suspectsWholeSeconds, wholeSeconds: count }: Findings): Found[] {
  if (!suspectsWholeSeconds) return [];
  const message =
    'messages, all of them, have times in whole seconds written as milliseconds: time says nothing about order inside a second';
  const advice = `To keep the order inside a second, ${ORDER_ADVICE}`;
  return [{ kind: 'whole-seconds', wrong: false, count, message, advice, examples: [] }];
}

function make(kind: string, wrong: boolean, { count, examples }: Finding, message: string, advice: string): Found {
  return { kind, wrong, count, message, advice, examples };
}

function sortedByCount(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([, one], [, other]) => other - one);
}

function timeText(timeUs: number): string {
  return new Date(Math.floor(timeUs / 1_000)).toISOString();
}
