import { apiOver } from '../../src/connect.js';
import { OpenGate } from '../../src/deliver/open-gate.js';
import type { CallName } from '../../src/im/calls.js';
import type { Tried } from '../../src/im/client.js';
import { ReceiverGate } from '../../src/im/receiver-gate.js';
import { FakeClock } from './fake-clock.js';

export interface Asked {
  readonly name: CallName;
  readonly request: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

const STEPS = 100;

/** The API over a client that answers what `answer` says, on a clock that is not real. */
export function fakeApi(answer: (asked: Asked, index: number) => Tried<object> | Error, receiversPerMinute?: number) {
  const clock = new FakeClock();
  const random = () => 0.5;
  const gate = new OpenGate(clock);
  const receivers = new ReceiverGate(clock, receiversPerMinute);
  const asked: Asked[] = [];
  const call = async (name: CallName, request: object, onStart: () => void) => {
    onStart();
    const one = { name, request: request as Asked['request'], atMs: clock.monotonicMs() };
    asked.push(one);
    const given = answer(one, asked.length - 1);
    if (given instanceof Error) throw given;
    return given as never;
  };
  const api = apiOver({
    client: { call },
    gateOf: () => gate,
    receivers,
    clock,
    random,
    patienceMs: 60_000,
    close: async () => undefined,
  });
  /** What a promise comes to, with so much time. */
  const inTime = async <Value>(promise: Promise<Value>, ms = 1_000_000): Promise<Value> => {
    promise.catch(() => undefined);
    // In steps: what is many promises deep sets its timer only in a later one.
    for (let step = 0; step < STEPS; step += 1) await clock.advance(ms / STEPS);
    return promise;
  };
  return { api, asked, clock, inTime };
}

export const done = (answer: object): Tried<object> => ({
  verdict: { kind: 'ok' },
  code: 0,
  answer: { ErrorCode: 0, ...answer },
});
