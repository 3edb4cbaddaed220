import { FatalError } from '../../errors.js';
import { parseLossless } from '../../json.js';
import { type Draft, isDraft } from '../draft.js';
import type { PresetFile } from '../preset.js';

/**
 * The objects in a file that an option names: a JSON array, an object with such a list under one of `lists`, or one object
 * per line. Throws FatalError('usage', 'side-file') naming the line.
 */
export function objectsOf({ path, text }: PresetFile, lists: readonly string[]): readonly Draft[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole.filter(isDraft);
  if (isDraft(whole)) {
    const list = lists.map((name) => whole[name]).find(Array.isArray);
    return list ? list.filter(isDraft) : [whole];
  }
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [lineOf(line, `${path}:${index + 1}`)]));
}

function lineOf(line: string, place: string): Draft {
  const value = parsed(line);
  if (isDraft(value)) return value;
  throw new FatalError(
    'usage',
    'side-file',
    `${place}: expected a JSON object on the line, or the whole file to be JSON.`,
    'Export the file again as JSON, or as one JSON object per line.',
  );
}

function parsed(text: string): unknown {
  try {
    return parseLossless(text);
  } catch {
    return undefined;
  }
}
