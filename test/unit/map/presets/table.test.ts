import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft, TranslatedOne } from '../../../../src/map/draft.js';
import type { PresetSettings } from '../../../../src/map/preset.js';
import { preset } from '../../../../src/map/presets/table/preset.js';

const AT = { input: 0, record: 1, part: 0, line: 1, byte: 0 };

function translate(row: unknown, options: Record<string, string> = {}): TranslatedOne {
  const settings: PresetSettings = { options: { 'body-json': 'no', html: 'no', ...options }, files: {} };
  return preset.compile(settings)(row, AT) as TranslatedOne;
}

const ROW = { msg_id: 'm1', sender: 'anna', receiver: 'bo', send_time: 1_719_810_000_123, content: 'hi' };

function draftOf(row: unknown, options?: Record<string, string>): Draft {
  const translated = translate(row, options);
  if (!('drafts' in translated)) throw new Error(JSON.stringify(translated));
  return translated.drafts[0]!;
}

function codeOf(row: unknown, options?: Record<string, string>): string {
  const translated = translate(row, options);
  return 'problem' in translated ? translated.problem.code : Object.keys(translated)[0]!;
}

function skipOf(row: unknown, options?: Record<string, string>): string | undefined {
  const translated = translate(row, options);
  return 'skip' in translated ? translated.skip : undefined;
}

const textOf = (row: unknown, options?: Record<string, string>) => draftOf(row, options).text;

describe('columns', () => {
  it.each([
    [{ msgId: '1', fromUid: 'a', toUid: 'b', createTime: 5, body: 'x' }],
    [{ MSG_ID: '1', FROM_UID: 'a', TO_UID: 'b', CREATE_TIME: 5, BODY: 'x' }],
    [{ _mid: '1', _from: 'a', _target: 'b', _dt: 5, content: 'x' }],
    [{ id: '1', 'from id': 'a', 'to-id': 'b', gmt_create: 5, message: 'x' }],
  ])('are found by usual names, however written: %j', (row) => {
    expect(draftOf(row)).toMatchObject({ id: '1', from: 'a', to: 'b', time: 5, text: 'x' });
  });

  it('the id of the message is taken before the number of the row, sending before insertion', () => {
    expect(draftOf({ ...ROW, id: 7, created_at: '2024-01-01' })).toMatchObject({ id: 'm1', time: ROW.send_time });
  });

  it('what a person names wins, and may stand deeper', () => {
    const row = { ...ROW, who: { uid: 42 }, people: ['x', 'y'] };
    expect(draftOf(row, { from: 'who.uid', to: 'people[1]' })).toMatchObject({ from: '42', to: 'y' });
  });

  it('a named column means nothing else: an owner called uid is not the sender', () => {
    expect(codeOf({ id: 1, uid: 'a', to: 'b', time: 5, text: 'x' }, { owner: 'uid', 'mirror-id': 'id' })).toBe(
      'column-not-found',
    );
  });

  it('missing ones are told all at once, with the names that are there', () => {
    const translated = translate({ 编号: 1, 内容: '晚饭吃什么' });
    expect(translated).toMatchObject({ problem: { code: 'column-not-found' } });
    const { reason, advice } = (translated as { problem: { reason: string; advice: string } }).problem;
    expect(reason).toContain('编号, 内容');
    expect(reason).not.toContain('晚饭');
    for (const role of ['id', 'from', 'to', 'time', 'body']) expect(advice).toContain(`--option ${role}=COLUMN`);
  });

  it('the first row of a file without a header is not told: it is somebody’s message', () => {
    const translated = translate({ '734912006512370148': '2', anna: 'b', 'a secret': 'x' });
    expect(JSON.stringify(translated)).not.toContain('secret');
  });

  it('several columns make an id together; where one is empty there is none', () => {
    expect(draftOf({ ...ROW, shard: 3 }, { id: 'shard+msg_id' }).id).toBe('3:m1');
    expect(draftOf({ ...ROW, shard: null }, { id: 'shard+msg_id' }).id).toBeUndefined();
    expect(draftOf(ROW, { 'id-prefix': 's0-' }).id).toBe('s0-m1');
  });
});

