import type { IncomingMessage, ServerResponse } from 'node:http';
import { FatalError } from '../errors.js';
import { readBody } from './body.js';
import type { ReadOut } from './readout.js';
import type { EmulatorStats } from './stats.js';

/** What the paths under /emulator/ reach; no signature is asked, and faults do not touch them. */
export interface ControlParts {
  readonly readOut: ReadOut;
  readonly stats: () => EmulatorStats;
  readonly faults: () => readonly string[];
  /** Replaces the faults; throws FatalError `usage`. */
  readonly setFaults: (specs: readonly string[]) => void;
}

/** GET messages, GET stats, GET and POST faults. */
export function control(request: IncomingMessage, response: ServerResponse, path: string, parts: ControlParts): void {
  const call = `${request.method} ${path}`;
  if (call === 'GET /emulator/messages') parts.readOut.stream(response);
  else if (call === 'GET /emulator/stats') sendJson(response, 200, parts.stats());
  else if (call === 'GET /emulator/faults') sendJson(response, 200, parts.faults());
  else if (call === 'POST /emulator/faults') readBody(request, response, (body) => changeFaults(response, body, parts));
  else sendJson(response, 404, { error: 'there are GET messages, GET stats, GET faults and POST faults' });
}

function changeFaults(response: ServerResponse, body: Buffer, parts: ControlParts): void {
  const specs = parseSpecs(body);
  if (specs === undefined) {
    sendJson(response, 400, { error: 'expected a JSON Array of fault specs, as ["throttle:0.05"]' });
    return;
  }
  try {
    parts.setFaults(specs);
    sendJson(response, 200, parts.faults());
  } catch (error) {
    if (!(error instanceof FatalError)) throw error;
    sendJson(response, 400, { error: `${error.message} ${error.hint}` });
  }
}

function parseSpecs(body: Buffer): string[] | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return Array.isArray(value) && value.every((spec) => typeof spec === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}
