import { expect, it } from 'vitest';
import { accountCheckSink } from '../../../src/im/account-check-sink.js';
import type { AccountCheck } from '../../../src/im/wire.js';
import { type Asked, DONE, refusal, scripted, sendAll } from '../../helpers/scripted-service.js';

const batch = (...names: string[]): AccountCheck => ({ CheckItem: names.map((UserID) => ({ UserID })) });
const namesOf = ({ body }: Asked) => (body as unknown as AccountCheck).CheckItem.map(({ UserID }) => UserID);
const found = (UserID: string, AccountStatus = 'Imported', ResultCode = 0) => ({
  UserID,
  ResultCode,
  ResultInfo: ResultCode === 0 ? '' : 'scripted',
  AccountStatus,
});

it('tells of each account whether it is imported, missing, or could not be looked up', async () => {
  const ResultItem = [
    found('here'),
    found('gone', 'NotImported'),
    found('odd', 'NotImported', 70_402),
    found('new', 'Frozen'),
  ];
  const { client } = await scripted(() => ({ ...DONE, ResultItem }));
  const verdict = await sendAll(accountCheckSink(client), batch('here', 'gone', 'odd', 'new', 'forgotten'));
  expect(verdict).toEqual({
    kind: 'ok',
    gain: {
      tallies: { imported: 1, missing: 1, unchecked: 3 },
      lines: [
        '{"account":"gone","status":"missing"}\n',
        '{"account":"odd","status":"unchecked","code":"70402","reason":"scripted"}\n',
        '{"account":"new","status":"unchecked","code":"unknown-status","reason":"AccountStatus is \\"Frozen\\""}\n',
        '{"account":"forgotten","status":"unchecked","code":"not-answered","reason":"the answer does not name the account"}\n',
      ],
    },
  });
});

it('an account for which the whole batch is refused leaves the others checked', async () => {
  const { client, asked } = await scripted((one) =>
    namesOf(one).includes('bad') ? refusal(70_402) : { ...DONE, ResultItem: namesOf(one).map((name) => found(name)) },
  );
  const verdict = await sendAll(accountCheckSink(client), batch('a', 'b', 'c', 'bad', 'd', 'e', 'f'));
  expect(verdict).toMatchObject({ kind: 'ok', gain: { tallies: { imported: 6, missing: 0, unchecked: 1 } } });
  expect(asked.map((one) => namesOf(one).join(''))).toEqual(['abcbaddef', 'abcbad', 'ab', 'cbad', 'c', 'bad', 'def']);
});

it('a code that no document names is told of the batch as it is, so that many in a row stop the check', async () => {
  const { client, asked } = await scripted(() => refusal(4_711));
  const verdict = await sendAll(accountCheckSink(client), batch('a', 'b'));
  expect(verdict).toMatchObject({ kind: 'no', code: '4711', stopAfterInARow: 20 });
  expect(asked.length).toBe(1);
});

it('a failure in the middle of a divided batch is tried again without what is known already', async () => {
  let calls = 0;
  const { client, asked } = await scripted((one) => {
    calls += 1;
    if (calls === 1) return refusal(70_402);
    return calls === 3 ? refusal(91_000) : { ...DONE, ResultItem: namesOf(one).map((name) => found(name)) };
  });
  const sink = accountCheckSink(client);
  const payload = batch('a', 'b');
  const twice = [await sendAll(sink, payload), await sendAll(sink, payload)];
  expect(twice).toMatchObject([
    { kind: 'again', code: '91000' },
    { kind: 'ok', gain: { tallies: { imported: 2 } } },
  ]);
  expect(asked.map((one) => namesOf(one).join(''))).toEqual(['ab', 'a', 'b', 'b']);
});
