import { FatalError } from '../errors.js';
import { isWellFormedAccount } from './accounts.js';
import { type HistoryOrder, isHistoryOrder, ORDER_NAMES } from './orders.js';

/** What an emulator is started with. */
export interface EmulatorOptions {
  /** Port on 127.0.0.1; 0 or absent = any free one. */
  readonly port?: number;
  readonly sdkAppId: number;
  /** The one administrator account. */
  readonly identifier: string;
  readonly secretKey: string;
  /** Folder in which messages outlive the process (mode 0700); absent = they end with it. */
  readonly dataFolder?: string;
  /**
   * Requests of one command in any sliding second, default 200; 0 = no limit. The account calls that have a lower limit
   * of their own keep it. 0 also lifts the limit of receivers per minute.
   */
  readonly limitPerSecond?: number;
  /** Waited before every answer. */
  readonly latencyMs?: number;
  /** `any` (default): every well-formed account exists. `strict`: only imported ones. Else a file, one account per line. */
  readonly accounts?: string;
  /** Accounts that may be imported, beside the administrator; absent = any number. A trial has 100. */
  readonly maxAccounts?: number;
  /** Storage period; absent = none. Older messages are accepted, and marked `expired` in the read-out. */
  readonly retentionDays?: number;
  /** How history sorts inside one second, see orders.ts; default `key`, as documented. */
  readonly historyOrder?: HistoryOrder;
  /** Fault specs, see fault-specs.ts. */
  readonly faults?: readonly string[];
  /** Seed of everything drawn by chance, default 1. */
  readonly seed?: number;
  /** Unix milliseconds, default the system's clock. */
  readonly wallMs?: () => number;
  /** Milliseconds that never go back, for the limiter and the times in fault specs; default the system's. */
  readonly monotonicMs?: () => number;
}

/** The same, checked and with every default filled in. */
export interface Settings extends Required<Omit<EmulatorOptions, 'dataFolder' | 'maxAccounts' | 'retentionDays'>> {
  readonly dataFolder: string | undefined;
  readonly maxAccounts: number | undefined;
  readonly retentionDays: number | undefined;
}

/** Fills in defaults. Throws FatalError `usage` naming the setting, what came and what is allowed. */
export function checkOptions(options: EmulatorOptions): Settings {
  const settings: Settings = {
    port: whole('port', options.port ?? 0, 0, 65_535),
    sdkAppId: whole('sdkAppId', options.sdkAppId, 1, 0xffff_ffff),
    identifier: options.identifier,
    secretKey: options.secretKey,
    dataFolder: options.dataFolder,
    limitPerSecond: whole('limitPerSecond', options.limitPerSecond ?? 200, 0, 1_000_000),
    latencyMs: whole('latencyMs', options.latencyMs ?? 0, 0, 600_000),
    accounts: options.accounts ?? 'any',
    maxAccounts:
      options.maxAccounts === undefined ? undefined : whole('maxAccounts', options.maxAccounts, 0, 100_000_000),
    retentionDays: options.retentionDays,
    historyOrder: options.historyOrder ?? 'key',
    faults: options.faults ?? [],
    seed: whole('seed', options.seed ?? 1, 0, Number.MAX_SAFE_INTEGER),
    wallMs: options.wallMs ?? Date.now,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
  };
  if (!isWellFormedAccount(settings.identifier)) {
    throw wrong(
      'identifier',
      JSON.stringify(settings.identifier),
      'an account of 1 to 32 bytes without control characters',
    );
  }
  if (settings.secretKey === '') throw wrong('secretKey', 'an empty text', 'the key signatures are made with');
  if (!isHistoryOrder(settings.historyOrder)) {
    throw wrong('historyOrder', String(settings.historyOrder), ORDER_NAMES.join(', '));
  }
  const days = settings.retentionDays;
  if (days !== undefined && !(days > 0)) throw wrong('retentionDays', String(days), 'a number of days above 0');
  return settings;
}

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, String(value), `a whole number from ${least} to ${most}`);
}

function wrong(name: string, came: string, allowed: string): FatalError {
  return new FatalError(
    'usage',
    'emulator-option',
    `Emulator setting ${name}: expected ${allowed}, got ${came}.`,
    `Give ${name} as ${allowed}.`,
  );
}
