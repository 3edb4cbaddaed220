import type { Clock } from '../../src/types.js';

/** A clock that moves only when told to; timers fire in order of their time. */
export class FakeClock implements Clock {
  private nowMs = 0;
  private sleptMs = 0;
  private nextId = 0;
  private readonly timers = new Map<number, { atMs: number; callback: () => void }>();

  constructor(private readonly wallStartMs = 1_700_000_000_000) {}

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return this.wallStartMs + this.nowMs + this.sleptMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const id = this.nextId++;
    this.timers.set(id, { atMs: this.nowMs + Math.max(0, delayMs), callback });
    return () => this.timers.delete(id);
  }

  /** The machine slept, or somebody set the clock of day. */
  sleep(ms: number): void {
    this.sleptMs += ms;
  }

  get pending(): number {
    return this.timers.size;
  }

  /** Fires the timers up to `ms` from now, letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const next = [...this.timers]
        .filter(([, timer]) => timer.atMs <= endMs)
        .sort(([a, x], [b, y]) => x.atMs - y.atMs || a - b)[0];
      if (!next) break;
      this.timers.delete(next[0]);
      this.nowMs = Math.max(this.nowMs, next[1].atMs);
      next[1].callback();
      await settle();
    }
    this.nowMs = endMs;
    await settle();
  }
}

/** Lets promises that are ready run, several deep. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** A clock that waits for nothing; `onWait` is what happens meanwhile. */
export function immediateClock(onWait: () => void = () => undefined): Clock {
  return {
    monotonicMs: () => 0,
    wallMs: () => 0,
    after: (_ms, callback) => {
      onWait();
      callback();
      return () => undefined;
    },
  };
}