describe('which rows are one-to-one', () => {
  it.each([
    [{ chat_type: 'single' }, undefined],
    [{ chat_type: 'Group' }, 'group'],
    [{ session_type: '群聊' }, 'group'],
    [{ is_group: 1 }, 'group'],
    [{ is_group: '0' }, undefined],
    [{ group_id: 88 }, 'group'],
    [{ group_id: '0' }, undefined],
    [{ gid: null }, undefined],
  ])('%j', (more, skip) => expect(skipOf({ ...ROW, ...more })).toBe(skip));

  it('a number is not guessed: the row is rejected until somebody says what it means', () => {
    expect(codeOf({ ...ROW, chat_type: 1 })).toBe('conversation-unknown');
    expect(textOf({ ...ROW, chat_type: 1 }, { single: 'chat_type:1|single' })).toBe('hi');
    expect(skipOf({ ...ROW, chat_type: 2 }, { single: 'chat_type:1|single' })).toBe('group');
  });

  it('a mistyped column does not leave out everything in silence', () => {
    expect(codeOf({ ...ROW, chat_type: 1 }, { single: 'chattype:1' })).toBe('column-not-found');
  });
});

describe('what was deleted or taken back', () => {
  it.each([
    [{ deleted_at: '2024-05-01 10:00:00' }, 'deleted'],
    [{ deleted_at: null }, undefined],
    [{ deleted_at: '0000-00-00 00:00:00' }, undefined],
    [{ delete_time: 0 }, undefined],
    [{ is_deleted: true }, 'deleted'],
    [{ is_recall: '1' }, 'recalled'],
    [{ revoked: 'N' }, undefined],
    [{ status: 'recalled' }, 'recalled'],
    // Either polarity is in use.
    [{ del_flag: 1 }, undefined],
    [{ status: 2 }, undefined],
  ])('%j', (more, skip) => expect(skipOf({ ...ROW, ...more })).toBe(skip));

  it('options say what flags mean, and that one means nothing', () => {
    expect(skipOf({ ...ROW, del_flag: 0 }, { deleted: 'del_flag:0' })).toBe('deleted');
    expect(skipOf({ ...ROW, status: 3 }, { recalled: 'status:3|4' })).toBe('recalled');
    expect(skipOf({ ...ROW, is_deleted: 1 }, { deleted: 'none' })).toBeUndefined();
  });

  it('a flag that is neither yes nor no is not guessed', () => {
    expect(codeOf({ ...ROW, is_deleted: 2 })).toBe('state-unknown');
  });
});

