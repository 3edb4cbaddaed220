import { FatalError } from '../errors.js';

/** What is told when a JSON input does not hold its records where they should be. */

/** The root is no array, and nobody said where else one is. `paths`: where the source has its lists. */
export function noArray(name: string, arrays: readonly string[], paths: readonly string[]): FatalError {
  const seen = arrays.length === 0 ? '' : ` Arrays directly inside it: ${arrays.join(', ')}.`;
  const lists = paths.length === 0 ? '' : `, and holds none of the lists of its source (${paths.join(', ')})`;
  const example = arrays[0] ?? 'data.messages';
  return new FatalError(
    'usage',
    'no-array',
    `${name} is JSON, but not an array of records${lists}.${seen}`,
    `Name the path of the array with --records (in a mapping: format.records), for example "${example}"; for one object per line use --format jsonl.`,
  );
}

/** The array at the path could not be reached. */
export function arrayNotFound(
  name: string,
  path: readonly string[],
  missing: string,
  arrays: readonly string[],
): never {
  const what = missing === 'not-an-array' ? 'is no array' : 'is not there';
  const seen = arrays.length === 0 ? '' : ` Arrays directly inside the root: ${arrays.join(', ')}.`;
  throw new FatalError(
    'usage',
    'no-array',
    path.length === 0
      ? `${name} is not a JSON array.`
      : `The array at ${JSON.stringify(path.join('.'))} ${what} in ${name}.${seen}`,
    'Correct the path of the array (--records, in a mapping format.records), or the format.',
  );
}

/** What stands round the records can only be collected in a reading of its own. */
export function notTwice(name: string): FatalError {
  return new FatalError(
    'usage',
    'needs-file',
    `${name} must be read twice, since what belongs to its records stands outside of their list; a pipe or standard input can be read once only.`,
    'Put the export into a file.',
  );
}
