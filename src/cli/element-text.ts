import type { Element } from '../im/wire.js';
import { size } from '../report/words.js';
import { shownText, shownWord } from './shown-text.js';

/** Elements of a message in words, for people. Nothing is cut, and nothing in them is obeyed by a terminal. */

/** What came back may lack anything, or be of a type that is not known here. */
type Content = Readonly<Record<string, unknown>>;

/** All elements of a body, with a space between; texts keep their lines. */
export function bodyText(body: readonly unknown[]): string {
  return body.map(elementText).join(' ');
}

function elementText(element: unknown): string {
  if (!isContent(element) || !isContent(element.MsgContent)) return `[${shownWord(String(JSON.stringify(element)))}]`;
  const content = element.MsgContent;
  if (element.MsgType === 'TIMTextElem' && typeof content.Text === 'string') return shownText(content.Text);
  const words = wordsOf(element.MsgType);
  if (!words) return `[${word(element.MsgType)} ${shownWord(JSON.stringify(content))}]`;
  return `[${words(content)
    .filter((word) => word !== '')
    .join(' ')}]`;
}

type Words = (content: Content) => readonly string[];

const WORDS: Readonly<Record<Exclude<Element['MsgType'], 'TIMTextElem'>, Words>> = {
  TIMImageElem: (content) => ['image', ...imageWords(content)],
  TIMSoundElem: ({ Second, Url }) => ['sound', seconds(Second), word(Url)],
  TIMVideoFileElem: ({ VideoSecond, VideoUrl }) => ['video', seconds(VideoSecond), word(VideoUrl)],
  TIMFileElem: ({ FileName, FileSize, Url }) => ['file', word(FileName), bytes(FileSize), word(Url)],
  TIMLocationElem: ({ Desc, Latitude, Longitude }) => ['location', word(Desc), `${word(Latitude)}, ${word(Longitude)}`],
  TIMFaceElem: ({ Index, Data }) => ['face', word(Index), word(Data)],
  TIMCustomElem: ({ Desc, Data, Ext }) => ['custom', word(Desc), word(Data), word(Ext)],
};

function wordsOf(type: unknown): Words | undefined {
  return typeof type === 'string' && Object.hasOwn(WORDS, type) ? WORDS[type as keyof typeof WORDS] : undefined;
}

const ORIGINAL = 1;

/** Of an image's sizes the original, or the first. */
function imageWords({ ImageInfoArray }: Content): readonly string[] {
  const images = Array.isArray(ImageInfoArray) ? ImageInfoArray.filter(isContent) : [];
  const image = images.find(({ Type }) => Type === ORIGINAL) ?? images[0];
  return image ? [`${word(image.Width)}x${word(image.Height)}`, word(image.URL)] : [];
}

function seconds(value: unknown): string {
  return typeof value === 'number' ? `${value} s` : '';
}

function bytes(value: unknown): string {
  return typeof value === 'number' ? `(${size(value)})` : '';
}

function word(value: unknown): string {
  if (value === undefined || value === null) return '';
  return shownWord(typeof value === 'string' ? value : String(JSON.stringify(value)));
}

function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
