// The main job end to end: a dry run of a sample, its import into the embedded emulator, and what the emulator holds.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = '.tim-migrate/demo';
const sample = 'samples/canonical.jsonl';

function timMigrate(...words) {
  console.log(`\n$ tim-migrate ${words.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...words], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

rmSync(`${root}/${state}`, { recursive: true, force: true });
timMigrate('check', sample, '--state', state);
timMigrate('run', sample, '--state', state, '--emulate');
timMigrate('status', '--state', state);

const held = readFileSync(`${root}/${state}/emulator/messages.jsonl`, 'utf8').trimEnd().split('\n').slice(1);
console.log(`\nThe emulator holds ${held.length} messages. Run it again, and nothing is sent twice.`);
