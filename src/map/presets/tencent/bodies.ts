import { stringifyLossless } from '../../../json.js';
import { type Draft, isDraft } from '../../draft.js';
import { standIn } from '../../kit/custom.js';
import { entryOf } from '../../kit/entry-of.js';
import { cleanLink } from '../../kit/links.js';
import { textOf } from '../../kit/values.js';
import { isProblem } from '../../problem.js';
import { readBody } from '../../ready-body.js';

/** The elements of a message that comes from the service itself: nearly all can go back as they are. */

export interface Body {
  readonly body: readonly unknown[];
  readonly notes: readonly string[];
}

/** Where addresses stand, and the flags of old messages may be missing. */
const MEDIA: Readonly<Record<string, { readonly links: readonly string[]; readonly flags: readonly string[] }>> = {
  TIMSoundElem: { links: ['Url'], flags: ['Download_Flag'] },
  TIMFileElem: { links: ['Url'], flags: ['Download_Flag'] },
  TIMVideoFileElem: { links: ['VideoUrl', 'ThumbUrl'], flags: ['VideoDownloadFlag', 'ThumbDownloadFlag'] },
  TIMImageElem: { links: [], flags: [] },
};

/** The only value there is. */
const DOWNLOAD_FLAG = 2;

export function bodyOf(elements: readonly unknown[]): Body {
  const notes = new Set<string>();
  const body = elements.map((element) => readElement(element, notes));
  return { body, notes: [...notes] };
}

function readElement(element: unknown, notes: Set<string>): unknown {
  if (!isDraft(element) || !isDraft(element.MsgContent)) return element;
  const type = textOf(element.MsgType) ?? 'unknown';
  const media = entryOf(MEDIA, type);
  const content = media ? cleanContent(element.MsgContent, media, notes) : element.MsgContent;
  const cleaned = { ...element, MsgContent: content };
  if (!isRefused(cleaned)) return cleaned;
  notes.add('element-as-custom');
  const { data, desc } = standIn('tencent', type, content, describe(type, content));
  return { MsgType: 'TIMCustomElem', MsgContent: { Data: stringifyLossless(data), Desc: desc } };
}

function cleanContent(content: Draft, { links, flags }: (typeof MEDIA)[string], notes: Set<string>): Draft {
  const cleaned: Record<string, unknown> = { ...content };
  for (const name of links) cleaned[name] = clean(content[name], notes);
  for (const name of flags) cleaned[name] ??= DOWNLOAD_FLAG;
  if (Array.isArray(content.ImageInfoArray)) {
    cleaned.ImageInfoArray = content.ImageInfoArray.map((image: unknown) =>
      isDraft(image) ? { ...image, URL: clean(image.URL, notes) } : image,
    );
  }
  return cleaned;
}

function clean(address: unknown, notes: Set<string>): unknown {
  if (typeof address !== 'string' || address === '') return address;
  notes.add('link-expires');
  const { url, hadSecret } = cleanLink(address);
  if (hadSecret) notes.add('secret-left-out');
  return url;
}

/** What an import does not take: merged messages, files of old SDKs without an address. Everything else wrong is a reject. */
const REFUSED = ['body-type-unknown', 'body-field-missing', 'body-flag'];

function isRefused(element: Draft): boolean {
  const read = readBody([element]);
  return isProblem(read) && REFUSED.includes(read.code);
}

function describe(type: string, { Title, CompatibleText, FileName }: Draft): string {
  const words = textOf(Title) ?? textOf(CompatibleText) ?? textOf(FileName);
  return [`[${type.replace(/^TIM|Elem$/g, '')}]`, words].filter(Boolean).join(' ');
}
