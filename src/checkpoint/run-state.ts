import { FatalError } from '../errors.js';
import { readText, replaceText } from '../text-file.js';
import type { Files } from '../types.js';
import { CHECKPOINT_FILE, loadCheckpoint, type Saved } from './checkpoint.js';
import { differences, type Identity, refuseOtherInputs, refuseStranger } from './identity.js';
import { REJECTS_FILE } from './lines-file.js';

/** What commands beside `run` need to know of the run in a state folder, and what they leave for it to know. */

/** What a run may choose that a command about it is not asked for, or means otherwise: it is taken from the run. */
const RUNS_OWN = ['live', 'since', 'until'];

/**
 * The run in a folder; undefined when there is none. Throws FatalError `state` when its settings or inputs are not those
 * given now; inputs are not looked at when none are named. `mayDiffer`: settings in which the two may differ all the same.
 */
export async function runIn(
  files: Files,
  folder: string,
  identity: Identity,
  inputNames: readonly string[] | undefined,
  mayDiffer: readonly string[] = [],
): Promise<Saved | undefined> {
  const run = await loadCheckpoint(files, folder);
  if (!run) return undefined;
  const names = differences(run.identity, identity).filter((name) => ![...RUNS_OWN, ...mayDiffer].includes(name));
  if (names.length > 0) refuseStranger(folder, run.identity, identity, names);
  const known = run.inputs.map((input) => input.name);
  if (inputNames) refuseOtherInputs(folder, known, inputNames);
  return run;
}

/** What a run leaves beside its checkpoint: with one of these and without that, somebody took it away. */
const LEFT = [REJECTS_FILE, 'report.json'];

/** Beginning anew would empty the rejects, and nothing would know any more what was sent. */
export async function refuseLostCheckpoint(files: Files, folder: string): Promise<void> {
  for (const name of LEFT) {
    if (!(await files.stat(`${folder}/${name}`))?.size) continue;
    throw new FatalError(
      'state',
      'checkpoint-gone',
      `${folder} holds ${name} of a run, but its ${CHECKPOINT_FILE} is gone.`,
      'Put the file back, or start anew with another --state: what was sent before is recognised by its key and not doubled.',
    );
  }
}

/** How the run mapped, as far as commands about it take that from the run: its mode, and the range of its messages. */
export function runsOwnOf({ identity: { live, since, until } }: Saved) {
  return {
    mode: live === 'true' ? 5 : 2,
    ...(since === undefined ? {} : { sinceUs: Number(since) }),
    ...(until === undefined ? {} : { untilUs: Number(until) }),
  } as const;
}

const UNDONE_FILE = 'undone.json';

/** That messages of the run were taken back; `isWhole`: all of them, or they will be once the undo is finished. */
export interface Undone {
  readonly isWhole: boolean;
  readonly isFinished: boolean;
  readonly nextGeneration: number;
}

/** Said before the first message is taken back, and once more at the end. What a whole undo said is not unsaid by a part. */
export async function markUndone(files: Files, folder: string, undone: Undone): Promise<void> {
  if (!undone.isWhole && (await undoneIn(files, folder))?.isWhole) return;
  await replaceText(files, folder, UNDONE_FILE, `${JSON.stringify(undone)}\n`);
}

/** A file that cannot be read says the worst. */
export async function undoneIn(files: Files, folder: string): Promise<Undone | undefined> {
  const text = await readText(files, `${folder}/${UNDONE_FILE}`);
  if (text === undefined) return undefined;
  try {
    const { isWhole, isFinished, nextGeneration } = JSON.parse(text) as Partial<Undone>;
    if (typeof isWhole === 'boolean' && typeof isFinished === 'boolean' && Number.isSafeInteger(nextGeneration))
      return { isWhole, isFinished, nextGeneration: nextGeneration! };
  } catch {
    // No JSON: damaged, as other members are.
  }
  return { isWhole: true, isFinished: false, nextGeneration: 1 };
}

/**
 * A run whose messages were taken back is over: going on would import what is left of something that is gone. Before all
 * of them are, other keys are not advised: what is still there would be doubled.
 */
export async function refuseUndone(files: Files, folder: string): Promise<void> {
  const undone = await undoneIn(files, folder);
  if (!undone?.isWhole) return;
  if (!undone.isFinished) {
    throw new FatalError(
      'state',
      'undo-begun',
      `An undo of the run in ${folder} was begun and has not taken back everything: some of its messages may be recalled, others may stand.`,
      'Go on with it: the same undo command, with --yes. It tells what is left, and when nothing is, how to import the export again.',
    );
  }
  throw new FatalError(
    'state',
    'run-undone',
    `The run in ${folder} was undone: its messages are recalled.`,
    `To import the export again, give its messages other keys, and the run another folder: --generation ${undone.nextGeneration} --state DIR.`,
  );
}
