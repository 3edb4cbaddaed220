import { describe, expect, it } from 'vitest';
import { HistoryCursor, HistoryStuck } from '../../../src/im/history-cursor.js';
import type { GetRoamMsg, GetRoamMsgAnswer, RoamMsg } from '../../../src/im/wire.js';

const RANGE = { operator: 'a', peer: 'b', fromSeconds: 0, untilSeconds: 1_000, pageMessages: 3 };

const message = (time: number, seq: number): RoamMsg => ({
  From_Account: 'a',
  To_Account: 'b',
  MsgSeq: seq,
  MsgRandom: 1,
  MsgTimeStamp: time,
  MsgKey: `${seq}_1_${time}`,
  MsgBody: [],
});

type Service = (request: Pick<GetRoamMsg, 'MaxTime' | 'MaxCnt' | 'LastMsgKey'>) => GetRoamMsgAnswer;

/** All messages through the pages, oldest first. */
function readAll(service: Service): RoamMsg[] {
  const cursor = new HistoryCursor(RANGE);
  const pages: (readonly RoamMsg[])[] = [];
  for (let requests = 0; !cursor.isDone; requests += 1) {
    if (requests > 100) throw new Error('endless');
    pages.unshift(cursor.take(service(cursor.request())));
  }
  return pages.flat();
}

/** A service with these messages; `knowsKey`: it passes over what LastMsgKey says was given. */
function serviceOf(messages: readonly RoamMsg[], knowsKey: boolean): Service {
  return ({ MaxTime, MaxCnt, LastMsgKey }) => {
    let left = messages.filter(({ MsgTimeStamp }) => MsgTimeStamp <= MaxTime);
    const given = knowsKey ? left.findIndex(({ MsgKey }) => MsgKey === LastMsgKey) : -1;
    if (given >= 0) left = left.slice(0, given);
    const MsgList = left.slice(-MaxCnt);
    const [oldest] = MsgList;
    return {
      ErrorCode: 0,
      Complete: MsgList.length === left.length ? 1 : 0,
      MsgList,
      ...(oldest ? { LastMsgTime: oldest.MsgTimeStamp, LastMsgKey: oldest.MsgKey } : {}),
    };
  };
}

const spread = [1, 2, 2, 2, 2, 2, 2, 3, 7, 7, 9].map((time, index) => message(time, index));

describe('the way through the pages of a conversation', () => {
  it('gives every message once and in order when many share a second', () => {
    expect(readAll(serviceOf(spread, true))).toEqual(spread);
  });

  it('drops what a service gives again of the second in which a page begins', () => {
    const few = [1, 2, 2, 3, 7, 9].map((time, index) => message(time, index));
    expect(readAll(serviceOf(few, false))).toEqual(few);
  });

  it('does not turn in a circle when a service answers the same page for ever', () => {
    expect(() => readAll(serviceOf(spread, false))).toThrow(HistoryStuck);
  });

  it('an empty page that announces more is an error, one that is complete the end', () => {
    expect(() => readAll(() => ({ ErrorCode: 0, Complete: 0, MsgList: [] }))).toThrow('none that are new');
    expect(readAll(() => ({ ErrorCode: 0, Complete: 1, MsgList: [] }))).toEqual([]);
  });

  it('a page from beyond what was asked for is an error', () => {
    const late = { ErrorCode: 0, Complete: 0, MsgList: [message(2_000, 1)], LastMsgTime: 2_000 };
    expect(() => readAll(() => late)).toThrow('later than was asked for');
  });

  it('lives without LastMsgTime and LastMsgKey: the oldest message says the same', () => {
    const service = serviceOf(spread, true);
    const bare: Service = (request) => {
      const { LastMsgTime: _time, LastMsgKey: _key, ...answer } = service(request);
      return answer;
    };
    expect(readAll(bare)).toEqual(spread);
  });
});
