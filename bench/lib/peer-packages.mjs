import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATA_FOLDER } from './data.mjs';

/** Peers from npm that the command itself does not need: put into bench/data/peers when they are first used. */

const FOLDER = join(DATA_FOLDER, 'peers');
/** The last p-queue for Node.js 20. */
const VERSIONS = { autocannon: '8.0.0', 'p-queue': '8.1.1' };
const MOST_MS = 120_000;

/** Where they are, each of them as pinned; undefined when they cannot be had, as without a network. */
export function peerPackages() {
  const isThere = Object.entries(VERSIONS).every(([name, version]) => installedVersion(name) === version);
  return isThere || install() ? FOLDER : undefined;
}

/** Name and version, for a table. */
export function peerName(name) {
  return `${name} ${VERSIONS[name]}`;
}

function installedVersion(name) {
  const manifest = join(FOLDER, 'node_modules', name, 'package.json');
  return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}

function install() {
  mkdirSync(FOLDER, { recursive: true });
  const pinned = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  const words = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', FOLDER, ...pinned];
  // Not in the project's folder, whose own manifest npm would look at. On Windows npm is a script of the shell.
  const ended = spawnSync('npm', words, { cwd: FOLDER, timeout: MOST_MS, shell: process.platform === 'win32' });
  return ended.status === 0;
}
