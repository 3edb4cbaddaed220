import { dirname, extname, resolve } from 'node:path';
import { createJiti } from 'jiti';
import { FatalError } from '../errors.js';
import type { Files } from '../types.js';
import { decodeText, readSmallFile } from './files.js';

/** A mapping written in TypeScript or JavaScript: the door to jiti, which runs TypeScript on every Node version. */

/** What the module's function is told of a record's place. */
export interface Place {
  readonly input: number;
  readonly record: number;
  readonly line: number;
  readonly byte: number;
}

/** Answers a canonical record, several (parts of one record), {skip: reason}, or null to leave the record out. */
export type Transform = (record: unknown, place: Place) => unknown;

export interface LoadedModule {
  readonly transform: Transform;
  readonly format: unknown;
  readonly order: unknown;
}

const ADVICE = 'The module must have `export default function (record, place) { return … }`.';

/** Loads the module from the real disk. Throws FatalError('usage', 'mapping-module') naming the file. */
export async function loadModule(path: string): Promise<LoadedModule> {
  const exported = await importFresh(path);
  const transform = exported.default;
  if (typeof transform !== 'function') {
    throw wrongModule(`${path}: expected a function as default export, got ${typeof transform}`, ADVICE);
  }
  if (transform.constructor.name === 'AsyncFunction') {
    throw wrongModule(
      `${path}: the function is async; mapping is synchronous`,
      'Look up what it needs when the module loads.',
    );
  }
  return { transform: transform as Transform, format: exported.format, order: exported.order };
}

async function importFresh(path: string): Promise<Record<string, unknown>> {
  try {
    const jiti = createJiti(import.meta.url, { fsCache: false, moduleCache: false });
    return await jiti.import<Record<string, unknown>>(resolve(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongModule(`${path}: cannot be loaded: ${why}`, 'Correct the module.', error);
  }
}

function wrongModule(message: string, hint: string, cause?: unknown): FatalError {
  return new FatalError('usage', 'mapping-module', message, hint, cause);
}

const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"]+)\1/g;
/** How a file may be called that an import names; `./a.js` may also be the TypeScript file `./a.ts`. */
const ENDINGS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.json'];
const TYPESCRIPT_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const MOST_FILES = 200;

/**
 * The module and everything it imports by relative path, each with its bytes, in the order found: what its digest covers.
 * Packages are not followed. Which of several files of one name is meant is the loader's business: all of them count.
 */
export async function moduleFiles(path: string, files: Files): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const waiting = [path];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (found.has(next)) continue;
    if (found.size >= MOST_FILES)
      throw wrongModule(`${path}: imports more than ${MOST_FILES} files`, 'Bundle the module.');
    const bytes = await readSmallFile(next, files, 'mapping module');
    found.set(next, bytes);
    for (const [, , specifier] of decodeText(bytes, next).matchAll(IMPORT)) {
      waiting.push(...(await located(resolve(dirname(next), specifier!), files)));
    }
  }
  return found;
}

/** The files a relative import may mean. */
async function located(base: string, files: Files): Promise<string[]> {
  const ending = extname(base);
  const stem = base.slice(0, base.length - ending.length);
  const candidates = [
    base,
    ...(TYPESCRIPT_OF[ending] ?? []).map((other) => stem + other),
    ...ENDINGS.flatMap((other) => [base + other, `${base}/index${other}`]),
  ];
  const found: string[] = [];
  for (const candidate of candidates) {
    if ((await files.stat(candidate))?.kind === 'file') found.push(candidate);
  }
  return found;
}
