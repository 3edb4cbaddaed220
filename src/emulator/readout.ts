import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { type Conversation, type Entry, has, isVisibleTo, MARK } from './conversation.js';
import type { StoredMessage } from './message.js';
import type { Store } from './store.js';

/** Lines are handed over in pieces of about this many characters. */
const PIECE_LENGTH = 65_536;

/** What the emulator holds, from outside: JSON texts with the marks of what became of the messages. */
export class ReadOut {
  readonly #store: Store;
  readonly #oldestSeconds: () => number;

  constructor(store: Store, oldestSeconds: () => number) {
    this.#store = store;
    this.#oldestSeconds = oldestSeconds;
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
    const oldestSeconds = this.#oldestSeconds();
    for (const { conversation, entry } of this.#store.held()) {
      const marks = marksOf(conversation, entry, oldestSeconds);
      yield marks === '' ? entry.text : `${entry.text.slice(0, -1)}${marks}}`;
    }
  }
}

function marksOf(conversation: Conversation, entry: Entry, oldestSeconds: number): string {
  const expired = entry.seconds < oldestSeconds ? ',"expired":true' : '';
  const recalled = has(entry, MARK.recalled) ? ',"recalled":true' : '';
  const read = has(entry, MARK.read) ? ',"read":true' : '';
  const hidden = [conversation.first, conversation.second].filter((_, side) => !isVisibleTo(entry, side === 0 ? 0 : 1));
  return `${expired}${recalled}${read}${hidden.length === 0 ? '' : `,"hiddenFrom":${JSON.stringify(hidden)}`}`;
}
