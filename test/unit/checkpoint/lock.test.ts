import { describe, expect, it } from 'vitest';
import { lockState, type Owner, type Processes, takeLock } from '../../../src/checkpoint/lock.js';
import { immediateClock as clock } from '../../helpers/fake-clock.js';
import { MemoryFiles, systemError } from '../../helpers/memory-files.js';

let nonces = 0;

function processes(self: Partial<Owner>, alive: Readonly<Record<number, string>> = {}): Processes {
  nonces += 1;
  const owner: Owner = { host: 'h', bootId: 'b', pid: 1, processStart: 's1', nonce: `n${nonces}`, ...self };
  return { self: () => owner, startOf: (pid) => alive[pid] };
}

describe('1.8: the lock', () => {
  it('keeps a second process out while the first lives', async () => {
    const files = new MemoryFiles();
    const lock = await takeLock(files, 'state', processes({ pid: 1 }), clock());
    const second = processes({ pid: 2 }, { 1: 's1' });
    await expect(takeLock(files, 'state', second, clock())).rejects.toMatchObject({ kind: 'state', code: 'in-use' });
    await lock.release();
    await takeLock(files, 'state', second, clock());
  });

  it.each([
    ['its process is gone', {}, {}],
    ['its number belongs to another process now', {}, { 1: 'later' }],
    ['the machine was started anew', { bootId: 'b2' }, { 1: 's1' }],
  ])('is taken over when %s', async (_why, self, alive) => {
    const files = new MemoryFiles();
    await takeLock(files, 'state', processes({ pid: 1 }), clock());
    const second = processes({ pid: 2, ...self }, alive);
    expect(await lockState(files, 'state', second)).toBe('gone');
    await takeLock(files, 'state', second, clock());
    expect(files.text('state/lock')).toContain('"pid":2');
    expect([...files.content.keys()]).toEqual(['state/lock']);
  });

  it('of another host is refused until --take-over', async () => {
    const files = new MemoryFiles();
    await takeLock(files, 'state', processes({ host: 'other', pid: 1 }), clock());
    const second = processes({ pid: 2 });
    await expect(takeLock(files, 'state', second, clock())).rejects.toThrow(/host other/);
    await takeLock(files, 'state', second, clock(), true);
    expect(files.text('state/lock')).toContain('"pid":2');
  });

  it('of a live process on this machine is kept, whatever --take-over says', async () => {
    const files = new MemoryFiles();
    await takeLock(files, 'state', processes({ pid: 1 }), clock());
    const second = processes({ pid: 2 }, { 1: 's1' });
    await expect(takeLock(files, 'state', second, clock(), true)).rejects.toMatchObject({ code: 'in-use' });
  });

  it('that was torn while written is taken over when it stays torn', async () => {
    const files = new MemoryFiles();
    files.content.set('state/lock', Buffer.from('{"host":"h","bo'));
    files.content.set('state/lock.takeover', Buffer.from(''));
    await takeLock(files, 'state', processes({ pid: 7 }), clock());
    expect(files.text('state/lock')).toContain('"pid":7');
    expect([...files.content.keys()]).toEqual(['state/lock']);
  });

  it('that was just being written keeps its owner', async () => {
    const files = new MemoryFiles();
    files.content.set('state/lock', Buffer.from(''));
    const other = processes({ pid: 8 });
    const writes = () => files.content.set('state/lock', Buffer.from(JSON.stringify(other.self())));
    await expect(takeLock(files, 'state', processes({ pid: 7 }, { 8: 's1' }), clock(writes))).rejects.toMatchObject({
      code: 'in-use',
    });
    expect(files.text('state/lock')).toContain('"pid":8');
  });

  it('goes to one only of two that find a dead owner together', async () => {
    const files = new MemoryFiles();
    await takeLock(files, 'state', processes({ pid: 1 }), clock());
    const alive = { 2: 's1', 3: 's1' };
    const both = await Promise.allSettled([
      takeLock(files, 'state', processes({ pid: 2 }, alive), clock()),
      takeLock(files, 'state', processes({ pid: 3 }, alive), clock()),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  });

  it('is released only by its owner', async () => {
    const files = new MemoryFiles();
    const first = await takeLock(files, 'state', processes({ pid: 1 }), clock());
    await takeLock(files, 'state', processes({ pid: 2 }), clock());
    await first.release();
    expect(files.text('state/lock')).toContain('"pid":2');
  });

  it('a takeover that a process on another machine died in is taken over by force, too', async () => {
    const files = new MemoryFiles();
    const there = processes({ host: 'there', pid: 7 });
    await takeLock(files, 'state', there, clock());
    files.content.set('state/lock.takeover', Buffer.from(JSON.stringify(there.self())));
    const here = processes({ pid: 2 });
    await expect(takeLock(files, 'state', here, clock())).rejects.toMatchObject({ code: 'in-use' });
    await takeLock(files, 'state', here, clock(), true);
    expect([...files.content.keys()]).toEqual(['state/lock']);
    expect(files.text('state/lock')).toContain('"pid":2');
  });

  it('a disk that does not take it is told as such', async () => {
    const files = new MemoryFiles();
    files.fail = (operation, path) => {
      if (operation === 'open') throw systemError('ENOSPC', path);
    };
    await expect(takeLock(files, 'state', processes({}), clock())).rejects.toMatchObject({
      kind: 'stopped',
      code: 'disk-full',
    });
  });

  it('a disk that does not let it go does not make a good end a bad one', async () => {
    const files = new MemoryFiles();
    const lock = await takeLock(files, 'state', processes({ pid: 1 }), clock());
    files.fail = (operation, path) => {
      if (operation === 'unlink') throw systemError('EIO', path);
    };
    await lock.release();
    files.fail = () => undefined;
    await takeLock(files, 'state', processes({ pid: 2 }), clock());
  });
});
