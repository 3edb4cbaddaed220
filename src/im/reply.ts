import type { Clock } from '../types.js';

/** What came back for a request, before it is judged. */
export type Reply =
  | {
      readonly kind: 'answer';
      /** `partly`: ErrorCode 0 with ActionStatus `SomeError`; lists in the answer say what failed. */
      readonly ok: boolean | 'partly';
      readonly code: number;
      readonly info: string;
      /** The whole answer. */
      readonly answer: object;
    }
  | { readonly kind: 'http'; readonly status: number; readonly afterMs?: number }
  | { readonly kind: 'not-json'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

const STATUSES: readonly unknown[] = [undefined, 'OK', 'FAIL', 'SomeError'];

/** Reads an answer that came whole. */
export function readReply(status: number, headers: Headers, text: string, clock: Clock): Reply {
  if (status === 200) return readAnswer(text);
  const afterMs = retryAfterMs(headers['retry-after'], clock);
  return { kind: 'http', status, ...(afterMs === undefined ? {} : { afterMs }) };
}

function readAnswer(text: string): Reply {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return { kind: 'not-json', why: `the answer is no JSON (${text.length} characters, begins with ${startOf(text)})` };
  }
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('ErrorCode' in answer) ||
    !Number.isInteger(answer.ErrorCode)
  ) {
    return { kind: 'not-json', why: 'the answer is JSON, but not an answer of the service: ErrorCode is missing' };
  }
  const { ErrorCode, ErrorInfo, ActionStatus } = answer as {
    ErrorCode: number;
    ErrorInfo?: unknown;
    ActionStatus?: unknown;
  };
  // A word that is none says that bytes of the answer are others; a code that is none could be any.
  if (ErrorCode === 0 && !STATUSES.includes(ActionStatus)) {
    return { kind: 'not-json', why: 'the answer is JSON, but not an answer of the service: ActionStatus is unknown' };
  }
  const info = typeof ErrorInfo === 'string' ? ErrorInfo : '';
  return { kind: 'answer', ok: isOk(ErrorCode, ActionStatus), code: ErrorCode, info, answer };
}

function isOk(code: number, status: unknown): boolean | 'partly' {
  if (code !== 0) return false;
  return status === undefined || status === 'OK' || (status === 'SomeError' && 'partly');
}

function startOf(text: string): string {
  return JSON.stringify(text.slice(0, 20));
}

/** Retry-After in seconds or as a date. */
function retryAfterMs(header: string | string[] | undefined, clock: Clock): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - clock.wallMs());
}
