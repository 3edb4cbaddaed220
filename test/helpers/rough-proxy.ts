import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A way to a server on which bytes get lost: a TCP proxy that does something bad to one exchange in several. What it does
 * is drawn when the first bytes of a request come, from the chance that is handed in.
 *
 * Requests are passed on as they are, in part, late, or twice, but never with other bytes in them: without TLS nobody could
 * tell a garbled request from another message. Answers are garbled, but not in the digits of a number: nobody could tell
 * another code from the right one.
 */
export interface RoughProxy {
  readonly url: string;
  /** How often each fault struck. */
  readonly struck: Readonly<Record<Fault, number>>;
  /** Exchanges that began, struck or not. */
  exchanges(): number;
  close(): Promise<void>;
}

export const FAULTS = [
  'cut-request',
  'cut-answer',
  'close-answer',
  'refuse',
  'stall-request',
  'stall-answer',
  'late-request',
  'drip',
  'twice',
  'garble',
] as const;
export type Fault = (typeof FAULTS)[number];

export interface Roughness {
  readonly chance: () => number;
  /** Share of exchanges that are struck. */
  readonly share: number;
  readonly faults: readonly Fault[];
  /** A request or answer that is held back for longer than the client waits. */
  readonly stallMs: number;
}

const REQUEST_BYTES = 900;
const ANSWER_BYTES = 260;
const DRIP_MS = 2;
/** Several bits of one byte, so that letters become others and line ends vanish. */
const GARBLE_BITS = 0x15;

export async function startRoughProxy(target: string, roughness: Roughness): Promise<RoughProxy> {
  const { port, hostname } = new URL(target);
  const struck = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A connection that breaks is what this is about.
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const toServer = () => keep(connect(Number(port), hostname));
  let exchanges = 0;
  const draw = (): Fault | undefined => {
    exchanges += 1;
    const { chance, share, faults } = roughness;
    if (chance() >= share) return undefined;
    const fault = faults[Math.floor(chance() * faults.length)]!;
    struck[fault] += 1;
    return fault;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    new Way(keep(client), toServer, draw, roughness).open();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    struck,
    exchanges: () => exchanges,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * One connection and what becomes of its exchanges, which follow one another: request bytes, then answer bytes. The first
 * request bytes after an answer begin the next exchange.
 */
class Way {
  private fault: Fault | undefined;
  private isAnswering = true;
  /** Bytes after which the fault of this exchange strikes, on its side. */
  private strikesAfter = 0;
  private requestBytes = 0;
  private answerBytes = 0;
  private readonly server: Socket;
  private copy: Socket | undefined;
  private answering: Promise<void> = Promise.resolve();

  constructor(
    private readonly client: Socket,
    private readonly toServer: () => Socket,
    private readonly draw: () => Fault | undefined,
    private readonly roughness: Roughness,
  ) {
    this.server = toServer();
  }

  open(): void {
    this.client.on('data', (bytes) => this.request(bytes));
    this.server.on('data', (bytes) => this.answer(bytes));
    this.client.on('end', () => this.server.end());
    this.server.on('end', () => void this.answering.then(() => this.client.end()));
    this.server.on('close', () => void this.answering.then(() => this.client.destroy()));
    // What is under way late still comes, although nobody waits for it.
    this.client.on('close', () => {
      if (this.fault !== 'late-request') this.server.destroy();
    });
  }

  private request(bytes: Buffer): void {
    if (this.isAnswering) this.begin();
    const left = this.strikesAfter - this.requestBytes;
    this.requestBytes += bytes.length;
    switch (this.fault) {
      case 'refuse':
        return this.cut();
      case 'cut-request':
        if (bytes.length < left) break;
        this.server.write(bytes.subarray(0, Math.max(0, left)));
        return this.cut();
      case 'stall-request':
        if (bytes.length < left) break;
        this.server.write(bytes.subarray(0, Math.max(0, left)));
        return this.stall();
      case 'late-request':
        setTimeout(() => this.server.write(bytes), this.roughness.stallMs);
        return;
      case 'twice':
        this.copy ??= this.toServer().resume();
        this.copy.write(bytes);
    }
    this.server.write(bytes);
  }

  private begin(): void {
    const { chance } = this.roughness;
    this.isAnswering = false;
    this.fault = this.draw();
    this.requestBytes = 0;
    this.answerBytes = 0;
    this.copy = undefined;
    const ofRequest = this.fault === 'cut-request' || this.fault === 'stall-request';
    this.strikesAfter = Math.floor(chance() * (ofRequest ? REQUEST_BYTES : ANSWER_BYTES));
  }

  private answer(bytes: Buffer): void {
    this.isAnswering = true;
    const left = this.strikesAfter - this.answerBytes;
    this.answerBytes += bytes.length;
    const before = bytes.subarray(0, Math.max(0, left));
    switch (this.fault) {
      case 'cut-answer':
        if (bytes.length < left) break;
        this.client.write(before, () => this.cut());
        return;
      case 'close-answer':
        if (bytes.length < left) break;
        // A half-closed connection: no more answers, requests are still taken.
        this.client.end(before);
        return;
      case 'stall-answer':
        if (bytes.length < left) break;
        this.client.write(before);
        return this.stall();
      case 'garble':
        this.client.write(garbled(bytes, left));
        return;
      case 'drip':
        this.drip(bytes);
        return;
    }
    this.client.write(bytes);
  }

  private cut(): void {
    this.client.destroy();
    this.server.destroy();
  }

  /** Nothing more comes on this connection; it ends when the client has lost patience. */
  private stall(): void {
    this.client.pause();
    this.server.pause();
    setTimeout(() => this.cut(), 2 * this.roughness.stallMs);
  }

  private drip(bytes: Buffer): void {
    this.answering = this.answering.then(async () => {
      for (const byte of bytes) {
        this.client.write(Buffer.of(byte));
        await new Promise((resolve) => setTimeout(resolve, DRIP_MS));
      }
    });
  }
}

/** The byte at or behind the place, that is no digit, with other bits. */
function garbled(bytes: Buffer, place: number): Buffer {
  const changed = Buffer.from(bytes);
  for (let at = Math.max(0, place); at < changed.length; at += 1) {
    if (isDigit(changed[at]!) || isDigit(changed[at]! ^ GARBLE_BITS)) continue;
    changed[at]! ^= GARBLE_BITS;
    break;
  }
  return changed;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
