import type { Why } from './broken.js';

/** What is told of JSON that is cut or broken outside of its records. */

const GROWING = 'Copy or export the file again, completely, then start the same command again.';

export const CUT_ELEMENT: Why = {
  code: 'cut-array',
  reason: 'the file ends inside this element: it was cut, or is still being written',
  advice: GROWING,
};

export const NO_BRACKET: Why = {
  code: 'cut-array',
  reason: 'the file ends without the closing bracket of its array: it was cut, or is still being written',
  advice: GROWING,
};

export const CUT_DOCUMENT: Why = {
  code: 'cut-document',
  reason: 'the file ends without the closing bracket of its outermost object: it was cut, or is still being written',
  advice: GROWING,
};

export const BEHIND_ARRAY: Why = {
  code: 'after-array',
  reason: 'something follows the closing bracket of the array; it was not read',
  advice: 'A JSON file holds one array; split the file, or write one JSON object per line.',
};

export const BEHIND_DOCUMENT: Why = {
  code: 'after-document',
  reason: 'something follows the end of the JSON document; it was not read',
  advice: 'Put each document into a file of its own.',
};

export const BROKEN_DOCUMENT: Why = {
  code: 'broken-document',
  reason:
    'here, outside of the records, the JSON is broken: a bracket, quote or comma is missing or too many; what follows was not read',
  advice: 'Correct the file at this place, or export it again, then start the same command again.',
};

export const NO_LIST: Why = {
  code: 'no-list',
  reason: 'the object that ends here holds none of the lists the records of this source are in',
  advice: 'See whether it is an error page, or whether the way to its records is another.',
};

export const CUT_OBJECT: Why = {
  code: 'cut-object',
  reason: 'the file ends inside this object: it was cut, or is still being written',
  advice: GROWING,
};
