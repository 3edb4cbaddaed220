import { FatalError } from '../errors.js';
import { COMMAND_NAMES } from './commands.js';

/**
 * The language of injected faults: `kind:…:probability[:parameter][@from-until][/command]`.
 *
 *   throttle:0.05            60007, not applied             code:60018:0.05          any ErrorCode, not applied
 *   internal:0.03[:code]     91000 or the code, not applied internal-after:0.03[:c]  the same, but applied
 *   http-502:0.05            any HTTP status 400 to 599     http-429:0.02:2          with Retry-After, in seconds
 *   html:0.01                HTTP 200 with a web page       truncated:0.01           applied, half the JSON in a whole reply
 *   lost-before:0.02         connection ends, not applied   lost-after:0.02          applied, then the connection ends
 *   cut:0.01                 applied, connection ends in the middle of the reply
 *   doubled:0.01             applied twice, as a proxy that repeats requests would
 *   slow:0.05:500            that many milliseconds more, together with any other fault
 *   outage:5s-15s            every connection ends between those times
 *   expire-usersig:10s       from then on, signatures made before that time are expired
 *
 * Times count from when the fault was set. `@5s-15s` limits any fault with a probability to a window; `@5s-` is open.
 * `/sendmsg` at the end limits any fault but expire-usersig to that command: `lost-after:0.2@5s-15s/sendmsg`.
 */

export type FaultAction =
  | { readonly kind: 'answer'; readonly code: number; readonly applied: boolean }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'lost'; readonly applied: boolean }
  | { readonly kind: 'page' | 'truncated' | 'cut' | 'doubled' | 'outage' | 'expire-usersig' }
  | { readonly kind: 'slow'; readonly delayMs: number };

export interface FaultSpec {
  /** As it was given. */
  readonly spec: string;
  /** Name it is counted under. */
  readonly label: string;
  readonly action: FaultAction;
  readonly probability: number;
  /** From when to when it is in force, counted from when it was set. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The one command it strikes; absent = every one. */
  readonly command?: string;
}

const ALLOWED =
  'throttle:P, code:N:P, internal:P[:N], internal-after:P[:N], http-STATUS:P[:RETRY_AFTER], html:P, truncated:P, lost-before:P, lost-after:P, cut:P, doubled:P, slow:P:MS, outage:FROM-UNTIL, expire-usersig:TIME; P from 0 to 1, times as 500ms, 5s, 2m; P-faults may end in @FROM-UNTIL, and all but expire-usersig in /COMMAND';

/** More than any scenario needs; each costs a draw per request. */
const MAX_SPECS = 100;

/** Reads fault specs. Throws FatalError `usage` naming the bad one and all that is allowed. */
export function parseFaults(specs: readonly string[]): readonly FaultSpec[] {
  if (specs.length > MAX_SPECS) throw bad(`${specs.length} specs`, `more than ${MAX_SPECS}`);
  return specs.map(parseFault);
}

function parseFault(spec: string): FaultSpec {
  const slash = spec.indexOf('/');
  if (slash < 0) return { spec, ...parseStrike(spec, spec) };
  const command = spec.slice(slash + 1);
  if (!COMMAND_NAMES.includes(command)) {
    throw bad(spec, `${command || 'nothing'} is no command; there are ${COMMAND_NAMES.join(', ')}`);
  }
  const strike = parseStrike(spec, spec.slice(0, slash));
  if (strike.action.kind === 'expire-usersig') throw bad(spec, 'signatures are the same for every command');
  return { spec, ...strike, label: `${strike.label}/${command}`, command };
}

