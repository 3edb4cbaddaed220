import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Client } from '../../src/im/client.js';
import { nodeClock } from '../../src/system/node-clock.js';

/** A service whose answers are any bytes, each on a connection that then ends, and a client of it. */
export interface RawService {
  readonly client: Client;
  /** What comes back for the next requests. */
  answer(bytes: Buffer): void;
  close(): Promise<void>;
}

const TIMEOUT_MS = 1_500;

export async function startRawService(): Promise<RawService> {
  let answer: Buffer = Buffer.alloc(0);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const settings = { endpoint, sdkAppId: 1, identifier: 'admin', secretKey: 'k', timeoutMs: TIMEOUT_MS };
  const client = new Client(settings, nodeClock, Math.random);
  return {
    client,
    answer: (bytes) => {
      answer = bytes;
    },
    close: async () => {
      await client.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
