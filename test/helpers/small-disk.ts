import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { afterAll } from 'vitest';

/** A disk so small that a test can fill it. */
export interface SmallDisk {
  /** Why there can be none here; otherwise undefined. */
  readonly reason: string | undefined;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives back what `fill` took. */
  empty(): void;
  /** From now on nothing can be written, or again. Refused while somebody has a file open for writing. */
  allowWriting(may: boolean): void;
}

/** Mounts one of 512 KiB at a path where nothing is yet; it is gone after the tests of the file. */
export function smallDisk(path: string): SmallDisk {
  const reason = mount(path);
  afterAll(() => {
    if (reason === undefined) execFileSync('umount', [path]);
  });
  const filler = `${path}/filler`;
  return {
    reason,
    fill: () => fill(filler),
    empty: () => rmSync(filler),
    allowWriting: (may) => void execFileSync('mount', ['-o', `remount,${may ? 'rw' : 'ro'}`, path]),
  };
}

function mount(path: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a small disk can be mounted by root on Linux only';
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', path], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `mounting a small disk is not allowed here: ${String(error)}`;
  }
}

function fill(path: string): void {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(size));
    } catch {
      // Full for this size.
    }
  }
}
