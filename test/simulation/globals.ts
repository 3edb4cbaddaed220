import type { World } from './world.js';

/**
 * What a simulation replaces for code that reads clock, timers and chance itself (Bottleneck does; our own is handed them).
 * Everything else of Node.js stays as it is.
 */
export const REPLACED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date.now',
  'performance.now',
  'Math.random',
] as const;

interface Timer {
  cancel(): void;
  unref(): Timer;
  ref(): Timer;
}

/** Replaces them; the answer puts them back. */
export function replaceGlobals(world: World): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setInterval: globalThis.setInterval,
    clearInterval: globalThis.clearInterval,
  };
  const { now } = Date;
  const { random } = Math;
  Object.assign(globalThis, timersOf(world, real));
  Date.now = () => world.wallMs();
  performance.now = () => world.nowMs;
  Math.random = () => world.chance.next();
  return () => {
    Object.assign(globalThis, real);
    Date.now = now;
    Math.random = random;
    // Its own property goes, and the prototype's shows again.
    Reflect.deleteProperty(performance, 'now');
  };
}

function timersOf(world: World, real: Pick<typeof globalThis, 'clearTimeout'>) {
  const timer = (cancel: () => void): Timer => {
    const self: Timer = { cancel, unref: () => self, ref: () => self };
    return self;
  };
  const clear = (given: Timer | NodeJS.Timeout | undefined): void => {
    // Somebody outside of the simulation may have set it before.
    if (given && 'cancel' in given) given.cancel();
    else real.clearTimeout(given);
  };
  return {
    // Node.js makes at least one millisecond of any delay.
    setTimeout: (callback: (...values: unknown[]) => void, delayMs = 1, ...values: unknown[]) =>
      timer(world.after(Math.max(1, delayMs), () => callback(...values))),
    clearTimeout: clear,
    setInterval: (callback: () => void, everyMs = 1) => {
      let cancel = (): void => undefined;
      const again = (): void => {
        cancel = world.after(Math.max(1, everyMs), () => {
          again();
          callback();
        });
      };
      again();
      return timer(() => cancel());
    },
    clearInterval: clear,
  };
}
