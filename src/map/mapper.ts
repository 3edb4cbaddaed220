import { FatalError } from '../errors.js';
import type { ImportMsg } from '../im/wire.js';
import type { At, Mapped, Mapper, RawRecord } from '../types.js';
import { compileAccounts } from './account.js';
import { compileAdapter } from './adapt.js';
import { compileClockPattern, PATTERN_WORDS } from './clock-pattern.js';
import { mapSkip } from './control.js';
import { compileDeclarative } from './declarative.js';
import { type Draft, isDraft, type Translated, type TranslatedOne, type Translator } from './draft.js';
import { compileFlatMapper } from './flat-mapper.js';
import type { Mapping } from './mapping.js';
import { brokenRecord, rejectOf, skipOf } from './outcome.js';
import { mapPart } from './part.js';
import type { MapSettings, Plan } from './plan.js';
import type { PresetTime } from './preset.js';
import { describe, problem } from './problem.js';
import { checkZone, compileTime, type TimeRule, type TimeUnit } from './time.js';
import { compileTransform } from './transform.js';
import { findZone, type Zone } from './zone.js';

export type { MapSettings };

/**
 * Makes the mapper of a run: record to messages, rejects or skips; synchronous, pure, it never throws and never answers
 * an empty list. `gathered`: what the preset's gatherer answered, where it has one. Throws FatalError('usage',
 * 'zone-unknown') when the zone of the settings is none.
 */
export function compileMapper(mapping: Mapping, settings: MapSettings, gathered?: unknown): Mapper<ImportMsg> {
  const zone = settings.zone === undefined ? undefined : knownZone(settings.zone);
  const plan: Plan = {
    settings,
    order: settings.order ?? mapping.order,
    isCanonical: mapping.source.kind === 'canonical',
    translate: compileTranslator(mapping, gathered),
    readTime: compileTime(timeRule(mapping, zone), settings.nowMs),
    readAccount: compileAccounts('accounts' in mapping.source ? mapping.source.accounts : undefined),
    ...(mapping.media === undefined ? {} : { adapt: compileAdapter(mapping.media, sourceName(mapping)) }),
  };
  const mapFlat =
    plan.isCanonical && !plan.adapt ? compileFlatMapper(plan, (record) => payloadOf(plan, record)) : undefined;
  return (record) => {
    if (record.broken) return [brokenRecord(record, record.broken)];
    const quick = record.flat && mapFlat?.(record, record.flat);
    if (quick) return quick;
    try {
      return mapRecord(plan, record);
    } catch (error) {
      // A record may be nested deeper than the stack, or a module's answer have getters that throw.
      const reason = `the record cannot be mapped: ${error instanceof Error ? error.message : describe(error)}`;
      return [rejectOf(record, record.at, problem('map-failed', reason, 'Look at the record in rejects.jsonl.'))];
    }
  };
}

/** Of a record that is known to be a message. */
function payloadOf(plan: Plan, record: RawRecord): ImportMsg {
  const [mapped] = mapRecord(plan, record);
  if (mapped?.kind !== 'message') throw new Error('a flat record was mapped to a message that it is not');
  return mapped.payload;
}

function knownZone(name: string): Zone {
  const wrong = checkZone(name);
  if (wrong) throw new FatalError('usage', wrong.code, `zone: ${wrong.reason}`, wrong.advice);
  return findZone(name)!;
}

/** Whose record a stand-in for a medium holds. */
function sourceName({ source, name }: Mapping): string {
  return source.kind === 'preset' ? source.preset.name : source.kind === 'canonical' ? 'canonical' : name;
}

function compileTranslator({ source }: Mapping, gathered: unknown): Translator {
  if (source.kind === 'declarative') return compileDeclarative(source.spec);
  if (source.kind === 'preset') return source.preset.compile({ ...source.settings, gathered });
  if (source.kind === 'module') return compileTransform(source.transform);
  return canonicalRecord;
}

function canonicalRecord(value: unknown): ReturnType<Translator> {
  if (isDraft(value)) return { drafts: [value] };
  const reason = `expected an object with id, from, to and time, got ${describe(value)}`;
  return { problem: problem('record-not-object', reason, 'Give --mapping, or --format and `format.records`.') };
}

function timeRule({ source }: Mapping, zone: Zone | undefined): TimeRule {
  if (source.kind === 'preset') return presetTimeRule(source.preset.time?.(source.settings) ?? {}, zone);
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

function presetTimeRule({ unit, format, zone }: PresetTime, standard: Zone | undefined): TimeRule {
  const pattern = format === undefined ? undefined : compileClockPattern(format);
  if (format !== undefined && !pattern) {
    const hint = `A pattern is made of ${PATTERN_WORDS}, each once.`;
    throw new FatalError('usage', 'preset-option', `${JSON.stringify(format)} is no shape of a time.`, hint);
  }
  return {
    unit: (unit as TimeUnit | undefined) ?? (pattern ? 'text' : 'canonical'),
    zone: zone === undefined ? standard : knownZone(zone),
    pattern,
  };
}

/** One message's worth of a record; `part` is what its key is made with. Its place among the pieces is its part of the record. */
type Piece =
  | { readonly source: RawRecord; readonly draft: Draft; readonly part: number }
  | { readonly source: RawRecord; readonly left: Exclude<TranslatedOne, { readonly drafts: readonly Draft[] }> };

function mapRecord(plan: Plan, record: RawRecord): readonly Mapped<ImportMsg>[] {
  // The way of nearly every record of a canonical export, and what the general way below comes to for it.
  if (plan.isCanonical && !record.origin && isDraft(record.value))
    return [mapPart(plan, record, record.at, record.value, 0)];
  const pieces = piecesOf(record, plan.translate(record.value, record.at));
  const { origin } = record;
  if (origin?.onlyPart) {
    const piece = pieces[origin.part];
    return [piece ? mapPiece(plan, record.at, piece) : skipOf(record, record.at, 'other-part')];
  }
  if (pieces.length === 1) return [mapPiece(plan, record.at, pieces[0]!)];
  return pieces.map((piece, part) => mapPiece(plan, { ...record.at, part }, piece));
}

function piecesOf(source: RawRecord, translated: Translated): Piece[] {
  if ('drafts' in translated) return translated.drafts.map((draft, part) => ({ source, draft, part }));
  if (!('several' in translated)) return [{ source, left: translated }];
  return translated.several.flatMap(({ value, becomes }) => piecesOf({ ...source, value, standalone: true }, becomes));
}

function mapPiece(plan: Plan, at: At, piece: Piece): Mapped<ImportMsg> {
  const { source } = piece;
  if ('draft' in piece) return mapPart(plan, source, at, piece.draft, piece.part);
  const { left } = piece;
  if ('skip' in left) return mapSkip(plan, source, at, left.skip, left.control);
  return left.head ? mapPart(plan, source, at, left.head, 0, left.problem) : rejectOf(source, at, left.problem);
}
