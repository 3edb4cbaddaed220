import { createRequire } from 'node:module';
import { FatalError } from '../errors.js';
import type { PageAssets } from '../report/page/page.js';
import { readText } from '../text-file.js';
import type { Files } from '../types.js';

/** The texts of uPlot for the page, as its package brings them: the door to it. Throws FatalError `usage`. */
export async function pageAssets(files: Files): Promise<PageAssets> {
  const licence = await assetText(files, 'uplot/LICENSE');
  const script = await assetText(files, 'uplot/dist/uPlot.iife.min.js');
  const style = await assetText(files, 'uplot/dist/uPlot.min.css');
  return { script: `/*! uPlot\n${licence.trim()}\n*/\n${script}`, style };
}

async function assetText(files: Files, name: string): Promise<string> {
  const path = pathOf(name);
  const text = path === undefined ? undefined : await readText(files, path);
  if (text !== undefined) return text;
  throw new FatalError(
    'usage',
    'not-installed',
    `${name} was expected among the installed packages; it is not there.`,
    'Install the packages again with npm ci.',
  );
}

function pathOf(name: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}
