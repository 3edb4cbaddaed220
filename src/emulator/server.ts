import { openAccounts } from './accounts.js';
import { control } from './control.js';
import { Faults } from './faults.js';
import { makeHandler } from './handler.js';
import { IMPORT_PATH, importMessage } from './importmsg.js';
import { type Journal, openJournal } from './journal.js';
import { listen } from './listen.js';
import { checkOptions, type EmulatorOptions, type Settings } from './options.js';
import { makeRandom } from './random.js';
import { ReadOut } from './readout.js';
import type { Command } from './service.js';
import { type EmulatorStats, Stats } from './stats.js';
import { isStoredMessage, Store, type StoredMessage } from './store.js';

export type { EmulatorOptions } from './options.js';
export type { EmulatorStats } from './stats.js';
export type { StoredMessage } from './store.js';

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

/** The documents say "12K" and not of what: here, bytes of the whole request body. */
const MAX_MESSAGE_BYTES = 12_288;

/**
 * Starts an emulator: the service's rules over HTTP on 127.0.0.1, with injectable faults, sharing no logic with the
 * client. Throws FatalError: `usage` for a wrong setting or a port in use, `state` for a damaged data folder.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const settings = checkOptions(options);
  const faults = new Faults(makeRandom(settings.seed));
  const setFaults = (specs: readonly string[]) => faults.set(specs, settings.monotonicMs(), settings.wallMs());
  setFaults(settings.faults);
  const accounts = await openAccounts(settings.accounts, settings.identifier, settings.dataFolder);
  const store = new Store();
  const journal = await openData(settings, store);
  const loaded = store.size;
  const stats = new Stats();
  const readStats = () => stats.read({ stored: store.size, loaded, conversations: store.conversations });
  // Another life must not make up the numbers of the one before.
  const random = makeRandom(settings.seed + 1 + loaded);
  const written = journal === undefined ? undefined : (line: string) => journal.append(line);
  const importCommand: Command = {
    maxBodyBytes: MAX_MESSAGE_BYTES,
    run: (body) => importMessage(body, { accounts, store, stats, random, written }),
  };
  const readOut = new ReadOut(store, settings.retentionDays, settings.wallMs);
  const handle = makeHandler({
    settings,
    faults,
    stats,
    commands: new Map([[IMPORT_PATH, importCommand]]),
    control: (request, response, path) =>
      control(request, response, path, { readOut, stats: readStats, faults: () => faults.specs, setFaults }),
    whenWritten: (done) => (journal === undefined ? done(true) : journal.whenWritten(done)),
  });
  const listening = await listen(settings.port, handle).catch((error: unknown) => {
    journal?.close();
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
      journal?.close();
    },
  };
}

async function openData(settings: Settings, store: Store): Promise<Journal | undefined> {
  if (settings.dataFolder === undefined) return undefined;
  return openJournal(settings.dataFolder, settings.sdkAppId, (value, text) => {
    if (!isStoredMessage(value)) return false;
    store.restore(value, text);
    return true;
  });
}
