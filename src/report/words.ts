/** Numbers, sizes and durations for people; the same everywhere, whatever the machine's language. */

export function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : number(perSecond);
}

const SIZES = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** Decimal units. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < SIZES.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${unit === 0 ? number(value) : value.toFixed(1)} ${SIZES[unit]}`;
}

/** `3 d 4 h`, `1 h 02 min`, `2 min 05 s`, `7 s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600), Math.floor(seconds / 60)];
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  if (minutes > 0) return `${minutes} min ${two(seconds % 60)} s`;
  return `${seconds} s`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Rows of a name and a number, the numbers flush right. */
export function columns(rows: readonly (readonly [name: string, value: string, note?: string])[]): string[] {
  const names = Math.max(...rows.map(([name]) => name.length));
  const values = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value, note]) => {
    const row = `  ${name.padEnd(names)}  ${value.padStart(values)}`;
    return note === undefined ? row : `${row}  ${note}`;
  });
}
