import { EXAMPLES_KEPT, type Example, type Finding, type LeftOut } from '../knowledge.js';
import type { Mapped } from '../types.js';

/** Counts one kind of finding, and keeps the first places. */
export class FindingCounter implements Finding {
  count = 0;
  readonly examples: Example[] = [];

  add(example: () => Example): void {
    this.count += 1;
    if (this.examples.length < EXAMPLES_KEPT) this.examples.push(example());
  }
}

/** Where something stands; a line of an earlier run's rejects.jsonl stands where the record stood then. */
export function exampleAt({ at, source }: Mapped, inputNames: readonly string[], note?: string): Example {
  const { input, record, line } = source.origin ?? {
    input: inputNames[at.input] ?? '',
    record: at.record,
    line: at.line,
  };
  return { input, record, line, ...(note === undefined ? {} : { note }) };
}

/** Rejects and skips, whose reasons no table holds. */
export class LeftOutCounter implements LeftOut {
  readonly rejects = new Map<string, FindingCounter>();
  readonly skips = new Map<string, FindingCounter>();

  constructor(private readonly inputNames: readonly string[]) {}

  watch(mapped: Mapped): void {
    if (mapped.kind === 'reject') {
      counterOf(this.rejects, mapped.code).add(() => exampleAt(mapped, this.inputNames, mapped.reason));
    } else if (mapped.kind === 'skip') {
      counterOf(this.skips, mapped.reason).add(() => exampleAt(mapped, this.inputNames));
    }
  }
}

function counterOf(counters: Map<string, FindingCounter>, name: string): FindingCounter {
  const known = counters.get(name);
  if (known) return known;
  const counter = new FindingCounter();
  counters.set(name, counter);
  return counter;
}
