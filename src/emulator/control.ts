import type { IncomingMessage, ServerResponse } from 'node:http';
import { FatalError } from '../errors.js';
import type { AccountRecord } from './account-file.js';
import { readBody } from './body.js';
import { type Damaged, parseDamage } from './damage.js';
import { type HistoryOrder, isHistoryOrder, ORDER_NAMES } from './orders.js';
import type { ReadOut } from './readout.js';
import type { EmulatorStats } from './stats.js';

/** What the paths under /emulator/ reach; no signature is asked, and faults do not touch them. */
export interface ControlParts {
  readonly readOut: ReadOut;
  readonly stats: () => EmulatorStats;
  readonly accounts: () => readonly AccountRecord[];
  readonly faults: () => readonly string[];
  /** Replaces the faults; throws FatalError `usage`. */
  readonly setFaults: (specs: readonly string[]) => void;
  readonly damage: (operations: Operations) => readonly Damaged[];
  readonly setOrder: (order: HistoryOrder) => void;
  /** Calls back when every change so far is on disk, with false when it never will be. */
  readonly whenWritten: (done: (onDisk: boolean) => void) => void;
}

type Operations = Exclude<ReturnType<typeof parseDamage>, string>;
type Answer = (response: ServerResponse, parts: ControlParts) => void;

/** What a request with a JSON body did, or what is wrong with it. */
type Outcome = { readonly value: unknown } | { readonly error: string };

const READS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ['messages', (response, { readOut }) => readOut.stream(response)],
  ['stats', (response, { stats }) => sendJson(response, 200, stats())],
  ['accounts', (response, { accounts }) => sendJson(response, 200, accounts())],
  ['faults', (response, { faults }) => sendJson(response, 200, faults())],
]);

const WRITES: ReadonlyMap<string, (body: unknown, parts: ControlParts) => Outcome> = new Map([
  ['faults', changeFaults],
  ['damage', changeMessages],
  ['history-order', changeOrder],
]);

/** GET paths are read, POST paths take a JSON body. */
export function control(request: IncomingMessage, response: ServerResponse, path: string, parts: ControlParts): void {
  const name = path.slice('/emulator/'.length);
  const read = request.method === 'GET' ? READS.get(name) : undefined;
  const write = request.method === 'POST' ? WRITES.get(name) : undefined;
  if (read !== undefined) {
    read(response, parts);
  } else if (write !== undefined) {
    readBody(request, response, (body) => answerWrite(response, write(parseJson(body), parts), parts));
  } else {
    const there = [...[...READS.keys()].map((one) => `GET ${one}`), ...[...WRITES.keys()].map((one) => `POST ${one}`)];
    sendJson(response, 404, { error: `there are ${there.join(', ')}` });
  }
}

function answerWrite(response: ServerResponse, outcome: Outcome, parts: ControlParts): void {
  if ('error' in outcome) {
    sendJson(response, 400, outcome);
    return;
  }
  parts.whenWritten((onDisk) => {
    if (onDisk) sendJson(response, 200, outcome.value);
    else sendJson(response, 500, { error: 'the data folder cannot be written' });
  });
}

function changeFaults(specs: unknown, parts: ControlParts): Outcome {
  if (!Array.isArray(specs) || !specs.every((spec) => typeof spec === 'string')) {
    return { error: 'expected a JSON Array of fault specs, as ["throttle:0.05"]' };
  }
  try {
    parts.setFaults(specs);
    return { value: parts.faults() };
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    return { error: `${error.message} ${error.hint}` };
  }
}

function changeMessages(body: unknown, parts: ControlParts): Outcome {
  const operations = parseDamage(body);
  return typeof operations === 'string' ? { error: operations } : { value: parts.damage(operations) };
}

function changeOrder(body: unknown, parts: ControlParts): Outcome {
  const { order } = (body ?? {}) as { readonly order?: unknown };
  if (!isHistoryOrder(order)) return { error: `"order" is one of ${ORDER_NAMES.join(', ')}` };
  parts.setOrder(order);
  return { value: { order } };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
