import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Store, StoredMessage } from './store.js';

const DAY_SECONDS = 86_400;
/** Lines are handed over in pieces of about this many characters. */
const PIECE_LENGTH = 65_536;

/** What the emulator holds, from outside: JSON texts with the mark of those past the storage period. */
export class ReadOut {
  readonly #store: Store;
  readonly #retentionDays: number | undefined;
  readonly #wallMs: () => number;

  constructor(store: Store, retentionDays: number | undefined, wallMs: () => number) {
    this.#store = store;
    this.#retentionDays = retentionDays;
    this.#wallMs = wallMs;
  }

  /** Conversation by conversation, each in the service's order. */
  *messages(): Generator<StoredMessage> {
    for (const text of this.#texts()) yield JSON.parse(text);
  }

  /** Streams all messages as JSON lines, as fast as the reader takes them. */
  stream(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
    // A reader that leaves early ends the stream; there is nobody left to tell.
    pipeline(Readable.from(this.#pieces(), { highWaterMark: 1 }), response, () => undefined);
  }

  *#pieces(): Generator<string> {
    let piece = '';
    for (const text of this.#texts()) {
      piece += `${text}\n`;
      if (piece.length < PIECE_LENGTH) continue;
      yield piece;
      piece = '';
    }
    if (piece !== '') yield piece;
  }

  *#texts(): Generator<string> {
    const oldestSeconds =
      this.#retentionDays === undefined ? 0 : this.#wallMs() / 1_000 - this.#retentionDays * DAY_SECONDS;
    for (const { seconds, text } of this.#store.texts()) {
      yield seconds < oldestSeconds ? `${text.slice(0, -1)},"expired":true}` : text;
    }
  }
}
