import { Caller } from './deliver/caller.js';
import { PacedGate } from './deliver/gate.js';
import { OpenGate } from './deliver/open-gate.js';
import { type ApiParts, ImApi } from './im/api.js';
import { CALLS, type CallName } from './im/calls.js';
import { Client } from './im/client.js';
import { refuseUnencrypted, refuseUnlimited } from './im/hosts.js';
import { allowedPerSecond, LIMITS } from './im/limits.js';
import { ReceiverGate } from './im/receiver-gate.js';
import { nodeClock } from './system/node-clock.js';
import type { Clock, Gate, Random } from './types.js';

export interface ConnectSettings {
  /** `https:` and the host of the application's region; `http:` only on this machine. */
  readonly endpoint: string | URL;
  readonly sdkAppId: number;
  /** An administrator account of the application. */
  readonly identifier: string;
  readonly secretKey: string;
  /** Of each call by itself, default 200 (100 where the call allows no more); 0 = no limit, only on this machine. */
  readonly ratePerSecond?: number;
  /** For one try, connection and answer together, default 10,000; the service itself gives up after 3,000. */
  readonly timeoutMs?: number;
  /** How long no usable answer may come before calls give up, default 60,000. */
  readonly patienceMs?: number;
}

/** The API over the network, with the machine's clock. Nothing is sent before the first call. Throws FatalError `usage`. */
export function connect(settings: ConnectSettings): ImApi {
  const { sdkAppId, identifier, secretKey, timeoutMs = 10_000, patienceMs = 60_000 } = settings;
  const { ratePerSecond = LIMITS.importPerSecond } = settings;
  const endpoint = new URL(settings.endpoint);
  refuseUnencrypted(endpoint);
  refuseUnlimited(endpoint, ratePerSecond, 'ratePerSecond');
  const clock = nodeClock;
  const random = Math.random;
  const client = new Client({ endpoint, sdkAppId, identifier, secretKey, timeoutMs }, clock, random);
  const receivers = new ReceiverGate(clock, ratePerSecond === 0 ? Number.POSITIVE_INFINITY : undefined);
  const gates = new Map<CallName, Gate>();
  const gateOf = (name: CallName): Gate => {
    const known = gates.get(name);
    if (known) return known;
    const rate = allowedPerSecond(CALLS[name].perSecond, ratePerSecond);
    const gate = rate === 0 ? new OpenGate(clock) : new PacedGate(rate, clock);
    gates.set(name, gate);
    return gate;
  };
  const close = async () => {
    for (const gate of gates.values()) gate.close();
    await client.close();
  };
  return apiOver({ client, gateOf, receivers, clock, random, patienceMs, close });
}

/** What the API stands on. */
export interface Ground extends Pick<ApiParts, 'client' | 'receivers'> {
  readonly gateOf: (name: CallName) => Gate;
  readonly clock: Clock;
  readonly random: Random;
  readonly patienceMs: number;
  /** Called at the end, when whatever waited has given up. */
  readonly close: () => Promise<void>;
}

/** The API over a client, each call at the pace of its gate. */
export function apiOver({ client, gateOf, receivers, clock, random, patienceMs, close }: Ground): ImApi {
  const caller = new Caller({ clock, random, patienceMs });
  return new ImApi({
    client,
    perform: (name, attempt, signal) =>
      caller.perform(gateOf(name), attempt, { repeat: CALLS[name].repeat, ...(signal ? { signal } : {}) }),
    receivers,
    random,
    close: async () => {
      caller.close();
      receivers.close();
      await close();
    },
  });
}
