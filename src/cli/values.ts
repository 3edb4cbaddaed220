import type { RejectLimit } from '../checkpoint/reject-limit.js';

/** Readers of setting values. Each answers the value, or a WrongValue that says in words what is allowed. */

export class WrongValue {
  constructor(readonly allowed: string) {}
}

export type Reader<Value> = (text: string) => Value | WrongValue;

export const text: Reader<string> = (value) => (value === '' ? new WrongValue('a text that is not empty') : value);

export function wholeNumber(least: number, most: number): Reader<number> {
  return (value) => {
    const number = Number(value);
    const fits = /^\d+$/.test(value) && number >= least && number <= most;
    return fits ? number : new WrongValue(`a whole number from ${least} to ${most}`);
  };
}

export function oneOf<Choice extends string>(...choices: readonly Choice[]): Reader<Choice> {
  return (value) => choices.find((choice) => choice === value) ?? new WrongValue(choices.join(', '));
}

export const yesOrNo: Reader<boolean> = (value) => {
  if (value === 'true') return true;
  return value === 'false' ? false : new WrongValue('true or false');
};

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `10s`, `15m`, `1.5h`; milliseconds. */
export function duration(leastMs: number, mostMs: number): Reader<number> {
  return (value) => {
    const found = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)$/.exec(value);
    const ms = found ? Number(found[1]) * UNITS_MS[found[2]!]! : Number.NaN;
    const fits = ms >= leastMs && ms <= mostMs;
    return fits ? ms : new WrongValue(`a duration from ${say(leastMs)} to ${say(mostMs)}, as 500ms, 10s, 15m, 2h`);
  };
}

const BYTES: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

/** `512MB`, `1GB`, `1.5GB`; bytes. */
export function memory(leastBytes: number, mostBytes: number): Reader<number> {
  const sayBytes = (bytes: number) => (bytes % BYTES.GB! === 0 ? `${bytes / BYTES.GB!}GB` : `${bytes / BYTES.MB!}MB`);
  return (value) => {
    const found = /^(\d+(?:\.\d+)?)\s*(MB|GB)$/i.exec(value);
    const bytes = found ? Math.round(Number(found[1]) * BYTES[found[2]!.toUpperCase()]!) : Number.NaN;
    const fits = bytes >= leastBytes && bytes <= mostBytes;
    return fits
      ? bytes
      : new WrongValue(`a size from ${sayBytes(leastBytes)} to ${sayBytes(mostBytes)}, as 512MB, 1.5GB`);
  };
}

function say(ms: number): string {
  if (ms % 86_400_000 === 0) return `${ms / 86_400_000}d`;
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
}

/** `30d` or `30`: whole days. */
export const days: Reader<number> = (value) => {
  const found = /^(\d{1,5})d?$/.exec(value);
  const count = found ? Number(found[1]) : 0;
  return count > 0 ? count : new WrongValue('a number of days, as 7d, 30d, 90d');
};

/** `1000` or `2%`. */
export const rejectLimit: Reader<RejectLimit> = (value) => {
  const found = /^(\d+(?:\.\d+)?)(%?)$/.exec(value);
  const most = Number(found?.[1]);
  if (found?.[2] === '%' && most <= 100) return { kind: 'percent', most };
  if (found?.[2] === '' && Number.isSafeInteger(most)) return { kind: 'number', most };
  return new WrongValue('a whole number, or a percentage from 0% to 100%');
};

/** `http://` and `https://` addresses without a path of their own. */
export const endpoint: Reader<URL> = (value) => {
  const wrong = new WrongValue('an address as https://console.tim.qq.com, without path or query');
  if (!URL.canParse(value)) return wrong;
  const url = new URL(value);
  const plain = (url.protocol === 'http:' || url.protocol === 'https:') && url.pathname === '/' && url.search === '';
  return plain && url.username === '' && url.hash === '' ? url : wrong;
};

/** What stands between fields; a tab is hard to type. */
export const delimiter: Reader<string> = (value) => (value === 'tab' || value === '\\t' ? '\t' : text(value));

/** What stands round fields; none = nothing does. */
export const quote: Reader<string> = (value) => {
  if (value === 'none') return '';
  return value.length === 1 ? value : new WrongValue('one character, or none');
};

/** Comma-separated parts, of which none is empty. */
export const list: Reader<readonly string[]> = (value) => {
  const parts = value.split(',').map((part) => part.trim());
  return parts.some((part) => part === '') ? new WrongValue('parts with commas between') : parts;
};

/** `name=value`, several with commas between; a value may hold commas itself. */
export const assignments: Reader<Readonly<Record<string, string>>> = (value) => {
  const parts = value.split(/,(?=[A-Za-z-]+=)/).map((part) => part.trim());
  if (parts.some((part) => part.indexOf('=') < 1)) return new WrongValue('name=value, several with commas between');
  return Object.fromEntries(parts.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));
};

/** Two different accounts with a comma between. */
export const pair: Reader<readonly [string, string]> = (value) => {
  const [one, other, ...more] = value.split(',').map((part) => part.trim());
  const isPair = one && other && one !== other && more.length === 0;
  return isPair ? [one, other] : new WrongValue('two different accounts with a comma between, as anna,bo');
};

/** `1%`, `0.5%`: a share above 0, up to 1. */
export const share: Reader<number> = (value) => {
  const found = /^(\d+(?:\.\d+)?)%$/.exec(value);
  const part = found ? Number(found[1]) / 100 : Number.NaN;
  return part > 0 && part <= 1 ? part : new WrongValue('a percentage above 0% up to 100%, as 1%');
};
