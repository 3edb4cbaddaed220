import type { ImportMsg } from '../im/wire.js';
import { compileMapper } from '../map/mapper.js';
import type { Mapping } from '../map/mapping.js';
import type { MapSettings } from '../map/plan.js';
import type { Mapped, Message, RawRecord } from '../types.js';

/** What becomes of the records looked at, with the mapping that was guessed. */

export interface Preview {
  /** The first messages as they would be sent. */
  readonly messages: readonly Message<ImportMsg>[];
  /** Of the records looked at. */
  readonly wouldBeSent: number;
  readonly byType: Readonly<Record<string, number>>;
  readonly skipped: Readonly<Record<string, number>>;
  readonly rejected: readonly RejectedKind[];
}

export interface RejectedKind {
  readonly code: string;
  readonly count: number;
  /** Of the first. */
  readonly reason: string;
  readonly advice: string;
}

const SHOWN_MESSAGES = 5;

export function previewOf(mapping: Mapping, settings: MapSettings, records: readonly RawRecord[]): Preview {
  const map = compileMapper(mapping, settings, gatheredFrom(mapping, records));
  const mapped = records.flatMap((record) => map(record) as readonly Mapped<ImportMsg>[]);
  const messages = mapped.filter((one) => one.kind === 'message');
  const rejected = new Map<string, RejectedKind>();
  for (const one of mapped) {
    if (one.kind !== 'reject') continue;
    const { code, reason, advice } = one;
    const before = rejected.get(code);
    rejected.set(code, before ? { ...before, count: before.count + 1 } : { code, count: 1, reason, advice });
  }
  return {
    messages: messages.slice(0, SHOWN_MESSAGES),
    wouldBeSent: messages.length,
    byType: countsOf(messages.map(({ type }) => type)),
    skipped: countsOf(mapped.flatMap((one) => (one.kind === 'skip' ? [one.reason] : []))),
    rejected: [...rejected.values()].sort((one, other) => other.count - one.count),
  };
}

/** From the records looked at only: people that are named later in the export are not known here. */
function gatheredFrom({ source }: Mapping, records: readonly RawRecord[]): unknown {
  const gatherer = source.kind === 'preset' ? source.preset.gather?.(source.settings) : undefined;
  if (!gatherer) return undefined;
  for (const { value, broken } of records) if (!broken) gatherer.take(value);
  return gatherer.result();
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
