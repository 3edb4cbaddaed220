import { isUtf8 } from 'node:buffer';
import { jsonlParser } from 'stream-json/jsonl/parser.js';
import { mayRound, parseLossless } from '../json.js';
import { badEncoding, notAnObject, tooDeep, type Why } from './broken.js';
import { NESTING_LEVELS } from './limits.js';
import { hasLongDigits, nestsDeeperThan } from './scan.js';

/** The door to stream-json: the text of one record becomes an object. */

/** Stands for a value that could not be had; `JsonText.why` tells why. */
export const FAILED = Symbol('failed');

/** Turns one record's text after another into its object. */
export interface RecordText {
  /** Why the last text failed. */
  readonly why: Why;
  /** The object whose JSON stands in the bytes, or FAILED. `isChecked`: the bytes are known to be UTF-8. */
  object(bytes: Buffer, from: number, to: number, isChecked: boolean): object | typeof FAILED;
}

/** Parses one record's text after another. */
export class JsonText implements RecordText {
  why: Why = { code: '', reason: '', advice: '' };
  private readonly parser = jsonlParser<unknown>({
    errorIndicator: (error: unknown, text: string) => {
      this.why = explain(error, text);
      return FAILED;
    },
  });

  /** `what` is the word for the text in messages: line, element. */
  constructor(private readonly what: string) {}

  object(bytes: Buffer, from: number, to: number, isChecked: boolean): object | typeof FAILED {
    if (!isChecked && !isUtf8(bytes.subarray(from, to)))
      return this.fail(badEncoding(bytes.subarray(from, to), this.what));
    if (nestsDeeperThan(NESTING_LEVELS, bytes, from, to)) return this.fail(tooDeep(NESTING_LEVELS));
    const text = bytes.toString('utf8', from, to);
    const value = hasLongDigits(bytes, from, to) && mayRound(text) ? this.lossless(text) : this.parse(text);
    if (value === FAILED) return FAILED;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.fail(notAnObject(value));
    return value;
  }

  private parse(text: string): unknown {
    const item = this.parser(text);
    return typeof item === 'symbol' ? this.fail(explain(undefined, text)) : item.value;
  }

  /** Parsed the plain way first, so that a fault reads the same with and without long integers. */
  private lossless(text: string): unknown {
    return this.parse(text) === FAILED ? FAILED : parseLossless(text);
  }

  private fail(why: Why): typeof FAILED {
    this.why = why;
    return FAILED;
  }
}

/** V8 quotes the text in some of its messages; what is told must hold none of it. */
function explain(error: unknown, text: string): Why {
  const message = error instanceof Error ? error.message : '';
  const [, complaint = 'Unexpected character or end', place] =
    /^([^"]*?) (?:in JSON )?at position (\d+)/.exec(message) ?? [];
  const offset = place === undefined ? undefined : Number(place);
  const where = offset === undefined ? '' : ` at its character ${offset + 1}`;
  return {
    code: 'bad-json',
    reason: `not valid JSON: ${complaint.charAt(0).toLowerCase()}${complaint.slice(1)}${where}`,
    advice: adviceFor(complaint, offset === undefined ? '' : text.charAt(offset)),
  };
}

function adviceFor(complaint: string, next: string): string {
  if (/^Unexpected non-whitespace/.test(complaint) && next === '{') {
    return 'Several objects stand on one line; export one object per line.';
  }
  if (/^Bad control character/.test(complaint))
    return 'Line ends and other control characters in texts must be escaped.';
  if (/^Bad escaped/.test(complaint)) return 'Only the escapes of JSON are allowed after a backslash.';
  return 'Look at the place named; correct the record, or export it again.';
}
