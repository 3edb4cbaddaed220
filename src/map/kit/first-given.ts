import { isGiven } from './values.js';

/** The first value that is something; sources give one fact under several names. */
export function firstGiven(...values: readonly unknown[]): unknown {
  return values.find(isGiven);
}