describe('kinds', () => {
  it('words are known, numbers are not', () => {
    expect(draftOf({ ...ROW, msg_type: 'TXT' })).toMatchObject({ type: 'text' });
    expect(codeOf({ ...ROW, msg_type: 1 })).toBe('type-unknown');
    expect(draftOf({ ...ROW, msg_type: 1 }, { types: '1:text,2:image' })).toMatchObject({ type: 'text' });
    expect(skipOf({ ...ROW, msg_type: 99 }, { types: '99:skip' })).toBe('type');
    expect(draftOf({ ...ROW, msg_type: '' }, { types: ':text' })).toMatchObject({ type: 'text' });
    expect(draftOf({ ...ROW, msg_type: 8 }, { types: '*:stand-in' })).toMatchObject({
      type: 'custom',
      data: { src: 'table', type: '8', body: 'hi' },
    });
  });

  it('a text that looks like JSON stays a text unless asked', () => {
    const row = { ...ROW, content: '{"text":"inner"}' };
    expect(textOf(row)).toBe('{"text":"inner"}');
    expect(textOf(row, { 'body-json': 'yes' })).toBe('inner');
    expect(textOf({ ...ROW, content: { text: 'inner' } })).toBe('inner');
  });

  it('a duration that may be either unit is not guessed', () => {
    const row = { ...ROW, msg_type: 'voice', content: '{"url":"https://files.example.com/v.amr","dur":3200}' };
    expect(codeOf(row)).toBe('duration-unknown');
    expect(draftOf(row, { duration: 'ms' })).toMatchObject({ seconds: 3.2 });
    expect(draftOf(row, { duration: 's' })).toMatchObject({ seconds: 3200 });
  });

  it('a width of 0 means that it is not known', () => {
    const row = { ...ROW, msg_type: 'image', content: '{"url":"https://files.example.com/a.png","w":0,"h":0}' };
    expect(draftOf(row).width).toBeUndefined();
  });

  it('columns of the row may describe the file; the sender’s name is not the file’s', () => {
    const row = { ...ROW, msg_type: 'file', content: '', file_url: 'https://files.example.com/a.pdf', name: 'Anna' };
    expect(draftOf(row)).toMatchObject({ type: 'file', url: 'https://files.example.com/a.pdf', name: undefined });
  });

  it('HTML is unescaped once, and only when asked', () => {
    const row = { ...ROW, content: '&amp;lt; &#x1F600; &#55357; &unknown; <b>' };
    expect(textOf(row)).toBe(row.content);
    expect(textOf(row, { html: 'yes' })).toBe('&lt; 😀 &#55357; &unknown; <b>');
  });
});

describe('who to whom', () => {
  it.each([
    ['anna_bo', 'bo'],
    ['bo_anna', 'bo'],
    ['single_anna_bo', 'bo'],
    ['single_bo_x_anna', 'bo_x'],
  ])('the receiver is what is left of %s without the sender', (conversation, to) => {
    const { receiver: _, ...row } = ROW;
    expect(draftOf({ ...row, conversation }, { conversation: 'conversation:single_' }).to).toBe(to);
  });

  it('what names begin with is not guessed: it might be a part of an account', () => {
    const { receiver: _, ...row } = ROW;
    expect(draftOf({ ...row, conversation: 'si_bo_anna' }, { conversation: 'conversation' }).to).toBe('si_bo');
  });

  it.each(['anna-x-anna', 'cho_dora', 'annabo', 'anna_'])('%s does not say', (conversation) => {
    const { receiver: _, ...row } = ROW;
    expect(codeOf({ ...row, conversation }, { conversation: 'conversation' })).toBe('receiver-unknown');
  });

  it('a mailbox without a shared id is refused: copies would become messages', () => {
    expect(() => preset.compile({ options: { owner: 'uid' }, files: {} })).toThrow(/mirror-id/);
  });
});

describe('options are checked before the first row', () => {
  it.each([
    { types: '1:txet' },
    { types: 'text' },
    { single: 'chat_type' },
    { deleted: ':1' },
    { recalled: 'status:3||4' },
    { pair: 'a' },
  ])('%j', (options) => {
    expect(() => preset.compile({ options, files: {} })).toThrow(/expected/);
  });
});

it('no row makes it throw, and none is dropped without a word', () => {
  const name = fc.constantFrom(
    'msg_id',
    'from',
    'to',
    'time',
    'type',
    'content',
    'status',
    'is_group',
    'deleted_at',
    'url',
  );
  const types = fc.constantFrom('image', 'voice', 'video', 'file', 'location', 'face', 'custom', 'text', 1);
  const row = fc.dictionary(name, fc.oneof(fc.jsonValue(), types, fc.json()));
  const options = fc.constantFrom<Record<string, string>>(
    {},
    { 'body-json': 'yes', html: 'yes' },
    { types: '*:stand-in' },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), row), options, (value, given) => {
      const translated = translate(value, given);
      const { drafts, skip, problem } = translated as { drafts?: unknown[]; skip?: string; problem?: object };
      expect(Boolean(drafts?.length) || Boolean(skip) || Boolean(problem)).toBe(true);
    }),
  );
});
