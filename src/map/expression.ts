import { parseLossless, stringifyLossless } from '../json.js';
import { type Accessor, compilePath } from './path.js';

/** Where a canonical field's value comes from, as written in a mapping. Absent stays absent: a record is never guessed. */
export type Expression =
  /** The value at a path. */
  | string
  /** The value at a path, or a constant where there is none. */
  | { path: string; default?: unknown }
  /** A constant. */
  | { value: unknown }
  /** The value at a path as compact JSON text. */
  | { json: string }
  /** JSON inside a text: parsed, then read with `take`. */
  | { parse: string; take: Expression }
  /** A text with `{path}` in it; absent when one of them is. */
  | { template: string }
  /** An object made of expressions. */
  | { object: { [name: string]: Expression } };

/** Compiles an expression whose paths a schema has checked. */
export function compileExpression(expression: Expression): Accessor {
  if (typeof expression === 'string') return compilePath(expression);
  if ('path' in expression) return withDefault(compilePath(expression.path), expression.default);
  if ('value' in expression) return () => expression.value;
  if ('json' in expression) return asJson(compilePath(expression.json));
  if ('parse' in expression) return parsed(compilePath(expression.parse), compileExpression(expression.take));
  if ('template' in expression) return filled(expression.template);
  return assembled(expression.object);
}

function withDefault(read: Accessor, fallback: unknown): Accessor {
  if (fallback === undefined) return read;
  return (record) => {
    const value = read(record);
    return value === undefined || value === null || value === '' ? fallback : value;
  };
}

function asJson(read: Accessor): Accessor {
  return (record) => {
    const value = read(record);
    return value === undefined || value === null ? undefined : stringifyLossless(value);
  };
}

/**
 * Several fields are usually parsed out of the same text of one record, so the last text and its value are kept. They
 * are a memory only: the answer depends on the record alone.
 */
function parsed(read: Accessor, take: Accessor): Accessor {
  let lastText = '';
  let lastValue: unknown;
  return (record) => {
    const text = read(record);
    if (typeof text !== 'string') return take(text);
    if (text !== lastText) {
      lastText = text;
      lastValue = parseOrNothing(text);
    }
    return take(lastValue);
  };
}

function parseOrNothing(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}

const PLACEHOLDER = /\{([^{}]+)\}/;

/** The paths a template names, in order. */
export function templatePaths(template: string): string[] {
  return template.split(PLACEHOLDER).filter((_, index) => index % 2 === 1);
}

function filled(template: string): Accessor {
  const pieces = template.split(PLACEHOLDER);
  const reads = pieces.map((piece, index) => (index % 2 === 1 ? compilePath(piece) : undefined));
  return (record) => {
    let text = '';
    for (let index = 0; index < pieces.length; index += 1) {
      const read = reads[index];
      const value = read ? read(record) : pieces[index];
      if (value === undefined || value === null || typeof value === 'object') return undefined;
      text += String(value);
    }
    return text;
  };
}

function assembled(members: { [name: string]: Expression }): Accessor {
  const reads = Object.entries(members).map(([name, expression]) => [name, compileExpression(expression)] as const);
  return (record) => {
    const object: Record<string, unknown> = {};
    for (const [name, read] of reads) {
      const value = read(record);
      if (value !== undefined && value !== null) object[name] = value;
    }
    return object;
  };
}
