import { crc32 } from 'node:zlib';
import type { Message } from './message.js';

/**
 * What sendmsg took lately. A message of the same sender, MsgSeq, MsgRandom and content within 120 seconds is the
 * same one sent again. The receiver is no part of it, as documented: two receivers need two MsgRandom.
 */

const WINDOW_MS = 120_000;
/** More than the highest rate sends in the window; beyond it the oldest are forgotten. */
const MAX_REMEMBERED = 1_000_000;

type Remembered = Message & { readonly sentMs: number };

export class Resends {
  /** In the order in which they came. */
  readonly #taken = new Map<string, Remembered>();

  /** The message that this one repeats. */
  find(message: Remembered): Message | undefined {
    this.#forgetBefore(message.sentMs - WINDOW_MS);
    return this.#taken.get(nameOf(message));
  }

  remember(message: Remembered): void {
    this.#forgetBefore(message.sentMs - WINDOW_MS);
    const name = nameOf(message);
    this.#taken.delete(name);
    this.#taken.set(name, message);
  }

  #forgetBefore(timeMs: number): void {
    for (const [name, { sentMs }] of this.#taken) {
      if (sentMs > timeMs && this.#taken.size <= MAX_REMEMBERED) return;
      this.#taken.delete(name);
    }
  }
}

function nameOf({ From_Account, MsgSeq, MsgRandom, MsgBody }: Message): string {
  return `${From_Account}\n${MsgSeq}\n${MsgRandom}\n${crc32(JSON.stringify(MsgBody))}`;
}
