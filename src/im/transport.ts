import { createRequire } from 'node:module';
import type { Dispatcher, Pool as UndiciPool } from 'undici';
import type { Clock } from '../types.js';
import { type Headers, type Reply, readReply } from './reply.js';

/**
 * The pool alone: the whole of undici takes three times as long to load, at every start. Required: an import would first look
 * through its text for names, which takes longer than loading it.
 */
const Pool = createRequire(import.meta.url)('undici/lib/dispatcher/pool.js') as typeof UndiciPool;

/** A page of history is 13K, most answers a hundred bytes; more than this is not from the service. */
const MOST_ANSWER_BYTES = 1024 * 1024;

/** Connection, answer and all: a server that answers drop by drop does not hold a request for ever either. */
class TooLong extends Error {
  readonly code = 'REQUEST_TIMEOUT';
}

/** Port: one request and what came back for it, without a judgement. */
export interface Transport {
  /**
   * Posts a JSON text; never throws. `onStart` is called when the request goes onto its connection; when it throws, nothing
   * goes out and the answer is `lost`.
   */
  post(path: string, body: string, onStart: () => void): Promise<Reply>;
  close(): Promise<void>;
}

/** Posts bodies over kept-alive connections, one request at a time on each. The door to undici. */
export class HttpTransport implements Transport {
  private readonly pool: UndiciPool;

  constructor(
    endpoint: URL,
    private readonly timeoutMs: number,
    private readonly clock: Clock,
  ) {
    this.pool = new Pool(endpoint.origin, {
      pipelining: 1,
      connections: null,
      connect: { timeout: timeoutMs },
      // Each exchange has its own limit, which holds for all of it.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  post(path: string, body: string, onStart: () => void): Promise<Reply> {
    return new Promise((resolve) => {
      const exchange = new Exchange(this.clock, this.timeoutMs, onStart, resolve);
      this.pool.dispatch({ method: 'POST', path, body, headers: HEADERS }, exchange);
    });
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8' };

/** One request and its answer. */
class Exchange implements Dispatcher.DispatchHandler {
  private status = 0;
  private headers: Headers = {};
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private isOver = false;
  private readonly cancelTimeout: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly timeoutMs: number,
    private readonly onStart: () => void,
    private readonly resolve: (reply: Reply) => void,
  ) {
    this.cancelTimeout = clock.after(timeoutMs, () => this.giveUp());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Its time was over before there was a connection: it must not go out any more.
    if (this.isOver) return controller.abort(new TooLong('no connection in time'));
    this.controller = controller;
    try {
      this.onStart();
    } catch {
      // Why is known to whom it comes from.
      controller.abort(new Error('called off'));
      this.end({ kind: 'lost', why: 'it was called off before it went out' });
    }
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.size += chunk.length;
    // The rest is read, so that the connection can be used again, and thrown away.
    if (this.size <= MOST_ANSWER_BYTES) this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const text = (this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks)).toString('utf8');
    this.end(readReply(this.status, this.headers, text, this.clock));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end({ kind: 'lost', why: lostBecause(error, this.timeoutMs) });
  }

  private giveUp(): void {
    const error = new TooLong('no answer in time');
    if (this.controller) this.controller.abort(error);
    this.end({ kind: 'lost', why: lostBecause(error, this.timeoutMs) });
  }

  private end(reply: Reply): void {
    if (this.isOver) return;
    this.isOver = true;
    this.cancelTimeout();
    this.resolve(reply);
  }
}

function lostBecause(error: Error, timeoutMs: number): string {
  const code = 'code' in error ? String(error.code) : '';
  if (code.includes('TIMEOUT')) return `no answer within ${Math.round(timeoutMs / 1_000)} s`;
  return code === '' ? 'the connection broke' : `the connection broke (${code})`;
}
