import { keyText } from '../key.js';
import type { Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import type { ImportMsg } from './wire.js';

/** A message that is not in the service as it should be. */
export interface Mend {
  readonly how: 'import' | 'modify';
  readonly message: ImportMsg;
}

/** Imports what is missing with importmsg, and changes what differs with modify_c2c_msg. Both may be repeated. */
export function mendSink(client: Client): Sink<Mend> {
  return {
    async send({ key, payload: { how, message } }: Message<Mend>, onStart): Promise<Verdict> {
      const { From_Account, To_Account, MsgBody, CloudCustomData = '' } = message;
      const { verdict } =
        how === 'import'
          ? await client.call('importMsg', message, onStart)
          : await client.call(
              'modifyC2cMsg',
              { From_Account, To_Account, MsgKey: keyText(key), MsgBody, CloudCustomData },
              onStart,
            );
      return verdict.kind === 'ok' ? { kind: 'ok', gain: { tallies: { [how]: 1 } } } : verdict;
    },
    close: () => client.close(),
  };
}
