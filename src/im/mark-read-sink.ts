import type { Message, Sink, Verdict } from '../types.js';
import type { Client } from './client.js';
import type { SetMsgRead } from './wire.js';

/** Codes that say of an account that there is none. */
const NO_ACCOUNT = new Set(['20001', '20003', '70107', '90003', '90008', '90012', '90048']);
const ADVICE = 'Import the account (tim-migrate accounts --import), then do this again.';

/** Marks what one account has of another as read, with admin_set_msg_read. */
export function markReadSink(client: Client): Sink<SetMsgRead> {
  return {
    async send({ payload }: Message<SetMsgRead>, onStart): Promise<Verdict> {
      const { verdict } = await client.call('setMsgRead', payload, onStart);
      return verdict.kind === 'no' ? withMarkReadAdvice(verdict) : verdict;
    },
    close: () => client.close(),
  };
}

/** A refusal with what to do about it when conversations are marked. */
export function withMarkReadAdvice<Refused extends { readonly code: string; readonly advice: string }>(
  refused: Refused,
): Refused {
  return NO_ACCOUNT.has(refused.code) ? { ...refused, advice: ADVICE } : refused;
}
