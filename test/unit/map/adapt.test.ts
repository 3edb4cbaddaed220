import { describe, expect, it } from 'vitest';
import { type Adapter, compileAdapter, type MediaPolicy } from '../../../src/map/adapt.js';
import { compileMapper } from '../../../src/map/mapper.js';
import { loadMapping } from '../../../src/map/mapping.js';
import { nodeFiles } from '../../../src/system/node-files.js';
import { asMessage, asReject, memoryFiles, raw, record, SETTINGS } from './helpers.js';

const adapter = (policy: MediaPolicy, table?: ReadonlyMap<string, Record<string, unknown>>): Adapter =>
  compileAdapter({ policy, ...(table ? { table } : {}) }, 'acme');

const image = { id: 'i', type: 'image', url: 'https://example.com/a.png', name: 'a.png', size: 12 };

describe('media that lack what the service demands', () => {
  it('stay as they are when they lack nothing', () => {
    const whole = { ...image, width: 3, height: 4 };
    expect(adapter('file')(whole)).toEqual({ draft: whole, adapted: undefined });
  });

  it.each([
    ['file', { type: 'file', url: 'https://example.com/a.png', name: 'a.png', size: 12 }],
    ['link', { type: 'text', text: '[image] a.png https://example.com/a.png' }],
    [
      'placeholder',
      {
        type: 'custom',
        data: { src: 'acme', type: 'image', body: { name: 'a.png', size: 12 } },
        desc: '[image] a.png',
      },
    ],
  ] as const)('an image without a size goes as a %s, and is counted', (policy, expected) => {
    const { draft, adapted } = adapter(policy)(image);
    expect(draft).toMatchObject({ id: 'i', ...expected });
    expect(adapted).toEqual([`image-as-${policy}`]);
  });

  it('a size of 0 is no size, a video without a thumbnail no video', () => {
    expect(adapter('file')({ ...image, width: 0, height: 0 }).adapted).toEqual(['image-as-file']);
    const video = { type: 'video', url: 'https://example.com/v.mp4', seconds: 3 };
    expect(adapter('file')(video).adapted).toEqual(['video-as-file']);
  });

  it('without an address it is a placeholder whatever the policy: there is nothing to open', () => {
    for (const policy of ['file', 'link', 'placeholder'] as const) {
      const { draft, adapted } = adapter(policy)({ type: 'sound', mediaKey: 'qiniu/1', seconds: 4 });
      expect(draft).toMatchObject({ type: 'custom', data: { body: { key: 'qiniu/1', seconds: 4 } } });
      expect(adapted).toEqual(['sound-without-address']);
    }
  });

  it('the table fills what it knows, by address or by the source’s own name of the file', () => {
    const table = new Map([
      ['https://example.com/a.png', { width: 3, height: 4, url: 'https://new.example.com/a.png' }],
      ['key-1', { url: 'https://new.example.com/v.amr' }],
    ]);
    expect(adapter('file', table)(image)).toEqual({
      draft: { ...image, width: 3, height: 4, url: 'https://new.example.com/a.png' },
      adapted: ['media-from-table'],
    });
    expect(adapter('file', table)({ type: 'sound', mediaKey: 'key-1' }).draft.url).toBe(
      'https://new.example.com/v.amr',
    );
  });

  it('each element of several is looked at, and notes of the preset are counted, too', () => {
    const { draft, adapted } = adapter('file')({
      elements: [{ type: 'text', text: 'x' }, image],
      notes: ['link-expires'],
    });
    expect((draft.elements as { type: string }[]).map(({ type }) => type)).toEqual(['text', 'file']);
    expect(adapted).toEqual(['link-expires', 'image-as-file']);
  });
});

describe('the policy of a run', () => {
  const value = record({ type: 'image', text: undefined, url: 'https://example.com/a.png' });

  it('without one a canonical image without a size is rejected', async () => {
    const map = compileMapper(await loadMapping({}, nodeFiles), SETTINGS);
    expect(asReject(map(raw(value))[0]).code).toBe('image-without-size');
  });

  it('with one it is sent, and another policy is another mapping', async () => {
    const file = await loadMapping({ media: 'file' }, nodeFiles);
    const link = await loadMapping({ media: 'link' }, nodeFiles);
    expect(asMessage(compileMapper(file, SETTINGS)(raw(value))[0]).adapted).toEqual(['image-as-file']);
    expect(new Set(['canonical', file.digest, link.digest]).size).toBe(3);
  });

  it('belongs to a mapping file as well; the flag wins', async () => {
    const text = 'version: 1\nid: id\nfrom: from\nto: to\ntime: time\nmessages: { image: { url: url } }\nmedia: link\n';
    const files = memoryFiles({ '/m/m.yaml': text });
    const own = compileMapper(await loadMapping('/m/m.yaml', files), SETTINGS);
    expect(asMessage(own(raw(value))[0]).adapted).toEqual(['image-as-link']);
    const flag = compileMapper(await loadMapping({ path: '/m/m.yaml', media: 'placeholder' }, files), SETTINGS);
    expect(asMessage(flag(raw(value))[0]).adapted).toEqual(['image-as-placeholder']);
  });

  it.each([
    ['t.tsv', 'key\twidth\theight\nhttps://example.com/a.png\t3\t4\n'],
    ['t.jsonl', '{"key":"https://example.com/a.png","width":3,"height":4}\n'],
    ['t.json', '{"https://example.com/a.png":{"width":3,"height":4}}'],
  ])('a table may be %s', async (name, text) => {
    const files = memoryFiles({ [`/m/${name}`]: text });
    const map = compileMapper(await loadMapping({ mediaTable: `/m/${name}` }, files), SETTINGS);
    expect(asMessage(map(raw(value))[0]).type).toBe('TIMImageElem');
  });

  it.each([
    ['t.tsv', 'url\twidth\nx\t1\n', /t\.tsv:1.*key/],
    ['t.tsv', 'key\twidth\nx\n', /t\.tsv:2: expected 2 cells, got 1/],
    ['t.tsv', 'key\twidht\nx\t1\n', /there is no field "widht"/],
    ['t.tsv', 'key\twidth\nx\t1\nx\t2\n', /"x" stands there twice/],
    ['t.jsonl', '{"key":"x"}\nnot json\n', /t\.jsonl:2: expected a JSON object/],
    ['t.json', '[1]', /expected an object of media by key/],
  ])('a wrong table %s says where: %j', async (name, text, message) => {
    const files = memoryFiles({ [`/m/${name}`]: text });
    await expect(loadMapping({ mediaTable: `/m/${name}` }, files)).rejects.toThrow(message);
  });
});
