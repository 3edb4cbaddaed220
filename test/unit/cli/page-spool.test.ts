import { describe, expect, it } from 'vitest';
import { PageSpool } from '../../../src/cli/page-spool.js';
import type { RoamMsg } from '../../../src/im/wire.js';
import { MemoryFiles } from '../../helpers/memory-files.js';

describe('pages that wait for the oldest', () => {
  it('come back oldest first, as often as is wanted, and leave no file', async () => {
    const files = new MemoryFiles();
    const spool = await PageSpool.open(files, '/tmp');
    const said = (seq: number) => ({ MsgSeq: seq, MsgKey: `你\n${seq}` }) as RoamMsg;
    await spool.add([said(5), said(6)]);
    await spool.add([]);
    await spool.add([said(2), said(3), said(4)]);
    await spool.add([said(1)]);
    expect([...files.content.keys()]).toEqual([]);
    for (let turn = 0; turn < 2; turn += 1) {
      const found: RoamMsg[] = [];
      for await (const message of spool.oldestFirst()) found.push(message);
      expect(found).toEqual([1, 2, 3, 4, 5, 6].map(said));
    }
    expect(spool.count).toBe(6);
    await spool.close();
  });
});
