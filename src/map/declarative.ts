import { comparable, compileFilter } from './condition.js';
import type { Draft, Translator } from './draft.js';
import { compileExpression, type Expression } from './expression.js';
import { type Accessor, compilePath } from './path.js';
import { describe, type Problem, problem } from './problem.js';
import type { ElementSpec, MappingSpec } from './schema.js';

/** Compiles a declarative mapping to a function: paths become accessors once, per record there are only calls. */
export function compileDeclarative(spec: MappingSpec): Translator {
  const filter = compileFilter(spec.only);
  const pick = compilePick(spec);
  const readId = compileExpression(spec.id);
  const readFrom = accountText(compileExpression(spec.from));
  const readTo = accountText(compileExpression(spec.to));
  const readTime = compilePath(typeof spec.time === 'string' ? spec.time : spec.time.path);
  const readSeq = optional(spec.seq);
  const readCustomData = optional(spec.customData);
  return (record) => {
    const left = filter(record);
    if (left !== undefined) return { skip: left };
    const shape = pick(record);
    if ('skip' in shape) return shape;
    const draft: Record<string, unknown> = typeof shape === 'function' ? shape(record) : {};
    draft.id = readId(record);
    draft.from = readFrom(record);
    draft.to = readTo(record);
    draft.time = readTime(record);
    draft.seq = readSeq?.(record);
    draft.customData = readCustomData?.(record);
    return typeof shape === 'function' ? { drafts: [draft] } : { problem: shape.problem, head: draft };
  };
}

function optional(expression: Expression | undefined): Accessor | undefined {
  return expression === undefined ? undefined : compileExpression(expression);
}

/** Many sources number their users; the API wants texts. */
function accountText(read: Accessor): Accessor {
  return (record) => {
    const value = read(record);
    return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value;
  };
}

/** Fills the fields of one kind of message. */
type Shape = (record: unknown) => Record<string, unknown>;

type NoShape = { readonly skip: string } | { readonly problem: Problem };

/** Which kind of message a record becomes. */
function compilePick(spec: MappingSpec): (record: unknown) => Shape | NoShape {
  const shapes = new Map(Object.entries(spec.messages).map(([name, entry]) => [name, compileShape(name, entry)]));
  if (spec.type === undefined) {
    const [only] = shapes.values();
    return () => only!;
  }
  const rule = typeof spec.type === 'string' ? { path: spec.type } : spec.type;
  const names = new Map(Object.entries(rule.values ?? {}));
  const read = compilePath(rule.path);
  return (record) => {
    const value = read(record);
    const text = comparable(value);
    const name = names.get(text) ?? (shapes.has(text) && rule.values === undefined ? text : rule.otherwise);
    if (name === 'skip') return { skip: 'type' };
    return shapes.get(name ?? '') ?? unknownType(rule.path, value);
  };
}

function unknownType(path: string, value: unknown): NoShape {
  const reason = `the mapping has no message for ${path} = ${describe(value)}`;
  const advice = 'Add the value to `type.values`, or say `type.otherwise: custom` or `skip`.';
  return { problem: problem('type-unknown', reason, advice) };
}

function compileShape(name: string, entry: ElementSpec | readonly ElementSpec[]): Shape {
  if (!Array.isArray(entry)) return compileElement(entry as ElementSpec, name);
  const elements = entry.map((fields: ElementSpec) => compileElement(fields, undefined));
  return (record) => ({ elements: elements.map((element): Draft => element(record)) });
}

export function compileElement(fields: ElementSpec, name: string | undefined): Shape {
  const reads = Object.entries(fields)
    .filter(([field]) => field !== 'type')
    .map(([field, expression]) => [field, compileExpression(expression)] as const);
  const type = fields.type ?? name;
  return (record) => {
    const draft: Record<string, unknown> = { type };
    for (const [field, read] of reads) draft[field] = read(record);
    return draft;
  };
}
