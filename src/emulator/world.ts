import type { Accounts } from './accounts.js';
import type { Change } from './changes.js';
import type { Resends } from './resends.js';
import type { Stats } from './stats.js';
import type { Store, Written } from './store.js';

/** What the commands work with. */
export interface World {
  /** Who sends when a request names nobody. */
  readonly administrator: string;
  readonly accounts: Accounts;
  readonly store: Store;
  readonly stats: Stats;
  /** Makes up what a request may leave out, as MsgSeq. */
  readonly random: () => number;
  /** Gets the line of every stored message; absent = nothing is kept on disk. */
  readonly written: Written | undefined;
  /** Changes the store and keeps the change; answers how many messages it changed. */
  readonly change: (change: Change) => number;
  readonly resends: Resends;
  /** Whether so many receivers of batchsendmsg are within the limit of this minute; if they are, they count. */
  readonly admitsReceivers: (count: number) => boolean;
  readonly wallMs: () => number;
  /** Messages before this Unix second are past the storage period. */
  readonly oldestSeconds: () => number;
}

/** The fields of a request. */
export type Body = Readonly<Record<string, unknown>>;
