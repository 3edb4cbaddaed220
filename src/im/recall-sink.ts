import { keyText } from '../key.js';
import type { Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import { NO_SUCH_MESSAGE } from './codes.js';
import type { ImportMsg } from './wire.js';

/** What became of a message that was to be recalled; the names under which it is counted. */
export type Recall = 'recalled' | 'already-recalled' | 'not-there' | 'expired';

/**
 * Takes messages back with admin_msgwithdraw. One that is not there needs no recall: past the storage period
 * (before `keptSinceSeconds`) it is `expired`, else `not-there`.
 */
export function recallSink(client: Client, keptSinceSeconds: number): Sink<ImportMsg> {
  return {
    async send({ key, payload }: Message<ImportMsg>, onStart): Promise<Verdict> {
      const { From_Account, To_Account } = payload;
      const request = { From_Account, To_Account, MsgKey: keyText(key) };
      const { verdict, code } = await client.call('withdrawMsg', request, onStart);
      if (verdict.kind === 'ok') return settled(code === 0 ? 'recalled' : 'already-recalled');
      if (verdict.kind === 'no' && verdict.code === String(NO_SUCH_MESSAGE)) {
        return settled(key.seconds < keptSinceSeconds ? 'expired' : 'not-there');
      }
      return verdict;
    },
    close: () => client.close(),
  };
}

function settled(recall: Recall): Verdict {
  return { kind: 'ok', gain: { tallies: { [recall]: 1 } } };
}
