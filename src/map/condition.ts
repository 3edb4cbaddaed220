import { type Accessor, compilePath } from './path.js';
import type { ConditionSpec } from './schema.js';

/** Answers the word under which a record is left out, or undefined when it stays. */
export type Filter = (record: unknown) => string | undefined;

/** Compiles `only`: a record stays when every condition holds; the first that does not names the reason. */
export function compileFilter(conditions: readonly ConditionSpec[] = []): Filter {
  const rules = conditions.map((rule) => ({ holds: compileCondition(rule), otherwise: rule.otherwise ?? 'filtered' }));
  return (record) => {
    for (const rule of rules) if (!rule.holds(record)) return rule.otherwise;
    return undefined;
  };
}

function compileCondition(rule: ConditionSpec): (record: unknown) => boolean {
  const read = compilePath(rule.path);
  if (rule.exists !== undefined) return (record) => isThere(read, record) === rule.exists;
  const wanted = rule.equals !== undefined;
  const values = rule.equals !== undefined ? rule.equals : rule.not;
  const texts = new Set((Array.isArray(values) ? values : [values]).map(comparable));
  return (record) => texts.has(comparable(read(record))) === wanted;
}

function isThere(read: Accessor, record: unknown): boolean {
  return comparable(read(record)) !== '';
}

/** Values are compared as text, so that 1 in JSON and "1" in CSV are equal; nothing, null and an empty cell are one. */
export function comparable(value: unknown): string {
  if (value === undefined || value === null) return '';
  // An object equals no value a mapping can name.
  return typeof value === 'object' ? '\u0000' : String(value);
}
