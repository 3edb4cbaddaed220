import { FatalError } from '../errors.js';
import type { ImportMsg } from '../im/wire.js';
import type { Mapped, Mapper, RawRecord } from '../types.js';
import { compileAccounts } from './account.js';
import { compileClockPattern } from './clock-pattern.js';
import { compileDeclarative } from './declarative.js';
import { type Draft, isDraft, type Translator } from './draft.js';
import type { Mapping } from './mapping.js';
import { brokenRecord, rejectOf, skipOf } from './outcome.js';
import { mapPart } from './part.js';
import type { MapSettings, Plan } from './plan.js';
import { describe, type Problem, problem } from './problem.js';
import { checkZone, compileTime, type TimeRule } from './time.js';
import { compileTransform } from './transform.js';
import { findZone, type Zone } from './zone.js';

export type { MapSettings };

/**
 * Makes the mapper of a run: record to messages, rejects or skips; synchronous, pure, it never throws and never answers
 * an empty list. Throws FatalError('usage', 'zone-unknown') when the zone of the settings is none.
 */
export function compileMapper(mapping: Mapping, settings: MapSettings): Mapper<ImportMsg> {
  const zone = settings.zone === undefined ? undefined : knownZone(settings.zone);
  const plan: Plan = {
    settings,
    order: settings.order ?? mapping.order,
    isCanonical: mapping.source.kind === 'canonical',
    translate: compileTranslator(mapping),
    readTime: compileTime(timeRule(mapping, zone), settings.nowMs),
    readAccount: compileAccounts(mapping.source.kind === 'declarative' ? mapping.source.accounts : undefined),
  };
  return (record) => {
    if (record.broken) return [brokenRecord(record, record.broken)];
    try {
      return mapRecord(plan, record);
    } catch (error) {
      // A record may be nested deeper than the stack, or a module's answer have getters that throw.
      const reason = `the record cannot be mapped: ${error instanceof Error ? error.message : describe(error)}`;
      return [rejectOf(record, record.at, problem('map-failed', reason, 'Look at the record in rejects.jsonl.'))];
    }
  };
}

function knownZone(name: string): Zone {
  const wrong = checkZone(name);
  if (wrong) throw new FatalError('usage', wrong.code, `zone: ${wrong.reason}`, wrong.advice);
  return findZone(name)!;
}

function compileTranslator({ source }: Mapping): Translator {
  if (source.kind === 'declarative') return compileDeclarative(source.spec);
  if (source.kind === 'module') return compileTransform(source.transform);
  return canonicalRecord;
}

function canonicalRecord(value: unknown): ReturnType<Translator> {
  if (isDraft(value)) return { drafts: [value] };
  const reason = `expected an object with id, from, to and time, got ${describe(value)}`;
  return { problem: problem('record-not-object', reason, 'Give --mapping, or --format and `format.records`.') };
}

function timeRule({ source }: Mapping, zone: Zone | undefined): TimeRule {
  if (source.kind !== 'declarative') return { unit: 'canonical', zone };
  const { time } = source.spec;
  if (typeof time === 'string') return { unit: 'canonical', zone };
  const pattern = time.format === undefined ? undefined : compileClockPattern(time.format);
  return {
    unit: time.unit ?? (pattern ? 'text' : 'canonical'),
    zone: time.zone === undefined ? zone : findZone(time.zone),
    pattern,
  };
}

function mapProblem(plan: Plan, record: RawRecord, why: Problem, head: Draft | undefined): Mapped<ImportMsg> {
  if (!head) return rejectOf(record, record.at, why);
  return mapPart(plan, record, record.at, head, record.origin?.onlyPart ? record.origin.part : 0, why);
}

function mapRecord(plan: Plan, record: RawRecord): readonly Mapped<ImportMsg>[] {
  // The way of nearly every record of a canonical export, and what the general way below comes to for it.
  if (plan.isCanonical && !record.origin && isDraft(record.value))
    return [mapPart(plan, record, record.at, record.value, 0)];
  const translated = plan.translate(record.value, record.at);
  if ('problem' in translated) return [mapProblem(plan, record, translated.problem, translated.head)];
  if ('skip' in translated) return [skipOf(record, record.at, translated.skip)];
  const { drafts } = translated;
  const { origin } = record;
  if (origin?.onlyPart) {
    const draft = drafts[origin.part];
    return [draft ? mapPart(plan, record, record.at, draft, origin.part) : skipOf(record, record.at, 'other-part')];
  }
  if (drafts.length === 1) return [mapPart(plan, record, record.at, drafts[0]!, 0)];
  return drafts.map((draft, part) => mapPart(plan, record, { ...record.at, part }, draft, part));
}
