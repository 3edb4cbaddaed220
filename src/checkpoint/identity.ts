import { basename } from 'node:path';
import { FatalError } from '../errors.js';

/**
 * Everything that decides which record becomes which message, plus application and service: name of the setting to its
 * value in words. Two lives of a run must agree in all of it, or keys and places would mean something else.
 */
export type Identity = Readonly<Record<string, string>>;

/** A difference in the mapping alone may be accepted when the keys stay the same. */
export const MAPPING_SETTING = 'mapping';

/** Names of the settings in which two identities differ. */
export function differences(saved: Identity, now: Identity): string[] {
  const names = new Set([...Object.keys(saved), ...Object.keys(now)]);
  return [...names].filter((name) => saved[name] !== now[name]);
}

/** Refuses a run whose identity is not the saved one. */
export function refuseStranger(folder: string, saved: Identity, now: Identity, names: readonly string[]): never {
  const list = names.map((name) => `${name} was ${say(saved[name])}, now is ${say(now[name])}`).join('; ');
  const mappingOnly = names.length === 1 && names[0] === MAPPING_SETTING;
  throw new FatalError(
    'state',
    mappingOnly ? 'mapping-changed' : 'other-run',
    `The state folder ${folder} belongs to a run with other settings: ${list}.`,
    mappingOnly
      ? 'Use the mapping the run began with, or --accept-mapping to go on with the corrected one (what was sent keeps its old content), or another --state.'
      : 'Use the settings the run began with, or another --state. Going on with different ones could double or scramble the history.',
  );
}

/**
 * The inputs must begin with the ones the run knows, in the same order: new ones may only come last. Files may have
 * moved: their names without folders are compared here, their content by the fingerprints.
 */
export function refuseOtherInputs(folder: string, saved: readonly string[] | undefined, now: readonly string[]): void {
  const wrong = (saved ?? []).findIndex((name, index) => basename(now[index] ?? '') !== basename(name));
  if (wrong < 0) return;
  throw new FatalError(
    'state',
    'other-export',
    `The state folder ${folder} belongs to another export: its input ${wrong + 1} is ${say(saved?.[wrong])}, here it is ${say(now[wrong])}.`,
    'Name the same exports in the same order (new files of a folder must sort last), or use another --state.',
  );
}

function say(value: string | undefined): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
