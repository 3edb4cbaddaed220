import { describe, expect, it } from 'vitest';
import { custom, face, file, image, location, sound, text, video } from '../../../src/im/elements.js';
import type { Element } from '../../../src/im/wire.js';

const at = { url: 'https://cdn.example/a', uuid: 'u1' };
const original = { url: 'https://cdn.example/a.png', width: 640, height: 480 };
const thumb = { url: 'https://cdn.example/t.jpg', uuid: 'u2', width: 64, height: 48 };

describe('builders of elements', () => {
  it.each<[string, Element, Element['MsgType'], object]>([
    ['text', text('héllo'), 'TIMTextElem', { Text: 'héllo' }],
    [
      'location',
      location({ latitude: 48.2, longitude: 16.4, desc: 'a café' }),
      'TIMLocationElem',
      { Desc: 'a café', Latitude: 48.2, Longitude: 16.4 },
    ],
    ['face', face({ index: 3, data: 'tt03' }), 'TIMFaceElem', { Index: 3, Data: 'tt03' }],
    [
      'custom',
      custom({ data: 'd', desc: 'o', ext: 'e', sound: 's' }),
      'TIMCustomElem',
      { Data: 'd', Desc: 'o', Ext: 'e', Sound: 's' },
    ],
    [
      'sound',
      sound({ ...at, size: 100, seconds: 7 }),
      'TIMSoundElem',
      { Url: at.url, UUID: 'u1', Size: 100, Second: 7, Download_Flag: 2 },
    ],
    [
      'file',
      file({ ...at, size: 100, name: 'a.pdf' }),
      'TIMFileElem',
      { Url: at.url, UUID: 'u1', FileSize: 100, FileName: 'a.pdf', Download_Flag: 2 },
    ],
    [
      'image',
      image({ uuid: 'u1', format: 'png', original, large: { ...original, size: 9 }, thumb: { ...original, width: 6 } }),
      'TIMImageElem',
      {
        UUID: 'u1',
        ImageFormat: 3,
        ImageInfoArray: [
          { Type: 1, Width: 640, Height: 480, URL: original.url },
          { Type: 2, Size: 9, Width: 640, Height: 480, URL: original.url },
          { Type: 3, Width: 6, Height: 480, URL: original.url },
        ],
      },
    ],
    [
      'video',
      video({ ...at, size: 5, seconds: 2, format: 'mp4', thumb: { ...thumb, size: 1, format: 'jpg' } }),
      'TIMVideoFileElem',
      {
        VideoUrl: at.url,
        VideoUUID: 'u1',
        VideoSize: 5,
        VideoSecond: 2,
        VideoFormat: 'mp4',
        VideoDownloadFlag: 2,
        ThumbUrl: thumb.url,
        ThumbUUID: 'u2',
        ThumbSize: 1,
        ThumbWidth: 64,
        ThumbHeight: 48,
        ThumbFormat: 'jpg',
        ThumbDownloadFlag: 2,
      },
    ],
  ])('%s', (_, element, MsgType, MsgContent) => {
    expect(element).toEqual({ MsgType, MsgContent });
  });

  it('what is not given is left out, not empty', () => {
    expect(JSON.stringify(sound({ ...at, size: undefined }))).not.toMatch(/Size|Second/);
    expect(Object.keys(location({ latitude: 0, longitude: 0 }).MsgContent)).toEqual(['Latitude', 'Longitude']);
    expect(image({ uuid: 'u', format: 'other', original, thumb: undefined }).MsgContent.ImageInfoArray).toHaveLength(1);
  });

  /** Looked at by the type check only: each line must be an error. */
  it('an element that the service would refuse does not compile', () => {
    const wrong = () => [
      // @ts-expect-error a text is a text
      text(5),
      // @ts-expect-error both coordinates are demanded
      location({ latitude: 1 }),
      // @ts-expect-error an index is demanded
      face({ data: 'x' }),
      // @ts-expect-error Data is demanded
      custom({ desc: 'x' }),
      // @ts-expect-error a UUID is demanded
      sound({ url: 'https://cdn.example/a' }),
      // @ts-expect-error a URL is demanded
      file({ uuid: 'u', name: 'a' }),
      // @ts-expect-error a size in pixels is demanded
      image({ uuid: 'u', format: 'png', original: { url: 'https://cdn.example/a.png' } }),
      // @ts-expect-error formats have names
      image({ uuid: 'u', format: 'webp', original }),
      // @ts-expect-error a thumbnail is demanded
      video({ ...at }),
      // @ts-expect-error with a UUID of its own
      video({ ...at, thumb: original }),
      // @ts-expect-error the fields of another element
      text('a', { desc: 'b' }),
    ];
    expect(wrong).toBeTypeOf('function');
  });
});
