import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FatalError, systemCode } from '../errors.js';

/** Longer than clients keep an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;
const MAX_CONNECTIONS = 10_000;

/** An HTTP server on loopback. */
export interface Listening {
  readonly url: string;
  /** Ends every connection; answers when the port is free. */
  close(): Promise<void>;
}

/** Throws FatalError `usage` when the port cannot be had. */
export async function listen(
  port: number,
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, handle);
  server.maxConnections = MAX_CONNECTIONS;
  await bind(server, port);
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, close: () => shut(server) };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
}

function cannotListen(port: number, error: unknown): FatalError {
  return new FatalError(
    'usage',
    'emulator-port',
    `The emulator cannot listen on 127.0.0.1:${port} (${systemCode(error) ?? String(error)}).`,
    'Give another port, or 0 for any free one.',
    error,
  );
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
