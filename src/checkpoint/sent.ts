import { type Place, placeIn, placeText } from '../place.js';
import { linesOf } from '../text-file.js';
import type { Files, Message } from '../types.js';
import type { Saved } from './checkpoint.js';
import { REJECTS_FILE } from './lines-file.js';
import { InputMarks } from './marks.js';
import { isReached } from './reach.js';

/** `sent`: the service may hold it. `refused`: it certainly took it not. `not-sent`: it was never tried. */
export type Sending = 'sent' | 'refused' | 'not-sent';

/**
 * What a run may have put into the service, as its state folder tells: everything that is settled, save what was
 * certainly refused; and of the rest what may have been on its way when the run ended. After a crash that is everything up
 * to the fence of the last save.
 */
export class Sent {
  private readonly marks: readonly InputMarks[];

  private constructor(
    private readonly saved: Saved,
    private readonly inputNames: readonly string[],
    /** How often, by place. */
    private readonly refused: Map<string, number>,
  ) {
    this.marks = saved.inputs.map((input) => new InputMarks({ lanesAhead: 0 }, input));
  }

  /** `inputNames`: the run's inputs as they are named now. */
  static async load(files: Files, folder: string, saved: Saved, inputNames: readonly string[]): Promise<Sent> {
    const refused = new Map<string, number>();
    // What stands behind the bytes that are saved may be torn, and is of messages that are not settled.
    for await (const line of linesOf(files, `${folder}/${REJECTS_FILE}`, saved.rejects.bytes)) {
      const { stage, outcome, ...place } = JSON.parse(line) as Place & { stage: string; outcome: string };
      if (stage !== 'deliver' || outcome === 'unknown') continue;
      const where = placeText(place);
      refused.set(where, (refused.get(where) ?? 0) + 1);
    }
    return new Sent(saved, inputNames, refused);
  }

  /** False after a crash: then some of what is taken for sent may never have been. */
  get isExact(): boolean {
    return this.saved.isReachExact;
  }

  /** To be asked once for each message. */
  sending(message: Message): Sending {
    const { at } = message;
    const isSettled = this.marks[at.input]?.messageSettled(message) ?? false;
    if (isSettled) return this.isRefused(message) ? 'refused' : 'sent';
    return isReached(this.saved, at) ? 'sent' : 'not-sent';
  }

  /**
   * The run may have known its input by another path than the one given now. A rejects file may hold a record more than
   * once: then it has one key and one place, and when it was refused less often than it stands there, it was sent.
   */
  private isRefused({ at, source }: Message): boolean {
    if (this.refused.size === 0) return false;
    const names = [this.inputNames[at.input] ?? '', this.saved.inputs[at.input]?.name ?? ''];
    const where = names.map((name) => placeText(placeIn(at, source, name))).find((place) => this.refused.get(place));
    if (where !== undefined && source.origin) this.refused.set(where, this.refused.get(where)! - 1);
    return where !== undefined;
  }
}
