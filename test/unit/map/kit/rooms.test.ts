import { describe, expect, it } from 'vitest';
import { compileAdapter } from '../../../../src/map/adapt.js';
import type { Draft } from '../../../../src/map/draft.js';
import { cleanMedia } from '../../../../src/map/kit/clean-media.js';
import { joinStandIns, standIn } from '../../../../src/map/kit/custom.js';
import { madeId } from '../../../../src/map/kit/made-id.js';
import { mediaKind } from '../../../../src/map/kit/media-kind.js';
import { peerOf } from '../../../../src/map/kit/peer.js';
import { objectsOf } from '../../../../src/map/kit/side-file.js';

describe('the other member of a room', () => {
  const rules = { alone: 'self', advice: 'ask' } as const;

  it('two distinct members are a conversation, whoever comes first and however often', () => {
    expect(peerOf('a', ['a', 'b', 'a'], rules)).toEqual({ to: 'b' });
    expect(peerOf('7', [8, 7n], rules)).toEqual({ to: '8' });
  });

  it('three are a group, also when the sender is none of them', () => {
    expect(peerOf('d', ['a', 'b', 'c'], rules)).toEqual({ skip: 'group' });
  });

  it('a sender who is no member is not put among them', () => {
    expect(peerOf('c', ['a', 'b'], rules)).toMatchObject({ problem: { code: 'peer-unknown' } });
    expect(peerOf('c', ['a'], rules)).toMatchObject({ problem: { code: 'peer-unknown' } });
    expect(peerOf('c', [], rules)).toMatchObject({ problem: { code: 'members-unknown' } });
  });
});

describe('the kind of a file', () => {
  it.each([
    ['image/png', 'x', 'image'],
    ['audio/mp4', 'x', 'sound'],
    ['application/pdf', 'photo.jpg', 'file'],
    [undefined, 'photo.JPG', 'image'],
    ['', 'clip.mov', 'video'],
    [undefined, 'README', 'file'],
    ['constructor/x', undefined, 'file'],
  ])('%s %s is %s', (mime, name, kind) => {
    expect(mediaKind(mime, name)).toBe(kind);
  });
});

describe('stand-ins of one message', () => {
  const file = (key: string): Draft => ({ type: 'file', name: key, mediaKey: key });

  it('become one, since a message holds one custom element', () => {
    const elements = [
      { type: 'text', text: 'two' },
      standIn('x', 'card', { a: 1 }, '[card]'),
      standIn('x', 'poll', {}, '[poll]'),
    ];
    const joined = joinStandIns(elements);
    expect(joined).toHaveLength(2);
    expect(joined[1]).toMatchObject({
      data: { type: 'several', body: [{ type: 'card', body: { a: 1 } }, { type: 'poll' }] },
    });
  });

  it('those that media without an address become, too', () => {
    const adapt = compileAdapter({ policy: 'file' }, 'x');
    const { draft, adapted } = adapt({ elements: [file('a'), { type: 'text', text: 'b' }, file('c')] });
    expect((draft.elements as Draft[]).map(({ type }) => type)).toEqual(['custom', 'text']);
    expect(adapted).toEqual(['file-without-address', 'file-without-address']);
  });

  it('custom elements of the source are left as they are', () => {
    const own = { type: 'custom', data: 'theirs' };
    expect(joinStandIns([own, own])).toEqual([own, own]);
  });
});

describe('made ids', () => {
  it('do not run into each other', () => {
    expect(madeId(['ab', 'c'])).not.toBe(madeId(['a', 'bc']));
    expect(madeId(['ab', 'c'])).toBe(madeId(['ab', 'c']));
  });
});

describe('addresses of media', () => {
  it('lose their secrets, of both addresses, and say so once', () => {
    const draft = { url: 'https://example.com/a?token=1', thumbUrl: 'https://example.com/b?sig=2&w=3' };
    expect(cleanMedia(draft, ['link-expires'])).toEqual({
      url: 'https://example.com/a',
      thumbUrl: 'https://example.com/b?w=3',
      notes: ['link-expires', 'secret-left-out'],
    });
  });
});

describe('files beside an export', () => {
  const read = (text: string) => objectsOf({ path: 'rooms.json', text }, ['rooms']);

  it('are an array, an object with a list, or lines', () => {
    const expected = [{ a: 1 }, { a: 2 }];
    expect(read('[{"a":1},{"a":2}]')).toEqual(expected);
    expect(read('{"rooms":[{"a":1},{"a":2}]}')).toEqual(expected);
    expect(read('{"a":1}\n\n{"a":2}\r\n')).toEqual(expected);
    expect(read('{"a":1}')).toEqual([{ a: 1 }]);
  });

  it('that are none of these name the line', () => {
    expect(() => read('{"a":1}\nnot this')).toThrow('rooms.json:2');
  });
});
