import { describe, expect, it } from 'vitest';
import { readOutgoing } from '../../../src/cli/outgoing.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

const BODY = [{ MsgType: 'TIMFaceElem', MsgContent: { Index: 1 } }];

function filesWith(text: string): MemoryFiles {
  const files = new MemoryFiles();
  files.content.set('/body.json', Buffer.from(text));
  return files;
}

describe('the message that is sent', () => {
  it('is a text, or a ready-made body, with what goes with it', async () => {
    const text = { text: 'hi', from: 'anna', 'custom-data': '{}', 'sync-sender': false, 'online-only': true };
    expect(await readOutgoing(text, new MemoryFiles())).toEqual({
      From_Account: 'anna',
      SyncOtherMachine: 2,
      OnlineOnlyFlag: 1,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }],
      CloudCustomData: '{}',
    });
    const body = { body: '/body.json', 'sync-sender': true };
    expect(await readOutgoing(body, filesWith(JSON.stringify(BODY)))).toEqual({ MsgBody: BODY });
  });

  it.each([
    ['neither text nor body', {}, 'one-message'],
    ['both', { text: 'x', body: '/body.json' }, 'one-message'],
    ['a body that is not there', { body: '/other.json' }, 'body-unread'],
    ['half a character', { text: '\ud800' }, 'text-broken'],
    ['more than the service takes', { text: 'x'.repeat(12_000) }, 'message-too-long'],
    ['a sender that cannot be', { text: 'x', from: 'x'.repeat(33) }, 'wrong-account'],
  ])('%s is refused', async (_, settings, code) => {
    await expect(readOutgoing(settings, filesWith('[]'))).rejects.toMatchObject({ kind: 'usage', code });
  });

  it.each([
    ['no JSON', '[', 'body-invalid'],
    ['an unknown type', '[{"MsgType":"TIMOther","MsgContent":{}}]', 'body-type-unknown'],
    [
      'two custom elements',
      JSON.stringify(Array(2).fill({ MsgType: 'TIMCustomElem', MsgContent: { Data: 'x' } })),
      'body-custom-twice',
    ],
  ])('a body with %s is refused', async (_, text, code) => {
    await expect(readOutgoing({ body: '/body.json' }, filesWith(text))).rejects.toMatchObject({ code });
  });
});
