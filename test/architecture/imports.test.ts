import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf, type SourceFile } from './imports.js';
import { breaches } from './rules.js';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));

function allFiles(): SourceFile[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(`${SOURCE}${path}`, 'utf8') }));
}

describe('who may import whom', () => {
  it('the source keeps all rules', () => {
    const files = allFiles();
    expect(files.length).toBeGreaterThan(100);
    expect(breaches(files)).toEqual([]);
  });

  /** Files that keep the rules, to which each case adds a breach. */
  const GOOD: readonly SourceFile[] = [
    { path: 'types.ts', text: `export type * from './types/a.js';` },
    { path: 'types/a.ts', text: `import type { B } from './b.js'; export interface A { b: B }` },
    { path: 'types/b.ts', text: 'export interface B { b: 1 }' },
    { path: 'errors.ts', text: 'export class E extends Error {}' },
    { path: 'json.ts', text: `import { parse } from 'lossless-json'; export const p = parse;` },
    { path: 'im/wire.ts', text: `import type { A } from '../types.js'; export type W = A; export const value = 1;` },
    { path: 'im/limits.ts', text: 'export const LIMITS = 1;' },
    { path: 'im/client.ts', text: `import type { W } from './wire.js'; export const send = (w: W) => w;` },
    { path: 'map/map.ts', text: `import { LIMITS } from '../im/limits.js'; export const m = LIMITS;` },
    { path: 'read/read.ts', text: `import { createHash } from 'node:crypto'; export const r = createHash;` },
    { path: 'emulator/server.ts', text: `import type { W } from '../im/wire.js'; export const s = (w: W) => w;` },
    { path: 'cli/main.ts', text: `import { run } from '../run.js'; run(); console.log(Date.now());` },
    { path: 'run.ts', text: `import { r } from './read/read.js'; export const run = () => r;` },
  ];

  it('rules that are kept are not complained about', () => {
    expect(breaches(GOOD)).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ['1 types import nothing of ours', 'types.ts', `import { E } from './errors.js';`, 'may not import errors.ts'],
    ['1 nor behind their door', 'types/x.ts', `import type { E } from '../errors.js';`, 'may not import errors.ts'],
    ['1 nor values of each other', 'types/x.ts', `import { A } from './a.js';`, 'may not import types/a.ts'],
    ['1 nor a package', 'types/x.ts', `import type { z } from 'zod';`, 'may not import zod'],
    ['1 types have one door', 'read/x.ts', `import type { A } from '../types/a.js';`, 'may not import types/a.ts'],
    ['1 errors import no package', 'errors.ts', `import { z } from 'zod';`, 'may not import zod'],
    [
      '1 leaves import leaves only',
      'key.ts',
      `import { LIMITS } from './im/limits.js';`,
      'may not import im/limits.ts',
    ],
    ['2 a stage imports no stage', 'plan/x.ts', `import { r } from '../read/read.js';`, 'may not import read/read.ts'],
    ['2 nor its types', 'checkpoint/x.ts', `import type { r } from '../read/read.js';`, 'may not import read/read.ts'],
    ['2 nor through a re-export', 'deliver/x.ts', `export { m } from '../map/map.js';`, 'may not import map/map.ts'],
    ['2 nor with import()', 'read/x.ts', `await import('../map/map.js');`, 'may not import map/map.ts'],
    ['2 nor with a type import()', 'read/x.ts', `let a: import('../map/map.js').m;`, 'may not import map/map.ts'],
    ['2 nor the joint', 'read/x.ts', `import { run } from '../run.js';`, 'may not import run.ts'],
    [
      '3 map uses only facts of im',
      'map/x.ts',
      `import { send } from '../im/client.js';`,
      'may not import im/client.ts',
    ],
    ['3 plan is blind to im', 'plan/x.ts', `import type { W } from '../im/wire.js';`, 'may not import im/wire.ts'],
    ['3 deliver too', 'deliver/x.ts', `import { LIMITS } from '../im/limits.js';`, 'may not import im/limits.ts'],
    [
      '4 im imports types and errors only',
      'im/x.ts',
      `import { m } from '../map/map.js';`,
      'may not import map/map.ts',
    ],
    [
      '5 only cli starts the emulator',
      'run.ts',
      `import { s } from './emulator/server.js';`,
      'may not import emulator/server.ts',
    ],
    ['5 the joint gets a sink', 'run.ts', `import { send } from './im/client.js';`, 'may not import im/client.ts'],
    ['5 nobody imports cli', 'report/x.ts', `import '../cli/main.js';`, 'may not import cli/main.ts'],
    ['5 only cli reads the environment', 'read/x.ts', 'export const e = process.env.HOME;', 'may not use process.env'],
    ['6 report sees types only', 'report/x.ts', `import { r } from '../read/read.js';`, 'may not import read/read.ts'],
    ['6 survey sees leaves only', 'survey/x.ts', `import { m } from '../map/map.js';`, 'may not import map/map.ts'],
    [
      '6 emulator takes no values of im',
      'emulator/x.ts',
      `import { value } from '../im/wire.js';`,
      'may not import im/wire.ts',
    ],
    ['6 nor its logic', 'emulator/x.ts', `import type { send } from '../im/client.js';`, 'may not import im/client.ts'],
    ['7 a package has one door', 'map/x.ts', `import * as json from 'lossless-json/x';`, 'lossless-json has 2 doors'],
    ['8 no console', 'read/x.ts', `console.log('x');`, 'may not use console.log'],
    ['8 no process.exit', 'checkpoint/x.ts', 'process.exit(1);', 'may not use process.exit'],
    ['8 no Date.now', 'deliver/x.ts', 'export const now = Date.now;', 'may not use Date.now'],
    ['8 no new Date()', 'im/x.ts', 'export const now = new Date();', 'may not use new Date()'],
    ['8 no Math.random', 'im/x.ts', 'export const chance = Math.random();', 'may not use Math.random'],
    ['8 no timers', 'plan/x.ts', 'setTimeout(() => 1, 5);', 'may not use setTimeout()'],
    ['8 no file system', 'checkpoint/x.ts', `import { readFileSync } from 'node:fs';`, 'may not import node:fs'],
    ['8 nor in the joint', 'run.ts', `import { readFileSync } from 'node:fs';`, 'may not import node:fs'],
    [
      '8 no threads',
      'read/x.ts',
      `import { Worker } from 'node:worker_threads';`,
      'may not import node:worker_threads',
    ],
    ['a new folder needs a place', 'extra/x.ts', 'export const a = 1;', 'has no place in the rules'],
    ['a new file at the top, too', 'helpers.ts', 'export const a = 1;', 'has no place in the rules'],
  ])('%s', (_, path, text, breach) => {
    const files = [...GOOD.filter((file) => file.path !== path), { path, text }];
    expect(breaches(files).filter((told) => told.includes(breach) && told.includes(path))).not.toEqual([]);
  });

  it('cycles are found, however long', () => {
    const ring = ['a', 'b', 'c'].map((name, index, names) => {
      const next = names[(index + 1) % names.length];
      return { path: `read/${name}.ts`, text: `import { x } from './${next}.js'; export { x };` };
    });
    expect(breaches([...GOOD, ...ring])).toEqual(['read/a.ts → read/b.ts → read/c.ts → read/a.ts: a cycle']);
  });

  it('a type import is told from a value import, inline too', () => {
    const kinds = (text: string) => importsOf({ path: 'a.ts', text }).map(({ isType }) => isType);
    expect(kinds(`import type { A } from './b.js';`)).toEqual([true]);
    expect(kinds(`import { type A, type B } from './b.js';`)).toEqual([true]);
    expect(kinds(`import { type A, b } from './b.js';`)).toEqual([false]);
    expect(kinds(`import './b.js';`)).toEqual([false]);
  });
});
