import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner, Processes } from '../checkpoint/lock.js';

/** The machine's processes, on Linux from /proc, elsewhere from `ps` and `sysctl`. */
export function nodeProcesses(): Processes {
  const owner: Owner = {
    host: hostname(),
    bootId: bootId(),
    pid: process.pid,
    processStart: startOf(process.pid) ?? 'unknown',
    nonce: randomBytes(16).toString('hex'),
  };
  return { self: () => owner, startOf };
}

function bootId(): string {
  return (
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()) ??
    attempt(() => run('sysctl', ['-n', 'kern.boottime'])) ??
    'unknown'
  );
}

function startOf(pid: number): string | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat !== undefined) {
    // Fields are counted after the name, which may hold spaces and brackets: 22nd is the start in ticks since boot.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  }
  if (process.platform === 'linux') return undefined;
  return attempt(() => run('ps', ['-o', 'lstart=', '-p', String(pid)]) || undefined);
}

function run(command: string, parameters: readonly string[]): string {
  return execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
