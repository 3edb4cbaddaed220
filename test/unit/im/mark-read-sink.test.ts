import { expect, it } from 'vitest';
import { markReadSink } from '../../../src/im/mark-read-sink.js';
import { DONE, refusal, scripted, sendAll } from '../../helpers/scripted-service.js';

const PAYLOAD = { Report_Account: 'anna', Peer_Account: 'bo', MsgReadTime: 1_700_000_000 };

it('a side of a conversation is marked with the time as an integer', async () => {
  const { client, asked } = await scripted(() => DONE);
  expect(await sendAll(markReadSink(client), PAYLOAD)).toEqual({ kind: 'ok' });
  expect(asked).toEqual([{ command: 'admin_set_msg_read', body: PAYLOAD }]);
});

it.each([90_003, 90_008, 70_107])('an unknown account (%i) is refused with the way to import it', async (code) => {
  const { client } = await scripted(() => refusal(code));
  const verdict = await sendAll(markReadSink(client), PAYLOAD);
  expect(verdict).toMatchObject({
    kind: 'no',
    code: String(code),
    advice: expect.stringContaining('accounts --import'),
  });
});

it('what is wrong with the request keeps the advice of its code', async () => {
  const { client } = await scripted(() => refusal(90_010));
  const verdict = await sendAll(markReadSink(client), PAYLOAD);
  expect(verdict).toMatchObject({ kind: 'no', code: '90010', advice: expect.not.stringContaining('accounts') });
});
