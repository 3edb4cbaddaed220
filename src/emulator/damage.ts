import type { Element } from '../im/wire.js';
import type { Change } from './changes.js';
import type { Conversation } from './conversation.js';
import type { StoredMessage } from './message.js';
import type { Store } from './store.js';

/**
 * Damage to what is stored, for tests and demonstrations of whoever compares: messages vanish as if never imported,
 * change silently, or are recalled. An operation names one message by its pair and key, the nth of the read-out, or
 * every nth. Numbers mean the store as it was when the request came, whatever operations before it did.
 */

const KINDS = ['drop', 'alter', 'recall'] as const;

interface Operation {
  readonly do: (typeof KINDS)[number];
  readonly which: { readonly name: Name } | { readonly nth: number; readonly repeats: boolean };
  readonly text: string;
}

interface Name {
  readonly from: string;
  readonly to: string;
  readonly key: string;
}

/** One message that was changed. */
export interface Damaged extends Name {
  readonly do: Operation['do'];
}

/** What a list of operations says, or what is wrong with it. */
export function parseDamage(value: unknown): readonly Operation[] | string {
  if (!Array.isArray(value)) return 'expected a JSON Array of operations, as [{"do":"drop","nth":3}]';
  const operations: Operation[] = [];
  for (const [index, one] of value.entries()) {
    const operation = parseOperation(one);
    if (typeof operation === 'string') return `operation ${index + 1}: ${operation}`;
    operations.push(operation);
  }
  return operations;
}

function parseOperation(value: unknown): Operation | string {
  if (typeof value !== 'object' || value === null) return 'expected an Object';
  const fields = value as Record<string, unknown>;
  const kind = KINDS.find((name) => name === fields.do);
  if (kind === undefined) return `"do" is one of ${KINDS.join(', ')}`;
  const which = parseWhich(fields);
  if (which === undefined) return 'a message is named by "from", "to" and "key", by "nth": N, or by "every": N';
  const { text = 'altered' } = fields;
  if (typeof text !== 'string') return '"text" is a String';
  return { do: kind, which, text };
}

function parseWhich({ from, to, key, nth, every }: Record<string, unknown>): Operation['which'] | undefined {
  if (isNumber(nth)) return { nth, repeats: false };
  if (isNumber(every)) return { nth: every, repeats: true };
  if (typeof from !== 'string' || typeof to !== 'string' || typeof key !== 'string') return undefined;
  return { name: { from, to, key } };
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/**
 * Carries the operations out.
 * @param change changes the store and keeps the change
 * @returns what was changed; a message that is not there, or was recalled before, is not among it
 */
export function damage(
  store: Store,
  operations: readonly Operation[],
  change: (change: Change) => number,
): readonly Damaged[] {
  const targets = operations.map(({ which }) => ('name' in which ? [which.name] : choose(store, which)));
  return operations.flatMap((operation, index) =>
    targets[index]!.filter((name) => change(toChange(store, operation, name)) > 0).map((name) => ({
      do: operation.do,
      ...name,
    })),
  );
}

function choose(store: Store, { nth, repeats }: { readonly nth: number; readonly repeats: boolean }): Name[] {
  const names: Name[] = [];
  let number = 0;
  for (const { entry } of store.held()) {
    number += 1;
    if (repeats ? number % nth === 0 : number === nth) names.push(nameOf(entry.text));
  }
  return names;
}

function nameOf(text: string): Name {
  const { From_Account, To_Account, MsgKey } = JSON.parse(text) as StoredMessage;
  return { from: From_Account, to: To_Account, key: MsgKey };
}

function toChange(store: Store, operation: Operation, name: Name): Change {
  if (operation.do !== 'alter') return { do: operation.do, ...name };
  return { do: 'edit', ...name, MsgBody: altered(store.find(name.from, name.to), name.key, operation.text) };
}

/** The body with another text in its first text element, or with such an element in place of everything. */
function altered(conversation: Conversation | undefined, key: string, text: string): Element[] {
  const entry = conversation?.get(key);
  const replacement: Element = { MsgType: 'TIMTextElem', MsgContent: { Text: text } };
  if (entry === undefined) return [replacement];
  const { MsgBody } = JSON.parse(entry.text) as StoredMessage;
  const place = MsgBody.findIndex((element) => element.MsgType === 'TIMTextElem');
  return place < 0 ? [replacement] : MsgBody.map((element, index) => (index === place ? replacement : element));
}