/** @param text the spec without its command */
function parseStrike(spec: string, text: string): Omit<FaultSpec, 'spec' | 'command'> {
  const [body = '', window, ...more] = text.split('@');
  if (more.length > 0) throw bad(spec, 'more than one @');
  const [kind = '', ...fields] = body.split(':');
  if (kind === 'outage' || kind === 'expire-usersig') {
    if (window !== undefined) throw bad(spec, `${kind} has its times after the colon`);
    const [time = '', ...rest] = fields;
    if (rest.length > 0) throw bad(spec, 'too many fields');
    const span = kind === 'outage' ? parseWindow(spec, time) : { fromMs: parseTime(spec, time), untilMs: Infinity };
    return { label: kind, action: { kind }, probability: 1, ...span };
  }
  const label = kind === 'code' ? `code:${fields[0] ?? ''}` : kind;
  const code = kind === 'code' ? parseCode(spec, fields.shift()) : undefined;
  const [probability, parameter, ...rest] = fields;
  if (rest.length > 0) throw bad(spec, 'too many fields');
  return {
    label,
    action: code === undefined ? parseAction(spec, kind, parameter) : answer(spec, code, parameter),
    probability: parseProbability(spec, probability),
    ...(window === undefined ? { fromMs: 0, untilMs: Infinity } : parseWindow(spec, window)),
  };
}

function parseAction(spec: string, kind: string, parameter: string | undefined): FaultAction {
  if (kind === 'internal') return { kind: 'answer', code: parseCode(spec, parameter ?? '91000'), applied: false };
  if (kind === 'internal-after') return { kind: 'answer', code: parseCode(spec, parameter ?? '91000'), applied: true };
  if (kind === 'slow') return { kind, delayMs: parseWhole(spec, parameter, 600_000, 'milliseconds') };
  const status = /^http-([45]\d\d)$/.exec(kind)?.[1];
  if (status !== undefined) {
    const after = parameter === undefined ? undefined : parseWhole(spec, parameter, 86_400, 'seconds');
    return { kind: 'status', status: Number(status), retryAfterSeconds: after };
  }
  if (parameter !== undefined) throw bad(spec, 'too many fields, or an unknown kind');
  if (kind === 'throttle') return { kind: 'answer', code: 60007, applied: false };
  if (kind === 'lost-before') return { kind: 'lost', applied: false };
  if (kind === 'lost-after') return { kind: 'lost', applied: true };
  if (kind === 'html') return { kind: 'page' };
  if (kind === 'truncated' || kind === 'cut' || kind === 'doubled') return { kind };
  throw bad(spec, 'unknown kind');
}

function answer(spec: string, code: number, parameter: string | undefined): FaultAction {
  if (parameter !== undefined) throw bad(spec, 'too many fields');
  return { kind: 'answer', code, applied: false };
}

function parseCode(spec: string, text: string | undefined): number {
  const code = parseWhole(spec, text, 999_999, 'an ErrorCode');
  if (code === 0) throw bad(spec, '0 is no error');
  return code;
}

function parseWhole(spec: string, text: string | undefined, most: number, what: string): number {
  if (text !== undefined && /^\d+$/.test(text) && Number(text) <= most) return Number(text);
  throw bad(spec, `expected ${what} from 0 to ${most}, got ${text ?? 'nothing'}`);
}

function parseProbability(spec: string, text: string | undefined): number {
  if (text !== undefined && /^(\d+(\.\d+)?|\.\d+)$/.test(text) && Number(text) <= 1) return Number(text);
  throw bad(spec, `expected a probability from 0 to 1, got ${text ?? 'nothing'}`);
}

function parseWindow(spec: string, text: string): { readonly fromMs: number; readonly untilMs: number } {
  const [from = '', until, ...rest] = text.split('-');
  if (until === undefined || rest.length > 0) throw bad(spec, `expected times as 5s-15s, got ${text || 'nothing'}`);
  const span = { fromMs: parseTime(spec, from), untilMs: until === '' ? Infinity : parseTime(spec, until) };
  if (span.untilMs <= span.fromMs) throw bad(spec, 'the window ends before it begins');
  return span;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function parseTime(spec: string, text: string): number {
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (parts === null) throw bad(spec, `expected a time as 500ms, 5s or 2m, got ${text || 'nothing'}`);
  return Number(parts[1]) * UNIT_MS[parts[2]!]!;
}

function bad(spec: string, why: string): FatalError {
  return new FatalError('usage', 'emulator-fault', `Fault ${spec}: ${why}.`, `Allowed: ${ALLOWED}.`);
}
