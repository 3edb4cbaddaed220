import type { Reply } from '../../src/im/reply.js';
import { readReply } from '../../src/im/reply.js';
import type { Transport } from '../../src/im/transport.js';
import type { Clock } from '../../src/types.js';
import type { Chance } from './chance.js';
import { answer, type Service } from './service.js';
import type { Life, World } from './world.js';

/** What may become of a request. */
export const NETWORK_FAULTS = [
  'request-lost',
  'reply-lost',
  'delayed',
  'doubled',
  'garbled',
  'cut',
  'http-502',
  'http-429',
  'error-before',
  'error-after',
  'throttled',
  'signature-dropped',
] as const;

export type NetworkFault = (typeof NETWORK_FAULTS)[number];

/** A time in which nothing comes through, counted from the life's begin. */
export interface Outage {
  readonly fromMs: number;
  readonly lastsMs: number;
}

export interface NetworkPlan {
  /** One way, ms. */
  readonly latencyMs: number;
  readonly timeoutMs: number;
  /** Share of requests that something happens to, and what. */
  readonly faultShare: number;
  readonly faults: readonly NetworkFault[];
  readonly outages: readonly Outage[];
  /** In scenarios made by hand: what happens to a request with this body. */
  readonly strike?: (body: string) => NetworkFault | undefined;
}

/** So often a message is troubled in one life: eight failures while others succeed would make it a reject, and rightly. */
const MOST_TROUBLES = 3;
const INTERNAL_ERROR = 10_002;
const SIGNATURE_MADE_INVALID = 70_052;

/** The way of one process to the service. What is on its way when the process dies goes on alone. */
export class Network implements Transport {
  /** When requests went onto their connection, simulated ms. */
  readonly startsMs: number[] = [];
  /** Requests that were asked for. */
  posts = 0;
  isClosed = false;
  readonly made: Partial<Record<NetworkFault | 'outage', number>> = {};
  private readonly troubles = new Map<string, number>();
  private readonly beganMs: number;

  constructor(
    private readonly world: World,
    private readonly chance: Chance,
    private readonly service: Service,
    private readonly life: Life,
    private readonly clock: Clock,
    private readonly plan: NetworkPlan,
  ) {
    this.beganMs = world.nowMs;
  }

  post(path: string, body: string, onStart: () => void): Promise<Reply> {
    return new Promise((resolve) => {
      let isOver = false;
      this.posts += 1;
      const end = (reply: Reply): void => {
        if (isOver) return;
        isOver = true;
        resolve(reply);
      };
      this.world.after(this.plan.timeoutMs, () => end({ kind: 'lost', why: 'no answer in time' }), this.life);
      // Getting a connection takes a moment, the first ones more.
      this.world.after(this.startsMs.length < 16 ? this.chance.next() * 5 : 0, () => {
        if (isOver) return;
        onStart();
        this.startsMs.push(this.world.nowMs);
        this.travel(path, body, end);
      });
    });
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }

  private travel(path: string, body: string, end: (reply: Reply) => void): void {
    if (this.isOut()) return this.outage(end);
    const fault = this.faultFor(body);
    if (fault) this.made[fault] = (this.made[fault] ?? 0) + 1;
    const lost = (): void => this.later(() => end({ kind: 'lost', why: 'the connection broke' }));
    const tell = (text: string, status = 200, headers = {}): void =>
      this.later(() => end(readReply(status, headers, text, this.clock)));
    const arrive = (then: (text: string) => void, delayMs = 0): void => {
      this.world.after(delayMs + this.oneWayMs(), () => then(this.service.handle(path, body)), this.world.outside);
    };
    switch (fault) {
      case undefined:
        return arrive((text) => tell(text));
      case 'request-lost':
        return this.chance.happens(0.5) ? lost() : undefined;
      case 'reply-lost':
        return arrive(() => (this.chance.happens(0.5) ? lost() : undefined));
      case 'delayed':
        return arrive((text) => tell(text), this.plan.timeoutMs * this.chance.next() * 3);
      case 'doubled':
        arrive(() => undefined, this.chance.magnitude(1, 60_000));
        return arrive((text) => tell(text));
      case 'garbled':
        return arrive((text) => tell(`<html>${text}`));
      case 'cut':
        return arrive((text) => tell(text.slice(0, this.chance.whole(0, text.length - 1))));
      case 'http-502':
        return this.chance.happens(0.5) ? arrive(() => tell('bad gateway', 502)) : tell('bad gateway', 502);
      case 'http-429':
        return tell('', 429, { 'retry-after': String(this.chance.whole(0, 5)) });
      case 'error-before':
        return tell(answer(INTERNAL_ERROR));
      case 'error-after':
        return arrive(() => tell(answer(INTERNAL_ERROR)));
      case 'throttled':
        return tell(answer(60_011));
      case 'signature-dropped':
        this.service.signaturesFrom = Math.floor(this.world.trueMs() / 1_000);
        return tell(answer(SIGNATURE_MADE_INVALID));
    }
  }

  private isOut(): boolean {
    const atMs = this.world.nowMs - this.beganMs;
    return this.plan.outages.some(({ fromMs, lastsMs }) => atMs >= fromMs && atMs < fromMs + lastsMs);
  }

  private outage(end: (reply: Reply) => void): void {
    this.made.outage = (this.made.outage ?? 0) + 1;
    if (this.chance.happens(0.3)) return;
    this.later(() => end({ kind: 'lost', why: 'the connection broke (ECONNREFUSED)' }));
  }

  private faultFor(body: string): NetworkFault | undefined {
    if (this.plan.strike) return this.plan.strike(body);
    if (this.plan.faults.length === 0 || !this.chance.happens(this.plan.faultShare)) return undefined;
    const troubles = this.troubles.get(body) ?? 0;
    if (troubles >= MOST_TROUBLES) return undefined;
    this.troubles.set(body, troubles + 1);
    return this.chance.pick(this.plan.faults);
  }

  private later(callback: () => void): void {
    this.world.after(this.oneWayMs(), callback, this.life);
  }

  private oneWayMs(): number {
    return this.plan.latencyMs * (0.5 + this.chance.next() * (this.chance.happens(0.02) ? 20 : 1));
  }
}
