import { describe, expect, it } from 'vitest';
import { FatalError } from '../../../src/errors.js';
import { callBatch } from '../../../src/im/batch-call.js';
import type { Client } from '../../../src/im/client.js';
import type { BatchSendMsg } from '../../../src/im/wire.js';
import type { Verdict } from '../../../src/types.js';

const REQUEST: BatchSendMsg = { To_Account: ['anna', 'bo'], MsgRandom: 1, MsgBody: [] };

/** What a call came to whose try ended so. */
function outcome(tried: object | FatalError, isOnItsWay = true) {
  const call = async (_name: string, _request: unknown, onStart: () => void) => {
    if (isOnItsWay) onStart();
    if (tried instanceof FatalError) throw tried;
    return tried;
  };
  return callBatch({ call } as unknown as Client, REQUEST, () => undefined);
}

function again(more: object): { verdict: Verdict } {
  return { verdict: { kind: 'again', why: 'why', code: 'code', advice: '', exhausted: 'reject', ...more } };
}

describe('one call to many', () => {
  it('whoever is in no error list got it; a code says whether another try may help', async () => {
    const ErrorList = [
      { To_Account: 'anna', ErrorCode: 70107 },
      { To_Account: 'bo', ErrorCode: 91000 },
      { To_Account: 'cy', ErrorCode: 60007 },
      { To_Account: 'di', ErrorCode: 4_711 },
    ];
    const found = await outcome({ verdict: { kind: 'ok' }, answer: { ErrorCode: 0, MsgKey: 'k', ErrorList } });
    expect(found).toMatchObject({ kind: 'answered', key: 'k' });
    const others = found.kind === 'answered' ? [...found.others].map(([name, { isPassing }]) => [name, isPassing]) : [];
    expect(others).toEqual([
      ['anna', false],
      ['bo', true],
      ['cy', true],
      ['di', false],
    ]);
  });

  it.each([
    ['a push-back of the service', again({ slow: true, refused: true }), true, 'not-sent'],
    ['a refused signature', again({ free: true, refused: true }), true, 'not-sent'],
    ['no connection', again({}), false, 'not-sent'],
    ['a connection that broke on the way', again({}), true, 'unknown'],
    ['an internal error', again({ answered: true }), true, 'unknown'],
    [
      'a code of no document',
      { verdict: { kind: 'no', code: '1', reason: 'r', advice: '', outcome: 'unknown' } },
      true,
      'unknown',
    ],
    [
      'a refusal',
      { verdict: { kind: 'no', code: '90002', reason: 'r', advice: '', outcome: 'refused' } },
      true,
      'refused',
    ],
    ['a wrong key', new FatalError('stopped', 'service-70009', 'm', 'h'), true, 'not-sent'],
    ['another server in its place', new FatalError('stopped', 'http-404', 'm', 'h'), true, 'not-sent'],
    ['an answer without content', new FatalError('stopped', 'http-204', 'm', 'h'), true, 'unknown'],
  ])('after %s', async (_, tried, isOnItsWay, kind) => {
    expect(await outcome(tried, isOnItsWay)).toMatchObject({ kind });
  });
});
