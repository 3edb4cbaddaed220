import { KIND_NAMES, KINDS } from './elements.js';
import type { ElementSpec, MappingSpec } from './schema.js';
import { suggestion } from './suggestion.js';

/** What a shape alone does not say of a mapping: that the kinds, fields and messages it names exist. */

type Complain = (path: (string | number)[], message: string) => void;

/** Calls `complain` with the place of each name that means nothing. */
export function checkNames(spec: MappingSpec, complain: Complain): void {
  for (const [name, entry] of Object.entries(spec.messages)) checkMessage(name, entry, complain);
  checkType(spec, complain);
}

function checkMessage(name: string, entry: ElementSpec | ElementSpec[], complain: Complain): void {
  if (name === 'reject' || name === 'skip') complain(['messages', name], 'reject and skip are no names for a message');
  const list = Array.isArray(entry) ? entry : [entry];
  for (const [index, fields] of list.entries()) {
    const place = Array.isArray(entry) ? ['messages', name, index] : ['messages', name];
    checkFields(fields, Array.isArray(entry) ? undefined : name, place, complain);
  }
  if (list.filter((fields) => fields.type === 'custom').length > 1) {
    complain(['messages', name], 'one message can hold only one custom element');
  }
}

function checkFields(
  fields: ElementSpec,
  name: string | undefined,
  place: (string | number)[],
  complain: Complain,
): void {
  const kind = fields.type ?? name;
  if (name !== undefined && 'body' in fields) {
    if (Object.keys(fields).length > 1) complain(place, 'body replaces all other fields');
    return;
  }
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind)) {
    complain(place, `expected \`type\` to be one of ${KIND_NAMES.join(', ')}`);
    return;
  }
  const allowed = KINDS[kind]!.fields;
  for (const field of Object.keys(fields)) {
    if (field === 'type' || allowed.includes(field)) continue;
    complain(
      [...place, field],
      `${kind} has no field ${field}${suggestion(field, allowed)}; it has ${allowed.join(', ')}`,
    );
  }
}

function checkType(spec: MappingSpec, complain: Complain): void {
  const names = Object.keys(spec.messages);
  if (spec.type === undefined) {
    if (names.length !== 1) complain(['messages'], 'without `type` there must be exactly one kind of message');
    return;
  }
  if (typeof spec.type === 'string') return;
  const allowed = [...names, 'reject', 'skip'];
  const targets: [string[], string][] = Object.entries(spec.type.values ?? {}).map(([value, name]) => [
    ['values', value],
    name,
  ]);
  if (spec.type.otherwise !== undefined) targets.push([['otherwise'], spec.type.otherwise]);
  for (const [place, name] of targets) {
    if (allowed.includes(name)) continue;
    complain(['type', ...place], `expected one of ${allowed.join(', ')}, got "${name}"${suggestion(name, allowed)}`);
  }
}
