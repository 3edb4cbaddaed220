import type { Clock } from '../types.js';

/** What came back for a request, before it is judged. */
export type Reply =
  | { readonly kind: 'answer'; readonly ok: boolean; readonly code: number; readonly info: string }
  | { readonly kind: 'http'; readonly status: number; readonly afterMs?: number }
  | { readonly kind: 'not-json'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

/** Answers are a hundred bytes or so; more than this is not from the service. */
const MOST_ANSWER_BYTES = 64 * 1024;

type Headers = Readonly<Record<string, string | string[] | undefined>>;
type Body = AsyncIterable<Uint8Array>;

/** Reads the whole answer. Throws when the connection breaks in the middle or drips: the outcome is then unknown. */
export async function readReply(
  status: number,
  headers: Headers,
  body: Body,
  clock: Clock,
  timeoutMs: number,
): Promise<Reply> {
  const text = await readBody(body, clock, timeoutMs);
  if (status !== 200) {
    const afterMs = retryAfterMs(headers['retry-after'], clock);
    return { kind: 'http', status, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return readAnswer(text);
}

async function readBody(body: Body, clock: Clock, timeoutMs: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  const untilMs = clock.monotonicMs() + timeoutMs;
  let size = 0;
  for await (const chunk of body) {
    if (clock.monotonicMs() > untilMs) throw new Error('the answer drips');
    size += chunk.length;
    // The rest is read, so that the connection can be used again, and thrown away.
    if (size <= MOST_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
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
  const ok = ErrorCode === 0 && (ActionStatus === undefined || ActionStatus === 'OK');
  return { kind: 'answer', ok, code: ErrorCode, info: typeof ErrorInfo === 'string' ? ErrorInfo : '' };
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
