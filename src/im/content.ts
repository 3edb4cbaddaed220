import type { Element } from './wire.js';

/**
 * What a message says, as text: equal texts, equal content, whether it is about to be sent or was read back. The order of
 * fields does not count, nor whether a text is empty or absent, nor fields the documents do not name, which a service may
 * add. A UUID of media is left out: where the export has none it is made from the record's id, so that two copies of one
 * message would seem different.
 */
export function contentText(body: readonly Element[]): string {
  const [first] = body;
  if (body.length === 1 && first?.MsgType === 'TIMTextElem') return first.MsgContent.Text;
  return JSON.stringify(body.map(({ MsgType, MsgContent }) => [MsgType, fieldsOf(MsgType, MsgContent)]));
}

/** What says something, of each element type (269/2720). */
const FIELDS: Readonly<Record<Element['MsgType'], readonly string[]>> = {
  TIMTextElem: ['Text'],
  TIMLocationElem: ['Desc', 'Latitude', 'Longitude'],
  TIMFaceElem: ['Index', 'Data'],
  TIMCustomElem: ['Data', 'Desc', 'Ext', 'Sound'],
  TIMSoundElem: ['Url', 'Size', 'Second'],
  TIMImageElem: ['ImageFormat', 'ImageInfoArray'],
  TIMFileElem: ['Url', 'FileSize', 'FileName'],
  TIMVideoFileElem: [
    'VideoUrl',
    'VideoSize',
    'VideoSecond',
    'VideoFormat',
    'ThumbUrl',
    'ThumbSize',
    'ThumbWidth',
    'ThumbHeight',
    'ThumbFormat',
  ],
};
const IMAGE_FIELDS = ['Type', 'Size', 'Width', 'Height', 'URL'];

/** An element of a type the documents do not name, or one without content, is compared as it stands. */
function fieldsOf(type: string, content: unknown): unknown {
  const names = (FIELDS as Readonly<Record<string, readonly string[]>>)[type];
  return names && isObject(content) ? pick(content, names) : content;
}

function pick(content: Readonly<Record<string, unknown>>, names: readonly string[]): unknown[] {
  return names.map((name) => {
    const value = content[name];
    if (name === 'ImageInfoArray' && Array.isArray(value)) {
      return value.map((info: unknown) => (isObject(info) ? pick(info, IMAGE_FIELDS) : info));
    }
    return value === '' ? undefined : value;
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
