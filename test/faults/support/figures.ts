import { appendFileSync } from 'node:fs';

/** A row of the table that `tools/faults.mjs` prints and writes. */
export interface Figures {
  readonly part: string;
  /** What was done, in a few words. */
  readonly what: string;
  readonly tries: number;
  readonly faults: number;
  readonly messages: number;
  readonly lost: number;
  readonly doubled: number;
  /** Ended with exit code 4. */
  readonly refused: number;
  /** Taken for something it was not: a state, an order, a record. */
  readonly misread: number;
  /** What is worth knowing beside the numbers, in a sentence each. */
  readonly notes?: readonly string[];
}

/** Hands a row to the runner, which reads it when the part has ended; without one it is only printed. */
export function tell(figures: Figures): void {
  const line = JSON.stringify(figures);
  process.stdout.write(`${line}\n`);
  if (process.env.FAULTS_FILE) appendFileSync(process.env.FAULTS_FILE, `${line}\n`);
}
