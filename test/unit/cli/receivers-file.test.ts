import { describe, expect, it } from 'vitest';
import { parseReceivers, readReceivers } from '../../../src/cli/receivers-file.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

describe('a file of receivers', () => {
  it('has one account per line; blank lines and comments are passed over, whoever comes again is counted', () => {
    const text = '\ufeffanna\r\n\r\n# staff\n  bo \nanna\n\t\ncy';
    expect(parseReceivers(text.slice(1))).toEqual({ accounts: ['anna', 'bo', 'cy'], duplicates: 1, wrong: [] });
  });

  it('names bad ones by their lines', async () => {
    const files = new MemoryFiles();
    files.content.set('/r.txt', Buffer.from(`anna\n${'x'.repeat(33)}\n@TGS#group\na\u0000b\n`));
    const refused = readReceivers(files, '/r.txt');
    await expect(refused).rejects.toMatchObject({ kind: 'usage', code: 'wrong-receivers' });
    await expect(refused).rejects.toThrow(/line 2: .*33 bytes.*line 3: .*reserved.*line 4: /);
  });

  it('a byte order mark at its beginning is no part of the first account', async () => {
    const files = new MemoryFiles();
    files.content.set('/r.txt', Buffer.from('\ufeffanna\nbo'));
    expect((await readReceivers(files, '/r.txt')).accounts).toEqual(['anna', 'bo']);
  });

  it.each([
    ['is not there', undefined, 'receivers-unread'],
    ['is no UTF-8', Buffer.from([0xff, 0xfe, 0x61]), 'receivers-unread'],
    ['names nobody', Buffer.from('# nobody\n'), 'no-receivers'],
  ])('one that %s is refused', async (_, bytes, code) => {
    const files = new MemoryFiles();
    if (bytes) files.content.set('/r.txt', bytes);
    await expect(readReceivers(files, '/r.txt')).rejects.toMatchObject({ kind: 'usage', code });
  });
});
