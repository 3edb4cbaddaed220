/** Single values as sources write them. */

/** Whether there is anything: nothing, null and, as in CSV, an empty text are none. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** A text that is not empty, or an integer of any size as its decimal text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined;
}

/** Any value as a word to be looked up or shown; nothing and what is no single value is none, and never an error. */
export function wordOf(value: unknown): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

/** A flag, which CSV and some servers write as a text or a number. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || (typeof value === 'string' && /^true$/i.test(value));
}

/** An object of the members that have a value; undefined when none has. */
export function given(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const found = Object.entries(members).filter(([, value]) => isGiven(value));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
