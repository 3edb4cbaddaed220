import { interruptedEarly } from '../errors.js';
import type { ResumePoint } from '../types.js';
import type { BlockHasher } from './block-hasher.js';
import { type Input, openFile } from './inputs.js';
import type { ReadOptions } from './opening.js';
import { isSeekable, openText, type SourceDeps } from './source.js';
import { Verification, verifyBefore, verifyMeanwhile } from './verify.js';

export interface FormerPlan {
  readonly inputs: readonly Input[];
  readonly options: ReadOptions;
  readonly sources: SourceDeps;
  readonly resume: readonly (ResumePoint | undefined)[];
  readonly interrupt: AbortSignal | undefined;
}

/** Holds the inputs of an export against what an earlier life read of them. Throws FatalError `state` where they differ. */
export class FormerReading {
  /** By input: the hasher that stands where reading goes on. */
  readonly seeds: (BlockHasher | undefined)[] = [];
  /** Inputs whose other blocks are still to be compared. */
  private readonly rest: [Input, ResumePoint][] = [];

  constructor(private readonly plan: FormerPlan) {}

  /** Compares plain files with what the earlier life read: what matters now, the rest while records are read. */
  async verify(): Promise<void> {
    for (const [index, input] of this.plan.inputs.entries()) {
      const point = this.plan.resume[index];
      if (!point || input.kind === 'stream') continue;
      if (!isSeekable(input, this.plan.options.encoding ?? 'utf-8')) {
        await this.verifyText(input, point);
        continue;
      }
      await this.withFile(input, async (handle) => {
        this.seeds[index] = await verifyBefore(handle, input.name, point);
      });
      this.rest.push([input, point]);
    }
  }

  /** What cannot be sought in is read up to the end of its fingerprint once more than is needed to skip what is done. */
  private async verifyText(input: Input, point: ResumePoint): Promise<void> {
    const { options, sources, interrupt } = this.plan;
    const deps = { ...sources, count: () => undefined };
    const text = await openText(input, options.encoding ?? 'utf-8', deps);
    try {
      const verification = new Verification(input.name, point, 0);
      while (!verification.done) {
        if (interrupt?.aborted) throw interruptedEarly();
        const chunk = await text.next();
        if (chunk === undefined) break;
        verification.update(chunk);
      }
      verification.end();
    } finally {
      await text.close();
    }
  }

  /** The rest of them, while records are read; ends early once `stopped` says so. */
  async verifyRest(stopped: () => boolean): Promise<void> {
    for (const [input, point] of this.rest) {
      if (stopped()) return;
      await this.withFile(input, (handle) => verifyMeanwhile(handle, input.name, point, stopped));
    }
  }

  private async withFile(
    input: Input,
    use: (handle: Awaited<ReturnType<typeof openFile>>) => Promise<void>,
  ): Promise<void> {
    const handle = await openFile(input.path, this.plan.sources.files);
    try {
      await use(handle);
    } finally {
      await handle.close();
    }
  }
}
