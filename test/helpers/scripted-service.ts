import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { Client } from '../../src/im/client.js';
import { nodeClock } from '../../src/system/node-clock.js';
import type { Message, Sink, Verdict } from '../../src/types.js';
import { message } from './messages.js';

/** A service that answers as a test says, for what the emulator never does. */

export interface Asked {
  /** As `account_check`. */
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Script = (asked: Asked) => object;

export const DONE = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
export const refusal = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo: 'scripted' });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A client of such a service, and what it was asked, in order. */
export async function scripted(script: Script): Promise<{ client: Client; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const command = new URL(request.url!, 'http://x').pathname.split('/').at(-1)!;
    const one = { command, body: JSON.parse(Buffer.concat(parts).toString()) };
    asked.push(one);
    response.end(JSON.stringify(script(one)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const settings = { endpoint, sdkAppId: 1_400_000_000, identifier: 'admin', secretKey: 'k', timeoutMs: 2_000 };
  const client = new Client(settings, nodeClock, Math.random);
  closers.push(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { client, asked };
}

/** Sends a payload until the sink wants nothing more of it. */
export async function sendAll<Payload>(sink: Sink<Payload>, payload: Payload): Promise<Verdict> {
  const sent: Message<Payload> = { ...message(1, '1'), payload };
  for (;;) {
    const verdict = await sink.send(sent, () => undefined);
    if (verdict.kind !== 'more') return verdict;
  }
}
