import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/server.js';

/** Something that answers as the service does, to try clients on: scripted by a test, or the emulator. */
export interface ImService {
  readonly url: string;
  /** The next request of any command meets it, the ones after do not. */
  strikeNext(strike: Strike): Promise<void>;
  /** Requests that came since the start, struck or not. */
  requests(): number;
  close(): Promise<void>;
}

/** In words of the emulator's faults. `lost-after`, `cut`, `truncated` and `internal-after` are carried out. */
export type Strike =
  | 'lost-before'
  | 'lost-after'
  | 'cut'
  | 'truncated'
  | 'html'
  | 'timeout'
  | { readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly code: number };

export const TARGET = { sdkAppId: 1_400_000_000, identifier: 'administrator', secretKey: 'client-tests' };
/** A client's timeout that the strike `timeout` exceeds. */
export const TIMEOUT_MS = 400;

export interface Received {
  /** As `openim/sendmsg`. */
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Answers a request with a JSON value, as the test's own service would. */
export type Answering = (received: Received) => object;

export interface ScriptedService extends ImService {
  readonly received: readonly Received[];
}

/** A server that answers what `answer` says, with strikes. */
export async function startScripted(answer: Answering): Promise<ScriptedService> {
  const received: Received[] = [];
  const strikes: Strike[] = [];
  const server = createServer(async (request, response) => {
    const text = await readBody(request);
    const command = new URL(request.url!, 'http://x').pathname.replace('/v4/', '');
    const one = { command, text, body: JSON.parse(text) as Received['body'] };
    received.push(one);
    const strike = strikes.shift();
    if (strike === undefined) response.end(JSON.stringify(answer(one)));
    else struck(strike, request, response, () => JSON.stringify(answer(one)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    strikeNext: async (strike) => {
      strikes.push(strike);
    },
    requests: () => received.length,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) text += part;
  return text;
}

function struck(strike: Strike, request: IncomingMessage, response: ServerResponse, apply: () => string): void {
  if (typeof strike === 'object' && 'code' in strike) {
    response.end(JSON.stringify({ ActionStatus: 'FAIL', ErrorCode: strike.code, ErrorInfo: 'scripted' }));
  } else if (typeof strike === 'object') {
    const { status, retryAfterSeconds } = strike;
    response.writeHead(status, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) });
    response.end('not the service');
  } else if (strike === 'lost-before') request.socket.destroy();
  else if (strike === 'html') response.end('<html>Log in</html>');
  else if (strike === 'timeout') return;
  else {
    const text = apply();
    const half = text.slice(0, text.length / 2);
    if (strike === 'lost-after') request.socket.destroy();
    else if (strike === 'truncated') response.end(half);
    else {
      response.writeHead(200, { 'content-length': String(Buffer.byteLength(text)) });
      response.write(half, () => request.socket.destroy());
    }
  }
}

/** An emulator in this process for all tests of a file, which ends with them. */
export async function emulatedForFile(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  const emulator = await startEmulator({ ...TARGET, limitPerSecond: 0, ...options });
  afterAll(() => emulator.close());
  return emulator;
}

/** The emulator with the same strikes. */
export async function startEmulated(): Promise<ImService & { readonly stored: () => number }> {
  const emulator = await startEmulator({ ...TARGET, limitPerSecond: 0 });
  const setFaults = async (specs: readonly string[]) => {
    const answer = await fetch(`${emulator.url}/emulator/faults`, { method: 'POST', body: JSON.stringify(specs) });
    if (!answer.ok) throw new Error(await answer.text());
  };
  let lifting: Promise<void> = Promise.resolve();
  return {
    url: emulator.url,
    strikeNext: async (strike) => {
      await lifting;
      const struckBefore = faultsOf(emulator.stats());
      await setFaults([specOf(strike)]);
      // Lifted as soon as it struck: long before the next try, which waits 160 ms at least.
      lifting = (async () => {
        while (faultsOf(emulator.stats()) === struckBefore) await new Promise((resolve) => setTimeout(resolve, 5));
        await setFaults([]);
      })();
    },
    requests: () => emulator.stats().requests,
    stored: () => emulator.stats().stored,
    close: async () => {
      await lifting;
      await emulator.close();
    },
  };
}

function faultsOf({ faults }: { readonly faults: Readonly<Record<string, number>> }): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0);
}

function specOf(strike: Strike): string {
  if (strike === 'timeout') return `slow:1:${TIMEOUT_MS * 2}`;
  if (typeof strike === 'string') return `${strike}:1`;
  if ('code' in strike) return `code:${strike.code}:1`;
  const { status, retryAfterSeconds } = strike;
  return `http-${status}:1${retryAfterSeconds === undefined ? '' : `:${retryAfterSeconds}`}`;
}
