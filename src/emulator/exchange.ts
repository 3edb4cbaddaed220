import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultAction } from './fault-specs.js';
import type { Decision } from './faults.js';
import { encodeReply, OK, type Reply } from './reply.js';
import type { Stats } from './stats.js';

/**
 * One API request under faults. It is first **refused before it is applied** (a code, a status, a web page, a lost
 * connection), or **applied** (twice, under `doubled`); an applied one that succeeded waits until it is on disk;
 * then its answer, right or spoilt, waits out latency and slowness and is **delivered**. An answer whose client went
 * away is dropped.
 */
export interface ExchangeParts {
  readonly stats: Stats;
  readonly latencyMs: number;
  /** Calls back when everything applied so far is on disk, with false when it never will be. */
  readonly whenWritten: (done: (onDisk: boolean) => void) => void;
}

/** How the answer leaves: as it should, or not. */
type Delivery =
  | { readonly kind: 'reply' | 'truncated' | 'cut'; readonly reply: Reply }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds: number | undefined }
  | { readonly kind: 'page' }
  | { readonly kind: 'lost' };

/** Codes that say "too often", as the stats count them. */
const THROTTLING = new Set([60007, 60011, 60018, 60019]);
const NOT_ON_DISK: Reply = { code: 91000, info: 'internal error, please retry: the data folder cannot be written' };

/**
 * Carries a request that has arrived whole to its answer.
 * @param apply does what the request asks and says what the answer would be
 */
export function carryOut(response: ServerResponse, decision: Decision, apply: () => Reply, parts: ExchangeParts): void {
  const { stats } = parts;
  const delayMs = parts.latencyMs + countSlowness(decision, stats);
  const fault = decision.fault?.action;
  if (decision.fault !== undefined) stats.fault(decision.fault.label, throttles(decision.fault.action));
  const deliver = (delivery: Delivery) => after(delayMs, () => send(response, delivery, stats));
  const early = fault === undefined ? undefined : instead(fault);
  if (early !== undefined) {
    deliver(early);
    return;
  }
  const reply = apply();
  if (fault?.kind === 'doubled') apply();
  if (reply.code !== 0) deliver(spoil(fault, reply));
  else parts.whenWritten((onDisk) => deliver(spoil(fault, onDisk ? reply : NOT_ON_DISK)));
}

/** Milliseconds of all slowness that was drawn. */
function countSlowness(decision: Decision, stats: Stats): number {
  let delayMs = 0;
  for (const { label, action } of decision.slow) {
    stats.fault(label, false);
    if (action.kind === 'slow') delayMs += action.delayMs;
  }
  return delayMs;
}

/** What is answered without applying anything. */
function instead(action: FaultAction): Delivery | undefined {
  if (action.kind === 'answer' && !action.applied) return { kind: 'reply', reply: injected(action.code) };
  if (action.kind === 'lost' && !action.applied) return { kind: 'lost' };
  if (action.kind === 'status') return action;
  return action.kind === 'page' ? { kind: 'page' } : undefined;
}

/** What is answered after it was applied. */
function spoil(action: FaultAction | undefined, reply: Reply): Delivery {
  if (action?.kind === 'answer') return { kind: 'reply', reply: injected(action.code) };
  if (action?.kind === 'lost') return { kind: 'lost' };
  if (action?.kind === 'truncated' || action?.kind === 'cut') return { kind: action.kind, reply };
  return { kind: 'reply', reply };
}

function injected(code: number): Reply {
  return { code, info: 'injected fault' };
}

function throttles(action: FaultAction): boolean {
  return action.kind === 'answer' ? THROTTLING.has(action.code) : action.kind === 'status' && action.status === 429;
}

function after(delayMs: number, callback: () => void): void {
  if (delayMs === 0) callback();
  else setTimeout(callback, delayMs).unref();
}

/** Sends a plain reply, as for a request over the limit. */
export function sendReply(response: ServerResponse, reply: Reply, parts: ExchangeParts): void {
  after(parts.latencyMs, () => send(response, { kind: 'reply', reply }, parts.stats));
}

function send(response: ServerResponse, delivery: Delivery, stats: Stats): void {
  const request: IncomingMessage = response.req;
  if (response.destroyed || request.socket.destroyed) return;
  if (delivery.kind === 'lost') {
    request.socket.destroy();
  } else if (delivery.kind === 'status') {
    sendPage(response, delivery.status, delivery.retryAfterSeconds);
  } else if (delivery.kind === 'page') {
    sendPage(response, 200, undefined);
  } else {
    stats.answered(delivery.reply.code);
    sendBody(response, delivery.kind, delivery.reply);
  }
}

const OK_HEADERS = { 'Content-Type': 'application/json', 'Content-Length': encodeReply(OK).length };

function sendBody(response: ServerResponse, kind: 'reply' | 'truncated' | 'cut', reply: Reply): void {
  const body = encodeReply(reply);
  if (kind === 'reply') {
    response.writeHead(200, reply === OK ? OK_HEADERS : { ...OK_HEADERS, 'Content-Length': body.length });
    response.end(body);
    return;
  }
  const half = body.subarray(0, body.length >> 1);
  response.writeHead(200, { ...OK_HEADERS, 'Content-Length': kind === 'cut' ? body.length : half.length });
  if (kind === 'truncated') response.end(half);
  else response.write(half, () => response.req.socket.destroy());
}

/** The page of a server in between that knows nothing of the API. */
function sendPage(response: ServerResponse, status: number, retryAfterSeconds: number | undefined): void {
  const body = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`;
  const headers = { 'Content-Type': 'text/html', 'Content-Length': body.length };
  response.writeHead(
    status,
    retryAfterSeconds === undefined ? headers : { ...headers, 'Retry-After': retryAfterSeconds },
  );
  response.end(body);
}
