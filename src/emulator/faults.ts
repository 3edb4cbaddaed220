import { type FaultSpec, parseFaults } from './fault-specs.js';

/** What is to go wrong with one request. */
export interface Decision {
  /** At most one fault besides slowness: the first in the order given that was drawn. */
  readonly fault: FaultSpec | undefined;
  /** Every slowness that was drawn. */
  readonly slow: readonly FaultSpec[];
}

const NOTHING: Decision = { fault: undefined, slow: [] };

/** The faults in force, and the draw for each request. */
export class Faults {
  readonly #random: () => number;
  #specs: readonly FaultSpec[] = [];
  #setAtMs = 0;
  #setAtWallMs = 0;

  /** @param random where chance comes from: the same sequence of requests meets the same faults */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The specs as they were given. */
  get specs(): readonly string[] {
    return this.#specs.map((fault) => fault.spec);
  }

  /** Replaces all faults; their times count from now. Throws FatalError `usage` and changes nothing. */
  set(specs: readonly string[], nowMs: number, wallMs: number): void {
    this.#specs = parseFaults(specs);
    this.#setAtMs = nowMs;
    this.#setAtWallMs = wallMs;
  }

  /**
   * Draws for a request that arrives now: one draw per fault in force, whatever the others gave.
   * @param command undefined when the request's path means none
   */
  decide(nowMs: number, command: string | undefined): Decision {
    if (this.#specs.length === 0) return NOTHING;
    const sinceMs = nowMs - this.#setAtMs;
    let fault: FaultSpec | undefined;
    const slow: FaultSpec[] = [];
    for (const candidate of this.#specs) {
      if (candidate.action.kind === 'expire-usersig') continue;
      if (candidate.command !== undefined && candidate.command !== command) continue;
      if (sinceMs < candidate.fromMs || sinceMs >= candidate.untilMs) continue;
      if (this.#random() >= candidate.probability) continue;
      if (candidate.action.kind === 'slow') slow.push(candidate);
      else if (candidate.action.kind === 'outage' || fault === undefined) fault = candidate;
    }
    return { fault, slow };
  }

  /** The Unix second before which signatures count as made too early to be valid; 0 = none do. */
  signaturesValidFrom(nowMs: number): number {
    let validFrom = 0;
    for (const { action, fromMs } of this.#specs) {
      if (action.kind !== 'expire-usersig' || nowMs - this.#setAtMs < fromMs) continue;
      validFrom = Math.max(validFrom, Math.floor((this.#setAtWallMs + fromMs) / 1_000));
    }
    return validFrom;
  }
}
