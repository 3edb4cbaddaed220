import type { Message, Outcome } from './message.js';

/** What a message that went its way leaves in the books beside the count of it. */
export interface Gain {
  /** Added up under these names over the whole run: `recalled`, `calls`, … */
  readonly tallies?: Readonly<Record<string, number>>;
  /** Lines for findings.jsonl, each with its line end. */
  readonly lines?: readonly string[];
}

/** What became of one try. */
export type Verdict =
  | { readonly kind: 'ok'; readonly gain?: Gain }
  /** An answer came, and the same message wants another request: the next page. */
  | { readonly kind: 'more' }
  | {
      readonly kind: 'again';
      /** For people: what happened, without texts or secrets. */
      readonly why: string;
      readonly code: string;
      readonly advice: string;
      /** How long the service asked to wait. */
      readonly afterMs?: number;
      /** The service pushes back: everybody slows down. */
      readonly slow?: boolean;
      /** The try does not count against the record (a renewed signature, for one). */
      readonly free?: boolean;
      /** It is certain that nothing was done. */
      readonly refused?: boolean;
      /** The service itself answered so: it is there. */
      readonly answered?: boolean;
      /** What to do when the record's tries are used up. */
      readonly exhausted: 'reject' | 'stop';
    }
  | {
      readonly kind: 'no';
      readonly code: string;
      readonly reason: string;
      readonly advice: string;
      readonly outcome: Outcome;
      /** So many different records in a row with this code stop the run. */
      readonly stopAfterInARow?: number;
    };

/**
 * What may be done when it is not known whether a request was carried out. `always`: send it again, it changes nothing
 * more. `within-100s`: the identical body only, and only so long after the first try: the service knows repeats for 120 s.
 * `never`: people would get it twice.
 */
export type Repeat = 'always' | 'within-100s' | 'never';

/** Port: where messages go. One message of a lane at a time. Throws only FatalError: cannot go on. */
export interface Sink<Payload = unknown> {
  /** Calls `onStart` once, when the request goes on its way: getting a connection may take a while. */
  send(message: Message<Payload>, onStart: () => void): Promise<Verdict>;
  close(): Promise<void>;
}

/** Port: the pace all workers share. */
export interface Gate {
  /** Resolves when one request may start; the answer is to be called when it really does, or will not. */
  take(): Promise<() => void>;
  /** The service pushed back; every caller slows down. */
  slowDown(why: string, afterMs?: number): void;
  /** No request starts before `ms` have passed. */
  pause(ms: number): void;
  /** A request succeeded; the pace may recover. */
  recover(): void;
  /** The rate in force now, in requests per second; 0 = no limit. */
  ratePerSecond(): number;
  /** Why the pace is slower than asked for; undefined when it is not. */
  slowedBy(): string | undefined;
  close(): void;
}
