import type { Lookup } from '../im/lookup-sink.js';
import type { Database } from '../survey/database.js';
import {
  type ExpectedRun,
  type Extent,
  expectedDigest,
  expectedRuns,
  extentOf,
  type Wanted,
} from '../survey/questions/expected.js';
import type { Finding } from './classes.js';
import { Comparison, type ComparisonSettings } from './comparison.js';

/** What is read back, and how. */
export interface LookupSettings extends Omit<ComparisonSettings, 'view' | 'tellsOfExport'> {
  readonly wanted: Wanted;
  /** Each conversation is read as both of its people see it; else as the first of them does. */
  readonly bothViews: boolean;
  readonly pageMessages: number;
  /** Messages outside of these Unix seconds are not looked for. */
  readonly earliestSeconds: number;
  readonly horizonSeconds: number;
}

/** A stretch of a conversation as one of its people sees it. */
export interface View {
  readonly run: ExpectedRun;
  readonly view: 'first' | 'second';
}

/** Messages that are compared at a time: they are all in memory. */
const MOST_MESSAGES = 20_000;
/** About what an expected message takes in memory. */
const MESSAGE_BYTES = 400;
/** So many messages, or a little more, are handed over together. */
const MESSAGES_AT_A_TIME = 2_000;

/** All that is to be read back, as a list that can be begun anywhere. */
export interface LookupList {
  readonly name: string;
  readonly count: number;
  readonly extent: Extent;
  /** Another one when what is expected is. */
  readonly digest: string;
  values(from: number): AsyncIterable<readonly View[]>;
}

export async function lookupList(database: Database, settings: LookupSettings): Promise<LookupList> {
  const extent = await extentOf(database, settings.wanted);
  const count = extent.conversations * (settings.bothViews ? 2 : 1);
  const digest = await expectedDigest(database, settings.wanted);
  return { name: 'conversations', count, extent, digest, values: (from) => viewsFrom(database, settings, from) };
}

async function* viewsFrom(
  database: Database,
  { wanted, bothViews }: LookupSettings,
  from: number,
): AsyncGenerator<readonly View[]> {
  let number = 0;
  let views: View[] = [];
  let messages = 0;
  for await (const run of expectedRuns(database, wanted, MOST_MESSAGES)) {
    for (const view of bothViews ? (['first', 'second'] as const) : (['first'] as const)) {
      number += 1;
      if (number < from) continue;
      views.push({ run, view });
      messages += run.messages.length;
    }
    if (messages < MESSAGES_AT_A_TIME) continue;
    yield views;
    views = [];
    messages = 0;
  }
  if (views.length > 0) yield views;
}

/** What a line of rejects.jsonl tells of a view that could not be read. */
export interface LookupRange {
  readonly operator: string;
  readonly peer: string;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Whether a finding is of a message that this view shows. */
export function isInRange({ from, to, time }: Finding, range: LookupRange): boolean {
  const { operator, peer, fromSeconds, untilSeconds } = range;
  const isPair = (from === operator && to === peer) || (from === peer && to === operator);
  return isPair && time >= fromSeconds && time <= untilSeconds;
}

/** A view to be read back, as a member of a list that goes its way like messages. */
export function lookupItem({ run, view }: View, settings: LookupSettings) {
  const { first, second, messages } = run;
  const isFirst = view === 'first';
  const sides = isFirst ? { operator: first, peer: second } : { operator: second, peer: first };
  const lookup = lookupOf(run, sides, isFirst, settings);
  const { operator, peer, fromSeconds, untilSeconds } = lookup.range;
  return {
    id: `${operator} ${peer} ${fromSeconds}`,
    payload: lookup,
    bytes: messages.length * MESSAGE_BYTES,
    raw: { operator, peer, fromSeconds, untilSeconds } satisfies LookupRange,
  };
}

function lookupOf(
  run: ExpectedRun,
  sides: { readonly operator: string; readonly peer: string },
  isFirst: boolean,
  settings: LookupSettings,
): Lookup {
  const { pageMessages, earliestSeconds, horizonSeconds, bothViews } = settings;
  const { untilSeconds = horizonSeconds } = run;
  const range = { ...sides, fromSeconds: Math.max(run.fromSeconds, earliestSeconds), untilSeconds, pageMessages };
  let comparison: Comparison | undefined;
  // Made when the first page comes: many wait in the window.
  const started = () => {
    comparison ??= new Comparison(run, {
      ...settings,
      ...(bothViews ? { view: sides.operator } : {}),
      tellsOfExport: isFirst,
    });
    return comparison;
  };
  return { range, take: (messages) => started().take(messages), finish: () => started().finish() };
}
