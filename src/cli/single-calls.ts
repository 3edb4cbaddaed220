import { apiOver } from '../connect.js';
import type { ImApi } from '../im/api.js';
import { LIMITS } from '../im/limits.js';
import { ReceiverGate } from '../im/receiver-gate.js';
import { nodeClock } from '../system/node-clock.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Interrupt, listenForInterrupt } from './interrupt.js';
import { openScreen, type Screen } from './screen.js';
import { findService, type Opened, type Service } from './service.js';
import { PATIENCE_MS } from './session.js';
import { emulatedFolder } from './state-folder.js';

/** What a command needs that makes calls one by one and keeps no state. */
export interface SingleCalls {
  readonly screen: Screen;
  readonly interrupt: Interrupt;
  readonly service: Service;
  readonly api: ImApi;
}

/** Calls `act` with the way to the service, which ends with it. Answers what `act` answers. */
export async function withSingleCalls(
  { settings, environment, files }: Context,
  act: (calls: SingleCalls) => Promise<number>,
): Promise<number> {
  const screen = openScreen(settings);
  const interrupt = listenForInterrupt((signal) => screen.note(`${signal}: ending the call under way.`, 'yellow'));
  let api: ImApi | undefined;
  try {
    const service = await findService(settings, environment, { files, clock: nodeClock, random: Math.random });
    const opened = await service.open(emulatedFolder(settings.state), LIMITS.otherCallsPerSecond);
    api = apiOf(opened, settings.patience ?? PATIENCE_MS);
    const exitCode = await act({ screen, interrupt, service, api });
    const received = interrupt.received();
    return exitCode === EXIT.ok || received === undefined ? exitCode : EXIT[received];
  } finally {
    await api?.close();
    interrupt.release();
  }
}

/** All calls over one connection at one pace. Closing it closes the connection. */
export function apiOf({ client, gate, close }: Opened, patienceMs: number): ImApi {
  return apiOver({
    client,
    gateOf: () => gate,
    receivers: new ReceiverGate(nodeClock),
    clock: nodeClock,
    random: Math.random,
    patienceMs,
    close: async () => {
      gate.close();
      await client.close();
      await close();
    },
  });
}
