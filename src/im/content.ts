import type { Element, ImportMsg } from './wire.js';

/**
 * What a message says, as text: equal texts, equal content. A UUID of media is left out: where the export has none it is
 * made from the record's id, so that two copies of one message would seem different.
 */
export function contentText({ MsgBody }: ImportMsg): string {
  const [first] = MsgBody;
  if (MsgBody.length === 1 && first?.MsgType === 'TIMTextElem') return first.MsgContent.Text;
  return JSON.stringify(MsgBody.map(withoutUuid));
}

function withoutUuid({ MsgType, MsgContent }: Element): unknown {
  return [MsgType, { ...MsgContent, UUID: undefined, VideoUUID: undefined, ThumbUUID: undefined }];
}
