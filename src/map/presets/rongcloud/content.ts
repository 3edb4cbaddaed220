import type { Draft } from '../../draft.js';
import { standIn, withoutBlobs } from '../../kit/custom.js';
import { entryOf } from '../../kit/entry-of.js';
import { firstGiven } from '../../kit/first-given.js';
import { objectOf } from '../../kit/json-text.js';
import { compileKinds, type Kinds } from '../../kit/kinds.js';
import { withCleanLinks } from '../../kit/media-links.js';
import { given, isGiven } from '../../kit/values.js';

/** What the content of a RongCloud message becomes, by its class. Fields that hold pictures or sound as base64 are not read. */
const KINDS: Kinds = {
  'RC:TxtMsg': { type: 'text', text: 'content' },
  'RC:ReferenceMsg': { type: 'text', text: 'content' },
  'RC:ImgMsg': { type: 'image', url: 'imageUri', name: 'name', width: 'width', height: 'height' },
  'RC:GIFMsg': {
    type: 'image',
    url: 'remoteUrl',
    name: 'name',
    size: 'gifDataSize',
    width: 'width',
    height: 'height',
    format: { value: 'gif' },
  },
  // The sound itself stands inside as base64: only a media table knows where it can be had.
  'RC:VcMsg': { type: 'sound', seconds: 'duration' },
  'RC:HQVCMsg': { type: 'sound', url: 'remoteUrl', name: 'name', size: 'size', seconds: 'duration' },
  'RC:SightMsg': { type: 'video', url: 'sightUrl', name: 'name', size: 'size', seconds: 'duration' },
  'RC:FileMsg': { type: 'file', url: 'fileUrl', name: 'name', size: 'size' },
  'RC:LBSMsg': { type: 'location', latitude: 'latitude', longitude: 'longitude', desc: 'poi' },
  ...leftOut('notice', 'InfoNtf GrpNtf ContactNtf ProfileNtf CmdNtf DizNtf'),
  ...leftOut('typing', 'TypSts'),
  ...leftOut('receipt', 'SRSMsg RRReqMsg RRRspMsg ReadNtf'),
  ...leftOut('signalling', 'CmdMsg PSCmd MsgExMsg VCAccept VCRinging VCHangup VCInvite VCModifyMedia VCModifyMem'),
  ...leftOut('recall', 'RcNtf'),
};

function leftOut(skip: string, classes: string): Kinds {
  return Object.fromEntries(classes.split(' ').map((name) => [`RC:${name}`, { skip }]));
}

const kindOf = compileKinds(KINDS);

/** Classes the service has no element for: the word for people, and the fields that say something. */
const WORDS: Readonly<Record<string, readonly [word: string, ...fields: string[]]>> = {
  'RC:ImgTextMsg': ['link', 'title', 'content'],
  'RC:CombineMsg': ['merged', 'summaryList'],
  'RC:CombineV2Msg': ['merged', 'summaryList'],
  'RC:StkMsg': ['sticker'],
  'RCBQMM:GifMsg': ['sticker', 'content'],
  'RCBQMM:EmojiMsg': ['sticker', 'content'],
  'RC:CardMsg': ['contact', 'name'],
  'RC:VCSummary': ['call'],
};

/** Longer words are no description. */
const DESC_LENGTH = 200;

/**
 * The element a content becomes; a text = it is left out, under that name; undefined = it should be an object and is
 * none. Classes of an app's own may hold anything.
 */
export function readContent(className: string, value: unknown, id: unknown): Draft | string | undefined {
  const content = objectOf(value);
  const kind = kindOf(className);
  if (kind && typeof kind !== 'function') return kind.skip;
  if (!kind) return standIn('rongcloud', className, content ?? value, describe(className, content ?? {}));
  if (!content) return undefined;
  const element = kind(content);
  if (className === 'RC:VcMsg') return { ...element, mediaKey: id };
  // RongCloud keeps files for six months.
  return withCleanLinks(element, { expires: true });
}

function describe(className: string, content: Draft): string {
  const [word, ...fields] = entryOf(WORDS, className) ?? [className];
  const texts = fields.flatMap((field) => content[field]).filter((text) => typeof text === 'string' && text !== '');
  // Cut between characters, never inside of one.
  const short = [...texts.join(': ')].slice(0, DESC_LENGTH).join('');
  return [`[${word}]`, short].filter(Boolean).join(' ');
}

/** What stands beside the content proper: the app's own words, the sender as he was shown, the message replied to. */
export function extensionOf(className: string, value: unknown): Draft | undefined {
  const content = objectOf(value);
  if (!content) return undefined;
  const { extra, user } = content;
  const quote = className === 'RC:ReferenceMsg' ? quoteOf(content) : undefined;
  return given({ extra: objectOf(extra) ?? extra, user: isGiven(user) ? withoutBlobs(user) : undefined, quote });
}

function quoteOf(content: Draft): Draft | undefined {
  const { referMsgUserId: from, objName: type, referMsg } = content;
  const body = isGiven(referMsg) ? withoutBlobs(objectOf(referMsg) ?? referMsg) : undefined;
  return given({ id: firstGiven(content.referMsgUid, content.messageUId), from, type, body });
}
