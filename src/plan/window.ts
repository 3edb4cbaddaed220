/** How far reading may run ahead of sending. The only back-pressure there is: full means stop pulling. */
export const WINDOW: WindowUse = {
  messages: 10_000,
  bytes: 64 * 1024 * 1024,
  lanesAhead: 50_000,
};

/** How much of it is in use, or its limits. */
export interface WindowUse {
  readonly messages: number;
  readonly bytes: number;
  readonly lanesAhead: number;
}

/** Which limit stops pulling, or undefined while there is room. */
export function fullBy(use: WindowUse, most: WindowUse): 'messages' | 'bytes' | 'lanes' | undefined {
  if (use.messages >= most.messages) return 'messages';
  if (use.bytes >= most.bytes) return 'bytes';
  if (use.lanesAhead >= most.lanesAhead) return 'lanes';
  return undefined;
}

/** Pulling goes on a little below the limit, so that it is not started and stopped for every message. */
const ROOM_SHARE = 0.98;

/** Which limit keeps pulling stopped that was stopped before: not always the one it was stopped by. */
export function stillFullBy(use: WindowUse, most: WindowUse): ReturnType<typeof fullBy> {
  return fullBy(use, {
    messages: most.messages * ROOM_SHARE,
    bytes: most.bytes * ROOM_SHARE,
    lanesAhead: most.lanesAhead * ROOM_SHARE,
  });
}

/** A conversation that holds most of a full window keeps the others out: it is sequential. */
const ONE_CONVERSATION_SHARE = 0.5;

/** In words, for the display: why reading waits. Never names accounts. */
export function windowCause(
  full: 'messages' | 'bytes' | 'lanes',
  use: WindowUse,
  most: WindowUse,
  longestLane: number,
): string {
  if (full !== 'lanes' && longestLane > use.messages * ONE_CONVERSATION_SHARE) {
    return `one conversation holds ${longestLane} of ${use.messages} waiting messages, and a conversation is sent one message at a time`;
  }
  if (full === 'messages') return `${most.messages} messages are waiting`;
  if (full === 'bytes') return `${most.bytes / 1024 / 1024} MiB of messages are waiting`;
  return `${most.lanesAhead} conversations are ahead of the oldest message that is not settled`;
}
