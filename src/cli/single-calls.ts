import { Caller } from '../deliver/caller.js';
import { CALLS, type CallName, type Calls } from '../im/calls.js';
import type { Client, Tried } from '../im/client.js';
import { nodeClock } from '../system/node-clock.js';
import type { Gate } from '../types.js';
import type { Context } from './context.js';
import { EXIT } from './exit-codes.js';
import { type Interrupt, listenForInterrupt } from './interrupt.js';
import { openScreen, type Screen } from './screen.js';
import { findService, type Service } from './service.js';
import { PATIENCE_MS } from './session.js';
import { emulatedFolder } from './state-folder.js';

/** One call, until it is answered. Throws ServiceError when it is refused or in doubt, FatalError when no call can succeed. */
export type Ask = <Name extends CallName>(
  name: Name,
  request: Calls[Name]['request'],
) => Promise<Tried<Calls[Name]['answer']>>;

/** What a command needs that makes calls one by one and keeps no state. */
export interface SingleCalls {
  readonly screen: Screen;
  readonly interrupt: Interrupt;
  readonly service: Service;
  /** Connects at the first call. */
  readonly ask: Ask;
}

/** Calls `act` with the way to the service, which ends with it. Answers what `act` answers. */
export async function withSingleCalls(
  { settings, environment, files }: Context,
  act: (calls: SingleCalls) => Promise<number>,
): Promise<number> {
  const screen = openScreen(settings);
  const interrupt = listenForInterrupt((signal) => screen.note(`${signal}: ending the call under way.`, 'yellow'));
  const ports = { files, clock: nodeClock, random: Math.random };
  let opened: ReturnType<Service['open']> | undefined;
  try {
    const service = await findService(settings, environment, ports);
    const caller = new Caller({ ...ports, patienceMs: settings.patience ?? PATIENCE_MS });
    const ask: Ask = async (name, request) => {
      opened ??= service.open(emulatedFolder(settings.state), CALLS[name].perSecond);
      const { client, gate } = await opened;
      return asker(caller, client, gate, interrupt.signal)(name, request);
    };
    const exitCode = await act({ screen, interrupt, service, ask });
    const received = interrupt.received();
    return exitCode === EXIT.ok || received === undefined ? exitCode : EXIT[received];
  } finally {
    const connection = await opened?.catch(() => undefined);
    connection?.gate.close();
    await connection?.client.close();
    await connection?.close();
    interrupt.release();
  }
}

export function asker(caller: Caller, client: Client, gate: Gate, signal: AbortSignal): Ask {
  return (name, request) =>
    caller.perform(gate, (onStart) => client.call(name, request, onStart), { repeat: CALLS[name].repeat, signal });
}
