import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/inspect/columns.js';
import { dialectsOf, guessHeader } from '../../../src/inspect/dialect.js';
import { guessEncoding } from '../../../src/inspect/encoding.js';
import { listsOfObjects } from '../../../src/inspect/json-lists.js';
import { guessDuration, lookOf } from '../../../src/inspect/kinds.js';
import { guessRoles } from '../../../src/inspect/roles.js';
import { guessTable } from '../../../src/inspect/table-guess.js';
import { tableQuestions } from '../../../src/inspect/table-questions.js';
import { guessTime } from '../../../src/inspect/time-guess.js';
import { NOW_MS } from '../map/helpers.js';

describe('encoding, by what is valid', () => {
  const chinese = '你好，在吗';
  it.each([
    ['ASCII', Buffer.from('hello'), 'utf-8'],
    ['UTF-8', Buffer.from(chinese), 'utf-8'],
    ['UTF-8, cut inside a character', Buffer.from(chinese).subarray(0, 4), 'utf-8'],
    ['GBK', Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x2c]), 'gb18030'],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${chinese}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without', Buffer.from('id,text', 'utf16le'), 'utf-16le'],
    ['nothing of these', Buffer.from([0xff, 0x80, 0x80, 0xff, 0xff]), undefined],
  ])('%s', (_, bytes, encoding) => expect(guessEncoding(bytes)?.value).toBe(encoding));
});

describe('time, by magnitude and shape', () => {
  it.each([
    [[1_719_810_000], 's'],
    [['1719810000123'], 'ms'],
    [[1_719_810_000_123_456n], 'us'],
    [['1719810000123456789'], 'ns'],
    [['2024-07-01 05:00:00'], 'text'],
    [['2024/7/1 5:00'], 'text'],
    [['20240701050000'], 'text'],
    [['hello'], undefined],
    [[5, 6, 7], undefined],
    // A snowflake of 18 digits lies before 2000 in nanoseconds.
    [['734912006512370148'], undefined],
  ])('%s', (values, unit) => expect(guessTime(values as unknown[], NOW_MS)?.unit).toBe(unit));

  it('says whether a zone is missing and whether there are parts of seconds', () => {
    expect(guessTime(['2024-07-01 05:00:00'], NOW_MS)).toMatchObject({ needsZone: true, wholeSeconds: true });
    expect(guessTime(['2024-07-01T05:00:00.5Z'], NOW_MS)).toMatchObject({ needsZone: false, wholeSeconds: false });
  });
});

describe('dialect', () => {
  it('only delimiters that occur are tried, and what was said is kept', () => {
    expect(new Set(dialectsOf('a;b\n1;2', {}).map(({ delimiter }) => delimiter))).toEqual(new Set([';']));
    expect(dialectsOf('a,b', { delimiter: '|', quote: '"', escape: 'doubled' })).toEqual([
      { delimiter: '|', quote: '"', escape: 'doubled' },
    ]);
  });

  it.each([
    [['msg_id', 'sender', 'x'], true],
    [['编号', '内容'], true],
    [['7349120065', 'anna', 'bo', 'hello there'], false],
    [['anna', 'bo', '2024-01-01 10:00:00'], false],
    [['', 'msg_id', 'sender'], true],
    [['a', '\\N'], false],
  ])('whether %j are names', (cells, isHeader) => expect(guessHeader(cells).value).toBe(isHeader));
});

it('lists of objects are found by their path, not those inside of elements', () => {
  const text = JSON.stringify({
    meta: { tags: ['a'] },
    users: [{ id: 1, list: [{ x: 1 }] }],
    data: { messages: [{ id: 2 }] },
  });
  expect(listsOfObjects(text)).toEqual(['users', 'data.messages']);
  expect(listsOfObjects(text.slice(0, 60))).toEqual(['users']);
  expect(listsOfObjects('{"text":"[{","m":[{"a":1}]}')).toEqual(['m']);
});

