const DECIMAL = /^(\d{1,30})(?:\.(\d{1,30}))?$/;

/**
 * A decimal number with its point moved to the right (to the left below 0), as text and exact at any length: seconds to
 * milliseconds are 3 places, microseconds -3. What is no such number comes back as it is, for the mapper to judge.
 */
export function movePoint(value: unknown, places: number): unknown {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return value;
  const parts = DECIMAL.exec(String(value));
  if (!parts) return value;
  const [, before = '', after = ''] = parts;
  const point = Math.max(1, before.length + places);
  const digits = (before + after).padStart(before.length + after.length + point - before.length - places, '0');
  const whole = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  const rest = digits.slice(point).replace(/0+$/, '');
  return rest === '' ? whole : `${whole}.${rest}`;
}
