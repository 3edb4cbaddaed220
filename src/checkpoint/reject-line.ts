import { isUtf8 } from 'node:buffer';
import { stringifyLossless } from '../json.js';
import { keyBasis, keyText } from '../key.js';
import { placeIn } from '../place.js';
import type { Broken, Message, RawRecord, Reject } from '../types.js';

/** A raw record in a reject line is cut at this size; `length` tells the whole. */
const RAW_LINE_BYTES = 64 * 1024;

/** Reject of a message that the service refused or that could not be brought to it. */
export function rejectOf(message: Message, verdict: Pick<Reject, 'code' | 'reason' | 'advice' | 'outcome'>): Reject {
  const { at, id, lane, timeUs, key, source } = message;
  const { code, reason, advice, outcome } = verdict;
  const basis = keyBasis(id, lane, timeUs);
  return { kind: 'reject', at, stage: 'deliver', code, reason, advice, outcome, id, key: keyText(key), basis, source };
}

/**
 * One line of rejects.jsonl: `{input, record, part, line, byte, id, key, basis, mapping, stage, code, reason, advice,
 * outcome, raw | rawText | rawBase64, length}`. A record that itself came from a rejects file keeps its first place.
 * `standalone`: `raw` is only this message of a record that holds several.
 */
export function rejectLine(reject: Reject, inputName: string, mappingDigest: string): string {
  const { at, source } = reject;
  const origin = source.origin;
  const place = origin ?? at;
  return `${stringifyLossless({
    ...placeIn(at, source, inputName),
    standalone: source.standalone || origin?.standalone,
    line: place.line,
    byte: place.byte,
    id: reject.id,
    key: reject.key,
    basis: reject.basis,
    mapping: mappingDigest,
    stage: reject.stage,
    code: reject.code,
    reason: reject.reason,
    advice: reject.advice,
    outcome: reject.outcome,
    ...rawFields(source),
  })}\n`;
}

function rawFields({ broken, value }: RawRecord): Record<string, unknown> {
  if (broken) return brokenFields(broken);
  const text = stringifyLossless(value);
  const length = Buffer.byteLength(text);
  if (length <= RAW_LINE_BYTES) return { raw: value, length };
  return { rawText: wholeCharacters(Buffer.from(text).subarray(0, RAW_LINE_BYTES)).toString(), length };
}

function brokenFields({ raw, length }: Broken): Record<string, unknown> {
  const kept = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, RAW_LINE_BYTES));
  const bytes = kept.length < length ? wholeCharacters(kept) : kept;
  return isUtf8(bytes) ? { rawText: bytes.toString(), length } : { rawBase64: bytes.toString('base64'), length };
}

/** Without a last character of which only the first bytes are there. */
function wholeCharacters(bytes: Buffer): Buffer {
  let lead = bytes.length - 1;
  while (lead > 0 && lead > bytes.length - 4 && (bytes[lead]! & 0xc0) === 0x80) lead -= 1;
  const first = bytes[lead] ?? 0;
  const needed = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return lead + needed > bytes.length ? bytes.subarray(0, lead) : bytes;
}
