/** What is guessed, how sure that is, and what stays open. */

/** `high`: names and values say the same. `likely`: one of them does. `unsure`: it fits, and so might something else. */
export type Sure = 'high' | 'likely' | 'unsure';

export interface Guess<Value> {
  readonly value: Value;
  readonly sure: Sure;
  /** In words for people; names columns, never what somebody wrote. */
  readonly why: string;
}

export function guess<Value>(value: Value, sure: Sure, why: string): Guess<Value> {
  return { value, sure, why };
}

/** Something a person has to say or to look at. */
export interface Question {
  /** Without an answer there is nothing to check yet. */
  readonly blocks: boolean;
  readonly text: string;
  /** What a record showed, with values of it: for the terminal, never for a file. */
  readonly detail?: string;
  /** Option of the preset, or flag, that answers it. */
  readonly option?: string;
}

/** So many records at least make a rule out of what all of them have in common. */
export const ENOUGH = 5;

/** `12 of 15`. */
export function share(part: number, whole: number): string {
  return part === whole ? `all ${whole}` : `${part} of ${whole}`;
}