describe('kinds, by what content looks like', () => {
  it.each([
    ['hello', 'text'],
    ['{"url":"https://files.example.com/a","w":1,"h":1}', 'image'],
    ['https://files.example.com/a.PNG?x=1', 'image'],
    [{ url: 'https://files.example.com/a', dur: 3 }, 'sound'],
    [{ url: 'https://files.example.com/a', dur: 3, w: 10, h: 10 }, 'video'],
    ['{"lat":1,"lng":2}', 'location'],
    ['{"path":"/x/report.pdf"}', 'file'],
    ['{"poll":[1]}', undefined],
    ['', undefined],
  ])('%j', (content, look) => expect(lookOf(content)).toBe(look));

  it('durations of thousands are milliseconds', () => {
    const voice = (dur: number) => ({ url: 'https://files.example.com/a.amr', dur });
    expect(guessDuration([voice(3200), voice(900)])?.value).toBe('ms');
    expect(guessDuration([voice(3), voice(59)])).toBeUndefined();
  });
});

const rows = (count: number, row: (index: number) => Record<string, unknown>) =>
  Array.from({ length: count }, (_, index) => row(index));
const blocking = (records: readonly unknown[]) =>
  tableQuestions(guessTable(records, NOW_MS), undefined)
    .filter(({ blocks }) => blocks)
    .map(({ option }) => option);

describe('roles', () => {
  it('names that the values contradict are not believed', () => {
    const records = rows(60, (index) => ({ time: index, uid: `u${index}`, sent: 1_719_810_000_000 + index }));
    const { found } = guessRoles(columnsOf(records), NOW_MS);
    expect(found.time).toMatchObject({ value: 'sent', sure: 'likely' });
    expect(found.from).toBeUndefined();
  });

  it('who wrote is not told by values: both people columns are asked for', () => {
    const records = rows(30, (index) => ({
      k: `m${index}`,
      p: ['anna', 'bo', 'cy'][index % 3],
      q: ['bo', 'cy', 'anna'][index % 3],
      w: 1_719_810_000 + index,
      t: `words of ${index} people`,
    }));
    expect(blocking(records)).toEqual(['from', 'to']);
  });

  const message = (index: number) => ({
    msg_id: index,
    sender: index % 2 ? 'anna' : 'bo',
    receiver: index % 2 ? 'bo' : 'anna',
    send_time: 1_719_810_000_000 + index * 1_001,
    content: `text ${index}`,
  });

  it('with usual names nothing is left to ask', () => expect(blocking(rows(20, message))).toEqual([]));

  it('numbers for one-to-one are asked for; where a group column tells them apart they are guessed', () => {
    expect(blocking(rows(20, (index) => ({ ...message(index), chat_type: index % 4 ? 1 : 2 })))).toEqual(['single']);
    const grouped = rows(20, (index) => ({
      ...message(index),
      chat_type: index % 4 ? 1 : 2,
      group_id: index % 4 ? '' : 'g1',
    }));
    expect(blocking(grouped)).toEqual([]);
    expect(guessTable(grouped, NOW_MS).oneToOne?.single?.value).toEqual(['1']);
  });

  it('numbers for kinds that all look alike may mean groups: they are asked for', () => {
    expect(blocking(rows(20, (index) => ({ ...message(index), type: index % 2 })))).toEqual(['types']);
  });

  it('JSON in the content and no column that tells kinds is asked for', () => {
    const records = rows(20, (index) => ({
      ...message(index),
      content: index % 5 ? 'hi' : '{"url":"https://files.example.com/a.png"}',
    }));
    expect(blocking(records)).toEqual(['type']);
  });

  it('a flag of deletion with two values is asked for, a status only to look at', () => {
    expect(blocking(rows(20, (index) => ({ ...message(index), del_flag: index % 2 })))).toEqual(['deleted']);
    expect(blocking(rows(20, (index) => ({ ...message(index), status: index % 2 })))).toEqual([]);
  });

  it('two rows of one message are two mailboxes, with the id both share', () => {
    const records = rows(20, (index) => ({
      ...message(index - (index % 2)),
      owner: index % 2 ? 'anna' : 'bo',
      msg_id: index,
      client_id: `c${index - (index % 2)}`,
    }));
    expect(guessTable(records, NOW_MS).mailboxes?.value).toEqual({ owner: 'owner', id: 'client_id' });
  });

  it('a pair that is stored sorted', () => {
    const records = rows(20, (index) => ({
      id: index,
      low: 204,
      high: 318,
      sender: index % 2 ? 204 : 318,
      ctime: 1_719_810_000_000 + index,
      msg: 'a b',
    }));
    expect(guessTable(records, NOW_MS).pair?.value).toEqual(['low', 'high']);
  });
});
