import type { ContainerShape } from '../types.js';
import { HexEscapeText } from './hex-escapes.js';
import { FAILED, JsonText, type RecordText } from './json-text.js';

const BRACE = 0x7b;
const SPACE = 0x20;

/** The parser for the lines of a source. `what` is the word for the text in messages. */
export function lineText(what: string, shape: ContainerShape): RecordText {
  const text = recordText(what, shape);
  return shape.prefixed ? new PrefixedText(text) : text;
}

/** The parser for the objects of a source that stand by themselves. */
export function recordText(what: string, { hexEscapes }: ContainerShape): RecordText {
  const text = new JsonText(what);
  return hexEscapes ? new HexEscapeText(text) : text;
}

/** Lines with something in front: their JSON begins at the first `{`. A line without one is parsed whole, and fails. */
class PrefixedText implements RecordText {
  constructor(private readonly inner: RecordText) {}

  get why(): RecordText['why'] {
    return this.inner.why;
  }

  object(bytes: Buffer, from: number, to: number, isChecked: boolean): object | typeof FAILED {
    const brace = bytes.indexOf(BRACE, from);
    const start = brace === -1 || brace >= to ? from : brace;
    const value = this.inner.object(bytes, start, to, isChecked);
    if (value !== FAILED || start === from) return value;
    // Parsed again with the prefix blanked: places in what is told are then those in the line.
    const prefix = bytes.subarray(from, start);
    const isInBytes = this.why.code === 'bad-encoding';
    const blanks = Buffer.alloc(isInBytes ? prefix.length : prefix.toString('utf8').length, SPACE);
    const line = Buffer.concat([blanks, bytes.subarray(start, to)]);
    return this.inner.object(line, 0, line.length, isChecked);
  }
}
