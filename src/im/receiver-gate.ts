import type { Clock } from '../types.js';
import { LIMITS } from './limits.js';

/** As the service counts a minute: a little longer here, so that jitter on the way does not put two into one of its own. */
const WINDOW_MS = 60_420;
/** While a request that counts has not gone out, it is looked for this often. */
const LOOK_AGAIN_MS = 20;

interface Taken {
  readonly count: number;
  /** When the request went out; undefined = not yet. */
  atMs: number | undefined;
}

/**
 * At most so many receivers of batchsendmsg in any sliding minute, however they are spread over requests (269/1612).
 * Who asks first goes first. What was taken counts from when its request goes out.
 */
export class ReceiverGate {
  private taken: Taken[] = [];
  private turn: Promise<unknown> = Promise.resolve();
  private readonly wakers = new Set<() => void>();
  private closed = false;

  constructor(
    private readonly clock: Clock,
    private readonly most: number = LIMITS.batchReceiversPerMinute,
  ) {}

  /**
   * Resolves when a request to `count` receivers may go out; the answer is to be called when it does, or will not.
   * Undefined: aborted or closed before it was its turn.
   */
  take(count: number, signal?: AbortSignal): Promise<(() => void) | undefined> {
    const granted = this.turn.then(() => this.grant(count, signal));
    this.turn = granted;
    return granted;
  }

  /** A request of a former life of the process went out so long ago. */
  remember(count: number, agoMs: number): void {
    this.taken.push({ count, atMs: this.clock.monotonicMs() - Math.max(0, agoMs) });
  }

  /** Nobody's turn comes any more. */
  close(): void {
    this.closed = true;
    for (const wake of this.wakers) wake();
  }

  private async grant(count: number, signal: AbortSignal | undefined): Promise<(() => void) | undefined> {
    for (;;) {
      if (this.closed || signal?.aborted) return undefined;
      const waitMs = this.waitMs(count);
      if (waitMs <= 0) break;
      await this.sleep(waitMs, signal);
    }
    const taken: Taken = { count, atMs: undefined };
    this.taken.push(taken);
    return () => {
      taken.atMs ??= this.clock.monotonicMs();
    };
  }

  /** Milliseconds until a request to so many may go out; 0 = now. */
  waitMs(count: number): number {
    const nowMs = this.clock.monotonicMs();
    this.taken = this.taken.filter(({ atMs }) => atMs === undefined || nowMs - atMs < WINDOW_MS);
    let free = this.most - this.taken.reduce((sum, one) => sum + one.count, 0);
    if (free >= count || this.taken.length === 0) return 0;
    for (const { count: given, atMs } of this.taken) {
      if (atMs === undefined) return LOOK_AGAIN_MS;
      free += given;
      if (free >= count) return Math.max(1, atMs + WINDOW_MS - nowMs);
    }
    return LOOK_AGAIN_MS;
  }

  private sleep(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.wakers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.clock.after(waitMs, wake);
      this.wakers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}
