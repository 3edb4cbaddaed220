import type { Result } from '../../../src/broadcast/fate.js';
import type { Outlook } from '../../../src/broadcast/outlook.js';
import { type BroadcastEnding, type BroadcastPlan, broadcast } from '../../../src/broadcast.js';
import type { BatchOutcome } from '../../../src/im/batch-call.js';
import { ReceiverGate } from '../../../src/im/receiver-gate.js';
import type { Clock, Gate } from '../../../src/types.js';
import { parseLines } from '../../helpers/emulator-process.js';
import type { MemoryFiles } from '../../helpers/memory-files.js';

/** A service that counts who got the message, and lives of a broadcast to it. */

export const FOLDER = '/state/broadcast';

export class FakeService {
  /** Every call's receivers, in order. */
  readonly calls: string[][] = [];
  readonly deliveries = new Map<string, number>();
  probes = 0;
  /** What becomes of the call with this number, from 1; absent = all get it. */
  answer: (number: number, accounts: readonly string[]) => BatchOutcome | undefined = () => undefined;

  call(accounts: readonly string[]): BatchOutcome {
    this.calls.push([...accounts]);
    const outcome = this.answer(this.calls.length, accounts) ?? sent();
    if (outcome.kind === 'answered') this.deliver(accounts.filter((account) => !outcome.others.has(account)));
    return outcome;
  }

  deliver(accounts: readonly string[]): void {
    for (const account of accounts) this.deliveries.set(account, (this.deliveries.get(account) ?? 0) + 1);
  }

  /** The most anybody got. */
  get most(): number {
    return Math.max(0, ...this.deliveries.values());
  }
}

export function sent(others: Readonly<Record<string, { code: string; isPassing: boolean }>> = {}): BatchOutcome {
  const rows = Object.entries(others).map(([account, error]) => [account, { ...error, reason: 'why' }] as const);
  return { kind: 'answered', key: 'k', others: new Map(rows) };
}

/** Time passes as soon as somebody waits for it. */
export class HastyClock implements Clock {
  nowMs = 0;
  readonly waits: number[] = [];

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return 1_700_000_000_000 + this.nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    let cancelled = false;
    void Promise.resolve().then(() => {
      if (cancelled) return;
      this.waits.push(delayMs);
      this.nowMs += delayMs;
      callback();
    });
    return () => {
      cancelled = true;
    };
  }
}

const OPEN_GATE: Gate = {
  take: async () => () => undefined,
  slowDown: () => undefined,
  pause: () => undefined,
  recover: () => undefined,
  ratePerSecond: () => 0,
  slowedBy: () => undefined,
  close: () => undefined,
};

export interface LifeOptions {
  readonly accounts: readonly string[];
  readonly service: FakeService;
  readonly files: MemoryFiles;
  readonly clock?: HastyClock;
  readonly identity?: Readonly<Record<string, string>>;
  readonly retryUnknown?: boolean;
  readonly isLimited?: boolean;
  readonly says?: (outlook: Outlook) => boolean;
  readonly interrupt?: AbortController;
  readonly probe?: () => Promise<void>;
  readonly gate?: Gate;
  /** Told of each wait, and why. */
  readonly onWait?: (waitMs: number, why: string) => void;
}

let lives = 0;

/** One life, as a process of its own. */
export async function live(options: LifeOptions): Promise<BroadcastEnding> {
  const { accounts, service, files, clock = new HastyClock(), isLimited = false } = options;
  lives += 1;
  const plan: BroadcastPlan = {
    folder: FOLDER,
    identity: options.identity ?? { message: 'm', sender: 's' },
    receivers: async () => accounts,
    confirm: async (outlook) => options.says?.(outlook) ?? true,
    connect: async () => ({
      gate: options.gate ?? OPEN_GATE,
      pace: new ReceiverGate(clock, isLimited ? undefined : Number.POSITIVE_INFINITY),
      call: async (batch) => service.call(batch),
      probe: async () => {
        service.probes += 1;
        await options.probe?.();
      },
      close: async () => undefined,
    }),
    onProgress: (_life, waitMs, why) => waitMs > 0 && options.onWait?.(waitMs, why),
    retryUnknown: options.retryUnknown ?? false,
    patienceMs: 60_000,
    takeOver: false,
    isLimited,
  };
  const self = { host: 'h', bootId: 'b', pid: lives, processStart: `s${lives}`, nonce: `n${lives}` };
  const ending = await broadcast(plan, {
    files,
    clock,
    random: () => 0.5,
    processes: { self: () => self, startOf: () => undefined },
    interrupt: (options.interrupt ?? new AbortController()).signal,
  });
  return ending!;
}

export function results(files: MemoryFiles): Result[] {
  return parseLines<Result>(files.text(`${FOLDER}/results.jsonl`) ?? '');
}

/** The last word on each account. */
export function outcomes(files: MemoryFiles): Map<string, Result['outcome']> {
  return new Map(results(files).map(({ account, outcome }) => [account, outcome]));
}

export function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `p${String(index).padStart(5, '0')}`);
}
