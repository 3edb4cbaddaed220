import type { Message, Sink } from '../types.js';
import { CALLS } from './calls.js';
import type { Client } from './client.js';
import type { ImportMsg } from './wire.js';

/** Sends messages with importmsg. A repeat of the identical request is harmless: the service knows it by its key. */
export function importSink(client: Client): Sink<ImportMsg> {
  return {
    send: (message: Message<ImportMsg>, onStart) =>
      client.post(CALLS.importMsg.command, JSON.stringify(message.payload), onStart),
    close: () => client.close(),
  };
}
