import { FatalError } from '../errors.js';
import type { RecordPlace } from '../read/range.js';
import type { Batch } from './batch.js';
import type { Failure, FromHelper, HelperPlan, StartThread, Task, Thread } from './messages.js';

/** What a helper gave of a task. */
export type Given =
  | { readonly kind: 'batch'; readonly batch: Batch; readonly first: RecordPlace | undefined }
  | { readonly kind: 'end'; readonly first: RecordPlace | undefined; readonly behind: RecordPlace | undefined };

interface Work {
  readonly given: FromHelper[];
  thread: Thread | undefined;
  isDropped: boolean;
}

/*
 * Helpers in threads of their own. Tasks are given out in their order, one at a time to each helper, and are asked for in
 * the same order; a helper works ahead until its batches are taken. So of all tasks the oldest is always with a helper that
 * can go on, and nobody waits for ever.
 */
export class Crew {
  private readonly threads: Thread[] = [];
  private readonly works: Work[];
  private next = 0;
  private lost: unknown;
  private isClosed = false;
  private wake: (() => void) | undefined;

  constructor(
    size: number,
    plan: HelperPlan,
    private readonly tasks: readonly Task[],
    start: StartThread,
  ) {
    this.works = tasks.map(() => ({ given: [], thread: undefined, isDropped: false }));
    for (let index = 0; index < Math.min(size, tasks.length); index += 1) {
      const thread: Thread = start(
        plan,
        (message) => this.came(thread, message),
        (why) => this.isLost(why),
      );
      this.threads.push(thread);
    }
    for (const thread of this.threads) this.giveTask(thread);
  }

  /** What comes next of a task; undefined when the crew was sent home. Throws FatalError. */
  async give(task: Task): Promise<Given | undefined> {
    const work = this.works[task.number]!;
    for (;;) {
      if (this.isClosed) return undefined;
      const message = work.given.shift();
      if (message?.kind === 'failed') throw asError(message.failure);
      if (message) return message;
      if (this.lost !== undefined) throw lostHelper(this.lost);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** A batch of a task was used up. */
  taken(task: Task): void {
    this.works[task.number]!.thread?.post({ kind: 'taken' });
  }

  /** Nobody wants what comes of a task any more. */
  drop(task: Task): void {
    const work = this.works[task.number]!;
    work.isDropped = true;
    for (const { kind } of work.given.splice(0)) if (kind === 'batch') this.taken(task);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.wake?.();
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  private came(thread: Thread, message: FromHelper): void {
    const work = this.works[message.task]!;
    if (message.kind !== 'batch') this.giveTask(thread);
    if (!work.isDropped) work.given.push(message);
    else if (message.kind === 'batch') thread.post({ kind: 'taken' });
    this.wake?.();
  }

  private giveTask(thread: Thread): void {
    const task = this.tasks[this.next];
    if (task === undefined) return;
    this.next += 1;
    this.works[task.number]!.thread = thread;
    thread.post({ kind: 'task', task });
  }

  private isLost(why: unknown): void {
    this.lost ??= why;
    this.wake?.();
  }
}

function asError({ kind, code, message, hint }: Failure): FatalError {
  return new FatalError(kind, code, message, hint);
}

function lostHelper(why: unknown): FatalError {
  const reason = why instanceof Error ? why.message : String(why);
  return new FatalError(
    'stopped',
    'helper-lost',
    `A thread that helped with reading ended before its time: ${reason}.`,
    'Start the same command with --jobs 1; if memory was short, give it more.',
    why,
  );
}
