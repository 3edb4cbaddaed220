import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PacedGate } from '../deliver/gate.js';
import { OpenGate } from '../deliver/open-gate.js';
import type { EmulatorOptions } from '../emulator/server.js';
import { FatalError } from '../errors.js';
import { Client } from '../im/client.js';
import { knownHosts, refuseUnencrypted, refuseUnlimited, serviceKind } from '../im/hosts.js';
import { allowedPerSecond, LIMITS } from '../im/limits.js';
import type { Connection } from '../request.js';
import { readText } from '../text-file.js';
import type { Clock, Files, Gate, Random, Sink } from '../types.js';
import type { Settings } from './options.js';

/** Where messages go, as the settings say: the service, a local server, or the emulator in this process. */
export interface Service {
  /** For the run's identity. */
  readonly kind: string;
  readonly sdkAppId: number;
  /** For people. */
  readonly name: string;
  /** The administrator account. */
  readonly identifier: string;
  /**
   * The way there for at most `perSecond` requests. The emulator keeps its messages in the state folder of the run; others
   * leave it alone. Who opens it closes client and gate, too.
   */
  open(folder: string, perSecond: number): Promise<Opened>;
  /** The same for requests that `sinkOf` makes. */
  connect(folder: string, sinkOf: (client: Client) => Sink, perSecond: number): Promise<Connection>;
}

export interface Opened {
  readonly client: Client;
  readonly gate: Gate;
  close(): Promise<void>;
}

interface Target {
  readonly endpoint: URL;
  readonly sdkAppId: number;
  readonly identifier: string;
  readonly secretKey: string;
}

const EMULATED_APP_ID = 1_400_000_000;
const EMULATED_IDENTIFIER = 'administrator';

/** Checks the settings; nothing is opened before `connect`. Throws FatalError `usage`. */
export async function findService(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  ports: { files: Files; clock: Clock; random: Random },
): Promise<Service> {
  if (settings.emulate) return emulated(settings, ports);
  refuseEmulatorSettings(settings);
  const target = await configured(settings, environment, ports.files);
  const { endpoint, sdkAppId, identifier } = target;
  refuseUnlimited(endpoint, settings.rate ?? 0, '--rate');
  refuseUnencrypted(endpoint);
  const open: Service['open'] = async (_folder, perSecond) => ({
    client: clientOf(target, settings, ports),
    gate: gateOf(settings, perSecond, ports.clock),
    close: async () => undefined,
  });
  return { kind: serviceKind(endpoint), sdkAppId, identifier, name: endpoint.origin, open, connect: connectWith(open) };
}

function connectWith(open: Service['open']): Service['connect'] {
  return async (folder, sinkOf, perSecond) => {
    const { client, gate, close } = await open(folder, perSecond);
    return { sink: sinkOf(client), gate, close };
  };
}

function clientOf(target: Target, settings: Settings, { clock, random }: { clock: Clock; random: Random }): Client {
  const duplicate = settings['duplicate-code'];
  const given = duplicate === undefined ? {} : { duplicateCode: duplicate };
  return new Client({ ...target, timeoutMs: settings.timeout ?? 10_000, ...given }, clock, random);
}

function gateOf({ rate = 0 }: Settings, perSecond: number, clock: Clock): Gate {
  if (rate === 0) return new OpenGate(clock);
  return new PacedGate(allowedPerSecond(perSecond, rate), clock);
}

function emulated(settings: Settings, ports: { clock: Clock; random: Random }): Service {
  if (settings.endpoint) {
    throw new FatalError(
      'usage',
      'emulate-and-endpoint',
      `--emulate together with the endpoint ${settings.endpoint.origin}: where shall the messages go?`,
      'Leave out one of the two; the endpoint may come from the config file or from TIM_ENDPOINT.',
    );
  }
  const sdkAppId = settings['sdk-app-id'] ?? EMULATED_APP_ID;
  const identifier = settings.identifier ?? EMULATED_IDENTIFIER;
  const secretKey = randomBytes(32).toString('hex');
  const open: Service['open'] = async (folder, perSecond) => {
    // Loaded when it is wanted: a run to the service shall not wait for its stand-in.
    const { startEmulator } = await import('../emulator/server.js');
    const emulator = await startEmulator({
      sdkAppId,
      identifier,
      secretKey,
      dataFolder: join(folder, 'emulator'),
      // The service's own limit; without a rate there is none here either.
      limitPerSecond: settings.rate === 0 ? 0 : LIMITS.importPerSecond,
      ...emulatorSettings(settings),
    });
    const target = { endpoint: new URL(emulator.url), sdkAppId, identifier, secretKey };
    return {
      client: clientOf(target, settings, ports),
      gate: gateOf(settings, perSecond, ports.clock),
      close: () => emulator.close(),
    };
  };
  const name = 'the emulator in this process';
  return { kind: 'emulator', sdkAppId, identifier, name, open, connect: connectWith(open) };
}

/** What a person may set of the emulator, in this process or as a server. */
export function emulatorSettings({ accounts, retention, fault, latency }: Settings): Partial<EmulatorOptions> {
  return {
    ...(accounts === undefined ? {} : { accounts }),
    ...(retention === undefined ? {} : { retentionDays: retention }),
    ...(fault === undefined ? {} : { faults: fault }),
    ...(latency === undefined ? {} : { latencyMs: latency }),
  };
}

/** Retention and latency mean something for a check, too, and may stand in a config file that both share. */
const EMULATOR_ONLY = ['accounts', 'fault'] as const;

function refuseEmulatorSettings(settings: Settings): void {
  const given = EMULATOR_ONLY.filter((name) => settings[name] !== undefined);
  if (given.length === 0) return;
  throw new FatalError(
    'usage',
    'only-with-emulate',
    `${given.map((name) => `--${name}`).join(', ')}: settings of the emulator, but --emulate is not given.`,
    'Leave them out, or add --emulate.',
  );
}

async function configured(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  files: Files,
): Promise<Target> {
  const secretKey = await readSecretKey(environment, files);
  const { endpoint, identifier, 'sdk-app-id': sdkAppId } = settings;
  if (endpoint && sdkAppId !== undefined && identifier !== undefined && secretKey !== undefined) {
    return { endpoint, sdkAppId, identifier, secretKey };
  }
  const missing = [
    endpoint ? '' : '--endpoint',
    sdkAppId === undefined ? '--sdk-app-id' : '',
    identifier === undefined ? '--identifier' : '',
    secretKey === undefined ? 'TIM_SECRET_KEY (or TIM_SECRET_KEY_FILE)' : '',
  ].filter((name) => name !== '');
  throw new FatalError(
    'usage',
    'settings-missing',
    `Missing: ${missing.join(', ')}.`,
    `Hosts by region: ${knownHosts().join(', ')}. To try things out without the service: --emulate.`,
  );
}

/** TIM_SECRET_KEY, or the content of the file TIM_SECRET_KEY_FILE names. Never a flag: those show in process lists. */
export async function readSecretKey(
  environment: Readonly<Record<string, string | undefined>>,
  files: Files,
): Promise<string | undefined> {
  const key = environment.TIM_SECRET_KEY;
  if (key) return key;
  const path = environment.TIM_SECRET_KEY_FILE;
  if (!path) return undefined;
  const text = (await readText(files, path))?.trim();
  if (text) return text;
  throw new FatalError(
    'usage',
    'secret-key-file',
    `TIM_SECRET_KEY_FILE names ${path}, which is missing or empty.`,
    'Put the key into that file.',
  );
}
