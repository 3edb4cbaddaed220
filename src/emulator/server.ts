import { openAccounts } from './accounts.js';
import { isChange } from './changes.js';
import { type ControlParts, control } from './control.js';
import { damage } from './damage.js';
import { Faults } from './faults.js';
import { makeHandler } from './handler.js';
import { type Journal, openJournal } from './journal.js';
import { Limiter } from './limiter.js';
import { listen } from './listen.js';
import { isStoredMessage, type StoredMessage } from './message.js';
import { checkOptions, type EmulatorOptions, type Settings } from './options.js';
import { makeRandom } from './random.js';
import { ReadOut } from './readout.js';
import { Resends } from './resends.js';
import { type EmulatorStats, Stats } from './stats.js';
import { Store } from './store.js';
import type { World } from './world.js';

export type { StoredMessage } from './message.js';
export type { EmulatorOptions } from './options.js';
export type { EmulatorStats } from './stats.js';

/** A running stand-in for the service, on loopback. */
export interface Emulator {
  /** As http://127.0.0.1:40123. */
  readonly url: string;
  readonly sdkAppId: number;
  readonly identifier: string;
  stats(): EmulatorStats;
  /** Conversation by conversation, each by (MsgTimeStamp, MsgSeq, arrival). */
  messages(): Iterable<StoredMessage>;
  /** Ends all connections and lets the data folder go; may be called again. */
  close(): Promise<void>;
}

const DAY_SECONDS = 86_400;
const MINUTE_MS = 60_000;
/** Messages of batchsendmsg, counted by receivers. */
const RECEIVERS_PER_MINUTE = 12_000;

/**
 * Starts an emulator: the service's rules over HTTP on 127.0.0.1, with injectable faults, sharing no logic with the
 * client. Throws FatalError: `usage` for a wrong setting or a port in use, `state` for a damaged data folder.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const settings = checkOptions(options);
  const faults = new Faults(makeRandom(settings.seed));
  const setFaults = (specs: readonly string[]) => faults.set(specs, settings.monotonicMs(), settings.wallMs());
  setFaults(settings.faults);
  const accounts = await openAccounts(settings);
  const store = new Store(settings.historyOrder);
  const resends = new Resends();
  const journal = await openData(settings, store, resends);
  const loaded = store.size;
  const stats = new Stats();
  const readStats = () => stats.read({ stored: store.size, loaded, conversations: store.conversations });
  const whenWritten = (done: (onDisk: boolean) => void) =>
    journal === undefined ? done(true) : journal.whenWritten(done);
  const world = makeWorld(settings, { accounts, store, stats, resends }, journal);
  const readOut = new ReadOut(store, world.oldestSeconds);
  const controlParts: ControlParts = {
    readOut,
    stats: readStats,
    accounts: () => [...accounts.list()],
    faults: () => faults.specs,
    setFaults,
    damage: (operations) => damage(store, operations, world.change),
    setOrder: (order) => {
      store.order = order;
    },
    whenWritten,
  };
  const handle = makeHandler({
    settings,
    faults,
    stats,
    world,
    control: (request, response, path) => control(request, response, path, controlParts),
    whenWritten,
  });
  const letGo = () => {
    journal?.close();
    accounts.close();
  };
  const listening = await listen(settings.port, handle).catch((error: unknown) => {
    letGo();
    throw error;
  });
  return {
    url: listening.url,
    sdkAppId: settings.sdkAppId,
    identifier: settings.identifier,
    stats: readStats,
    messages: () => readOut.messages(),
    close: async () => {
      await listening.close();
      letGo();
    },
  };
}

function makeWorld(
  settings: Settings,
  parts: Pick<World, 'accounts' | 'store' | 'stats' | 'resends'>,
  journal: Journal | undefined,
): World {
  const { store, stats } = parts;
  const receivers = new Limiter(settings.limitPerSecond === 0 ? 0 : RECEIVERS_PER_MINUTE, MINUTE_MS);
  const written = journal === undefined ? undefined : (line: string) => journal.append(line);
  const { retentionDays, wallMs, monotonicMs } = settings;
  return {
    ...parts,
    administrator: settings.identifier,
    // Another life must not make up the numbers of the one before.
    random: makeRandom(settings.seed + 1 + store.size),
    written,
    change: (change) => store.change(change, written),
    admitsReceivers: (count) => {
      const admitted = receivers.admits(monotonicMs(), count);
      if (!admitted) stats.overLimit();
      return admitted;
    },
    wallMs,
    oldestSeconds: () => (retentionDays === undefined ? 0 : wallMs() / 1_000 - retentionDays * DAY_SECONDS),
  };
}

async function openData(settings: Settings, store: Store, resends: Resends): Promise<Journal | undefined> {
  if (settings.dataFolder === undefined) return undefined;
  return openJournal(settings.dataFolder, settings.sdkAppId, (value, text) => {
    if (isChange(value)) store.change(value);
    else if (isStoredMessage(value)) restore(value, text, store, resends);
    else return false;
    return true;
  });
}

function restore(message: StoredMessage, text: string, store: Store, resends: Resends): void {
  const { sentMs } = message;
  store.restore(message, text);
  if (sentMs !== undefined) resends.remember({ ...message, sentMs });
}
