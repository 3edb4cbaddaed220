import { FatalError } from '../errors.js';
import { LIMITS } from '../im/limits.js';
import type { BatchSendMsg, Element } from '../im/wire.js';
import { isWellFormed } from '../json.js';
import { isProblem } from '../map/problem.js';
import { readBody } from '../map/ready-body.js';
import { readText } from '../text-file.js';
import type { Files } from '../types.js';
import { accountName } from './account-name.js';
import { bodyText } from './element-text.js';
import type { Settings } from './options.js';
import { shownText, shownWord } from './shown-text.js';

/** The message that `send` and `broadcast` send, from --text or --body and what goes with it. */

/** What is the same for every receiver and every call. */
export type Outgoing = Omit<BatchSendMsg, 'To_Account' | 'MsgSeq' | 'MsgRandom'>;

/** Throws FatalError `usage`. */
export async function readOutgoing(settings: Settings, files: Files): Promise<Outgoing> {
  const { from, 'custom-data': customData } = settings;
  const outgoing: Outgoing = {
    ...(from === undefined ? {} : { From_Account: accountName(from, '--from') }),
    ...(settings['sync-sender'] === false ? { SyncOtherMachine: 2 } : {}),
    ...(settings['online-only'] ? { OnlineOnlyFlag: 1 } : {}),
    MsgBody: await readMessage(settings, files),
    ...(customData === undefined ? {} : { CloudCustomData: wellFormed(customData, '--custom-data') }),
  };
  refuseTooLong(outgoing);
  return outgoing;
}

/** For the question before it is sent. */
export function outgoingText({ MsgBody, CloudCustomData, SyncOtherMachine, OnlineOnlyFlag }: Outgoing): string[] {
  return [
    ...bodyText(MsgBody)
      .split('\n')
      .map((line) => `  ${line}`),
    ...(CloudCustomData === undefined ? [] : [`CloudCustomData: ${shownText(CloudCustomData)}`]),
    ...(SyncOtherMachine === 2 ? ['The sender does not see it.'] : []),
    ...(OnlineOnlyFlag === 1 ? ['Only for who is online now.'] : []),
  ];
}

/** `the administrator NAME`, or the account. */
export function senderText({ From_Account }: Outgoing, administrator: string): string {
  return From_Account === undefined ? `the administrator ${shownWord(administrator)}` : shownWord(From_Account);
}

async function readMessage({ text, body }: Settings, files: Files): Promise<readonly Element[]> {
  if ((text === undefined) === (body === undefined)) {
    const given = text === undefined ? 'Neither --text nor --body is given.' : '--text and --body are both given.';
    throw new FatalError('usage', 'one-message', given, 'Say what is to be sent with one of the two.');
  }
  if (text !== undefined) return [{ MsgType: 'TIMTextElem', MsgContent: { Text: wellFormed(text, '--text') } }];
  const found = await readText(files, body!).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new FatalError('usage', 'body-unread', `The body file ${body} cannot be read: ${why}.`, BODY_HINT, error);
  });
  if (found === undefined) {
    throw new FatalError('usage', 'body-unread', `The body file ${body} is not there.`, BODY_HINT);
  }
  const elements = readBody(found);
  if (isProblem(elements)) {
    throw new FatalError('usage', elements.code, `${body}: ${elements.reason}.`, elements.advice);
  }
  const customs = elements.filter(({ MsgType }) => MsgType === 'TIMCustomElem').length;
  if (customs <= LIMITS.customElements) return elements;
  throw new FatalError(
    'usage',
    'body-custom-twice',
    `${body}: ${customs} elements of type TIMCustomElem; the service takes ${LIMITS.customElements}.`,
    'Put their data into one.',
  );
}

const BODY_HINT = 'Name a JSON file with a MsgBody: [{"MsgType": "TIMTextElem", "MsgContent": {"Text": "…"}}].';

function wellFormed(text: string, name: string): string {
  if (isWellFormed(text)) return text;
  throw new FatalError('usage', 'text-broken', `${name} holds half a surrogate pair.`, 'Correct the text.');
}

/** Receivers are not counted: of a batch they alone may be larger than that. */
function refuseTooLong(outgoing: Outgoing): void {
  const bytes = Buffer.byteLength(JSON.stringify(outgoing));
  if (bytes <= LIMITS.requestBytes) return;
  throw new FatalError(
    'usage',
    'message-too-long',
    `The message is ${bytes} bytes; ${LIMITS.requestBytes} are allowed.`,
    'Shorten it, or send it in parts.',
  );
}
