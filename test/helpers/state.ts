import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file below a folder with the digest of its content, to see that nothing was changed. */
export function picture(folder: string): Record<string, string> {
  const files = filesBelow(folder).map((path) => [
    path.slice(folder.length + 1),
    createHash('sha256').update(readFileSync(path)).digest('hex'),
  ]);
  return Object.fromEntries(files);
}

/** Paths of all regular files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Permission bits of everything below a folder and of itself, as `600`. */
export function modes(folder: string): Record<string, string> {
  const all = [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))];
  return Object.fromEntries(all.map((path) => [path, (statSync(path).mode & 0o777).toString(8)]));
}

/** Files below a folder that hold one of the texts. */
export function filesHolding(folder: string, ...texts: readonly string[]): string[] {
  if (!existsSync(folder)) return [];
  return filesBelow(folder).filter((path) => {
    const content = readFileSync(path);
    return texts.some((text) => content.includes(text));
  });
}
