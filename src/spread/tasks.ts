import type { Input, ReadOptions } from '../read/open.js';
import { hasRanges } from '../read/range.js';
import type { Files } from '../types.js';
import type { Task } from './messages.js';

/** Bytes of a range: many ranges keep helpers busy to the end, few cost little to begin. */
export const RANGE_BYTES = 8 * 1024 * 1024;

export interface TaskPlan {
  readonly inputs: readonly Input[];
  readonly read: ReadOptions;
  readonly files: Files;
  readonly rangeBytes: number;
  /** Records are told apart by their numbers, which are not known inside a range. */
  readonly isNumbered: boolean;
}

/** The tasks of all inputs, in the order of the export. Throws FatalError. */
export async function planTasks({ inputs, read, files, rangeBytes, isNumbered }: TaskPlan): Promise<Task[]> {
  const tasks: Task[] = [];
  for (const [index, input] of inputs.entries()) {
    const size = input.size ?? 0;
    const count = Math.ceil(size / rangeBytes);
    if (count < 2 || isNumbered || !(await hasRanges(input, read, files))) {
      tasks.push({ number: tasks.length, index });
      continue;
    }
    for (let range = 0; range < count; range += 1) {
      const from = range * rangeBytes;
      // What grows behind its end belongs to the last range.
      const to = range === count - 1 ? {} : { to: from + rangeBytes };
      tasks.push({ number: tasks.length, index, range: { from, ...to } });
    }
  }
  return tasks;
}
