import type { Element, ImportMsg } from './im/wire.js';
import type { Content } from './survey/writer.js';
import type { Message } from './types.js';

/** What a message says, for comparing: without the media UUIDs, which may be made from the record's id. */
export function contentOf({ payload }: Message): Content {
  const { MsgBody, CloudCustomData = '' } = payload as ImportMsg;
  return { body: bodyOf(MsgBody), custom: CloudCustomData };
}

/** A text is never mistaken for another body: those begin with a bracket, and `"` stands before it. */
function bodyOf(elements: readonly Element[]): string {
  const [first] = elements;
  if (elements.length === 1 && first?.MsgType === 'TIMTextElem') return `"${first.MsgContent.Text}`;
  return JSON.stringify(elements, withoutUuid);
}

const UUIDS = new Set(['UUID', 'VideoUUID', 'ThumbUUID']);

function withoutUuid(name: string, value: unknown): unknown {
  return UUIDS.has(name) ? undefined : value;
}
