import { SlidingWindow } from './limiter.js';
import type { Stored } from './store.js';

/** What the emulator counted since its start; answered by GET /emulator/stats. */
export interface EmulatorStats {
  /** Requests under /v4/, whatever became of them. */
  readonly requests: number;
  /** importmsg requests among them. */
  readonly importRequests: number;
  /** Requests by command, as `admin_getroammsg`. */
  readonly perCommand: Readonly<Record<string, number>>;
  /** Messages held, with those from the data folder. */
  readonly stored: number;
  /** Of these, read from the data folder at start. */
  readonly loaded: number;
  readonly conversations: number;
  /** Imports whose triple was known. */
  readonly duplicates: number;
  /** Duplicates whose content differed from what is held: in a migration, messages that are lost. */
  readonly duplicatesWithOtherContent: number;
  /** Requests refused by the limiter. */
  readonly overLimit: number;
  /** `overLimit` and the throttling faults (60007, 60011, 60018, 60019, HTTP 429) together. */
  readonly throttled: number;
  /** Most importmsg requests that arrived in any sliding second, refused ones too. */
  readonly maxStartsPerSlidingSecond: number;
  /** Injected faults by their label, as `lost-after` or `code:60007`. */
  readonly faults: Readonly<Record<string, number>>;
  /** Answers sent, by ErrorCode. */
  readonly perCode: Readonly<Record<string, number>>;
}

const IMPORT = 'importmsg';

/** The counters behind EmulatorStats, each a single addition so that they are true at any rate. */
export class Stats {
  readonly #arrivals = new SlidingWindow();
  readonly #faults = new Map<string, number>();
  readonly #perCode = new Map<number, number>();
  readonly #perCommand = new Map<string, number>();
  #requests = 0;
  #duplicates = 0;
  #clashes = 0;
  #overLimit = 0;
  #throttlingFaults = 0;
  #maxStarts = 0;

  /** @param command undefined when the path means none */
  request(command: string | undefined, nowMs: number): void {
    this.#requests += 1;
    if (command === undefined) return;
    this.#perCommand.set(command, (this.#perCommand.get(command) ?? 0) + 1);
    if (command === IMPORT) this.#maxStarts = Math.max(this.#maxStarts, this.#arrivals.add(nowMs));
  }

  imported(result: Stored): void {
    if (result === 'stored') return;
    this.#duplicates += 1;
    if (result === 'clash') this.#clashes += 1;
  }

  overLimit(): void {
    this.#overLimit += 1;
  }

  fault(label: string, throttles: boolean): void {
    this.#faults.set(label, (this.#faults.get(label) ?? 0) + 1);
    if (throttles) this.#throttlingFaults += 1;
  }

  answered(code: number): void {
    this.#perCode.set(code, (this.#perCode.get(code) ?? 0) + 1);
  }

  read(held: { readonly stored: number; readonly loaded: number; readonly conversations: number }): EmulatorStats {
    return {
      requests: this.#requests,
      importRequests: this.#perCommand.get(IMPORT) ?? 0,
      perCommand: Object.fromEntries(this.#perCommand),
      ...held,
      duplicates: this.#duplicates,
      duplicatesWithOtherContent: this.#clashes,
      overLimit: this.#overLimit,
      throttled: this.#overLimit + this.#throttlingFaults,
      maxStartsPerSlidingSecond: this.#maxStarts,
      faults: Object.fromEntries(this.#faults),
      perCode: Object.fromEntries(this.#perCode),
    };
  }
}
