/**
 * The element types and the fields each must have when it comes over the server API
 * (cloud.tencent.com/document/product/269/2720), as data. TIMRelayElem is not among those the import page lists.
 */

/** What a call accepts: `send` is what `import` is, and TIMRelayElem. */
export type ElementSet = 'import' | 'send';

type Check = (value: unknown) => string | undefined;

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly check: Check;
}

const text: Check = (value) => (typeof value === 'string' ? undefined : 'must be a String');
const filled: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a non-empty String');
const number: Check = (value) => (typeof value === 'number' ? undefined : 'must be a Number');
const amount: Check = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'must be a Number of 0 or more';

function oneOf(...allowed: readonly number[]): Check {
  return (value) => (allowed.includes(value as number) ? undefined : `must be ${allowed.join(', ')}`);
}

function needs(name: string, check: Check): Field {
  return { name, required: true, check };
}

function may(name: string, check: Check): Field {
  return { name, required: false, check };
}

/** The one legal value of every download flag. */
const flag = oneOf(2);

const IMAGE_INFO: readonly Field[] = [
  needs('URL', filled),
  needs('Width', amount),
  needs('Height', amount),
  may('Type', oneOf(1, 2, 3)),
  may('Size', amount),
];

const texts: Check = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : 'must be an Array of Strings';
const list: Check = (value) => (Array.isArray(value) ? undefined : 'must be an Array');

const RELAY: readonly Field[] = [
  needs('Title', text),
  needs('MsgNum', amount),
  needs('CompatibleText', text),
  needs('AbstractList', texts),
  may('MsgList', list),
  may('JsonMsgKey', filled),
];

const ELEMENTS: ReadonlyMap<string, readonly Field[]> = new Map([
  ['TIMTextElem', [needs('Text', text)]],
  ['TIMLocationElem', [needs('Latitude', number), needs('Longitude', number), may('Desc', text)]],
  ['TIMFaceElem', [needs('Index', number), may('Data', text)]],
  ['TIMCustomElem', [needs('Data', text), may('Desc', text), may('Ext', text), may('Sound', text)]],
  [
    'TIMSoundElem',
    [
      needs('Url', filled),
      needs('UUID', filled),
      needs('Download_Flag', flag),
      may('Size', amount),
      may('Second', amount),
    ],
  ],
  [
    'TIMImageElem',
    [needs('UUID', filled), needs('ImageInfoArray', imageInfos), may('ImageFormat', oneOf(1, 2, 3, 4, 255))],
  ],
  [
    'TIMFileElem',
    [
      needs('Url', filled),
      needs('UUID', filled),
      needs('Download_Flag', flag),
      may('FileSize', amount),
      may('FileName', text),
    ],
  ],
  [
    'TIMVideoFileElem',
    [
      needs('VideoUrl', filled),
      needs('VideoUUID', filled),
      needs('VideoDownloadFlag', flag),
      needs('ThumbUrl', filled),
      needs('ThumbUUID', filled),
      needs('ThumbWidth', amount),
      needs('ThumbHeight', amount),
      needs('ThumbDownloadFlag', flag),
      may('VideoSize', amount),
      may('VideoSecond', amount),
      may('VideoFormat', text),
      may('ThumbSize', amount),
      may('ThumbFormat', text),
    ],
  ],
]);

/** What is wrong with the elements of a MsgBody, in words with the place; undefined = nothing. */
export function checkElements(elements: readonly unknown[], set: ElementSet): string | undefined {
  if (elements.length === 0) return 'MsgBody has no element';
  let customs = 0;
  for (let index = 0; index < elements.length; index += 1) {
    const wrong = checkElement(elements[index], set);
    if (wrong !== undefined) return `MsgBody[${index}]${wrong}`;
    if ((elements[index] as { MsgType: string }).MsgType === 'TIMCustomElem') customs += 1;
  }
  return customs > 1 ? `MsgBody has ${customs} TIMCustomElem, at most one is allowed` : undefined;
}

function checkElement(element: unknown, set: ElementSet): string | undefined {
  if (!isObject(element)) return ' must be an Object';
  if (typeof element.MsgType !== 'string') return '.MsgType must be a String';
  const fields = set === 'send' && element.MsgType === 'TIMRelayElem' ? RELAY : ELEMENTS.get(element.MsgType);
  if (fields === undefined) return `.MsgType ${JSON.stringify(element.MsgType)} is no type this call accepts`;
  if (!isObject(element.MsgContent)) return '.MsgContent must be an Object';
  const wrong = checkFields(element.MsgContent, fields);
  return wrong === undefined ? undefined : `.MsgContent.${wrong}`;
}

function checkFields(content: Record<string, unknown>, fields: readonly Field[]): string | undefined {
  for (const field of fields) {
    const value = content[field.name];
    if (value === undefined && !field.required) continue;
    const wrong = value === undefined ? 'is missing' : field.check(value);
    if (wrong !== undefined) return `${field.name} ${wrong}`;
  }
  return undefined;
}

function imageInfos(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return 'must be an Array with at least one image';
  for (const info of value) {
    if (!isObject(info)) return 'must hold Objects';
    const wrong = checkFields(info, IMAGE_INFO);
    if (wrong !== undefined) return `holds an image whose ${wrong}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
