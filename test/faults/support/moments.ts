import { existsSync, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningCli } from '../../helpers/cli.js';

/** Moments in the life of a run at which it is killed. Each resolves when it has come; a life that ends before has no more moments. */

export interface Life {
  readonly cli: RunningCli;
  readonly state: string;
  readonly chance: () => number;
}

export type Moment = (life: Life) => Promise<void>;

const START_MS = 700;
const SENDING_MS = 1_500;
/** A save takes a few milliseconds: writing, fsync, rename, fsync. */
const SAVING_MS = 6;
const STOPPING_MS = 250;

/** While it loads, takes the lock, looks at the state, reads past what was done. */
const starting: Moment = ({ chance }) => sleep(chance() * START_MS);

const sending: Moment = async ({ cli, chance }) => {
  await cli.said(/Starting|Resuming/);
  await sleep(chance() * SENDING_MS);
};

/** In the middle of saving the checkpoint. */
const saving: Moment = async ({ cli, state, chance }) => {
  await cli.said(/Starting|Resuming/);
  await nextSave(state, cli);
  await sleep(chance() * SAVING_MS);
};

/** In the last save, or a little before or after it, when a signal ends the run. */
const stopping: Moment = async (life) => {
  await sending(life);
  life.cli.kill('SIGTERM');
  if (life.chance() < 0.5) await sleep(life.chance() * STOPPING_MS);
  else {
    await nextSave(life.state, life.cli);
    await sleep(life.chance() * SAVING_MS);
  }
};

const SHARES: readonly (readonly [string, number, Moment])[] = [
  ['starting', 0.25, starting],
  ['sending', 0.4, sending],
  ['saving', 0.2, saving],
  ['stopping', 0.15, stopping],
];

export function momentBy(chance: () => number): { readonly name: string; readonly moment: Moment } {
  let left = chance();
  for (const [name, share, moment] of SHARES) {
    if (left < share) return { name, moment };
    left -= share;
  }
  return { name: 'sending', moment: sending };
}

/** Resolves when a checkpoint begins to be written, or the process is gone. */
async function nextSave(state: string, cli: RunningCli): Promise<void> {
  if (!existsSync(state)) return;
  const watcher = watch(state);
  const begun = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (name === 'checkpoint.json.tmp') resolve();
    });
  });
  await Promise.race([begun, cli.ended]);
  watcher.close();
}
