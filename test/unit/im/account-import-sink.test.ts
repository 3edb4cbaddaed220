import { expect, it } from 'vitest';
import { accountBatchSink, accountImportSink } from '../../../src/im/account-import-sink.js';
import { DONE, refusal, scripted, sendAll } from '../../helpers/scripted-service.js';

it('accounts that the service names as failed are told of, and the others count as imported', async () => {
  const { client, asked } = await scripted(() => ({ ...DONE, FailAccounts: ['b', 'stranger'] }));
  const verdict = await sendAll(accountBatchSink(client), { Accounts: ['a', 'b', 'c'] });
  const lines = ['{"account":"b","status":"failed"}\n'];
  expect(verdict).toEqual({ kind: 'ok', gain: { tallies: { imported: 2 }, lines } });
  expect(asked).toEqual([{ command: 'multiaccount_import', body: { Accounts: ['a', 'b', 'c'] } }]);
});

it('a batch with nick and avatar goes as it is, and an answer without FailAccounts is a whole success', async () => {
  const payload = { AccountList: [{ UserID: 'a', Nick: 'Anna', FaceUrl: 'https://x/a.png' }, { UserID: 'b' }] };
  const { client, asked } = await scripted(() => DONE);
  const verdict = await sendAll(accountBatchSink(client), payload);
  expect(verdict).toEqual({ kind: 'ok', gain: { tallies: { imported: 2 }, lines: [] } });
  expect(asked[0]!.body).toEqual(payload);
});

it('of a batch that is refused as a whole every account is to be tried alone', async () => {
  const { client } = await scripted(() => refusal(70_402));
  const verdict = await sendAll(accountBatchSink(client), { AccountList: [{ UserID: 'a' }, { UserID: 'b' }] });
  const lines = [expect.stringContaining('"a"'), expect.stringContaining('"b"')];
  expect(verdict).toEqual({ kind: 'ok', gain: { tallies: { imported: 0 }, lines } });
});

it('an application that is full stops the import', async () => {
  const { client } = await scripted(() => refusal(70_398));
  const sent = sendAll(accountBatchSink(client), { Accounts: ['a'] });
  await expect(sent).rejects.toMatchObject({ kind: 'stopped', code: 'service-70398' });
});

it.each([
  [40_005, 'Change the nick'],
  [40_601, '500 bytes'],
  [70_399, 'Wait until'],
  [70_402, 'plain characters'],
])('an account that is refused alone with %i tells code and advice', async (code, advice) => {
  const { client } = await scripted(() => refusal(code));
  const verdict = await sendAll(accountImportSink(client), { UserID: 'a' });
  expect(verdict).toMatchObject({ kind: 'no', code: String(code), advice: expect.stringContaining(advice) });
});

it('an account that is taken alone counts as imported, and a hiccup as a hiccup', async () => {
  const answers = [refusal(40_006), DONE];
  const { client } = await scripted(() => answers.shift()!);
  const sink = accountImportSink(client);
  expect(await sendAll(sink, { UserID: 'a' })).toMatchObject({ kind: 'again', code: '40006' });
  expect(await sendAll(sink, { UserID: 'a' })).toEqual({ kind: 'ok', gain: { tallies: { imported: 1 } } });
});
