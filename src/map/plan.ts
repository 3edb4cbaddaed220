import type { AccountReader } from './account.js';
import type { Adapter } from './adapt.js';
import type { Translator } from './draft.js';
import type { OrderRule } from './identity.js';
import type { TimeReader } from './time.js';

/** What besides the mapping decides which record becomes which message; all of it belongs to a run's identity. */
export interface MapSettings {
  /** The run's first start, Unix ms: what is more than a day later is no time of a message. */
  readonly nowMs: number;
  /** Wins over the mapping's. */
  readonly order?: OrderRule;
  readonly generation: number;
  /** Zone of wall times for which the mapping names none. */
  readonly zone?: string;
  /** SyncFromOldSystem: 2 = history, 5 = live. */
  readonly mode: 2 | 5;
  readonly maxRequestBytes: number;
  /** Records before are skipped. */
  readonly sinceUs?: number;
  /** Records at or after are skipped. */
  readonly untilUs?: number;
}

/** Everything compiled once for a run. */
export interface Plan {
  readonly settings: MapSettings;
  readonly order: OrderRule | undefined;
  /** Records are taken as they are. */
  readonly isCanonical: boolean;
  readonly translate: Translator;
  readonly readTime: TimeReader;
  readonly readAccount: AccountReader;
  /** Makes media that lack what the service demands into something it takes. */
  readonly adapt?: Adapter;
}
